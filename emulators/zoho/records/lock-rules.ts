import { itemError, type Item } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { LockRule, Module, Row, StoredRecord } from '../orgs/org.ts';
import { matches } from './criteria.ts';

/** What a locked record may not be subject to. Changes of values are always restricted. docs: add-record-locking-config */
export const lockActions = ['update', 'delete', 'tags', 'change_owner', 'convert'] as const;
export type LockAction = (typeof lockActions)[number];

const rowsIn = (body: Row, key: string): Row[] => (body[key] as Row[] | undefined) ?? [];

/** The part of a configuration that locks a record. */
export interface AppliedRule {
  rule: LockRule;
  part: Row;
}

/** The rule whose criteria a record meets; null if it meets none. */
export function ruleOf(call: Call, module: Module, record: StoredRecord): AppliedRule | null {
  for (const rule of module.locks) {
    if (rule.body['lock_type'] === 'manual') continue;
    for (const part of rowsIn(rule.body, 'locking_rules')) {
      // Records of before the configuration are locked when they are next written, if they are left out at first.
      const isNew = part['lock_existing_records'] !== false || record.modifiedAt >= rule.at;
      if (isNew && matches(call, module, record, part['criteria'] as Row)) return { rule, part };
    }
  }
  return null;
}

/** Whether a record is locked for anybody: by hand, or by a configuration. */
export const hasLock = (call: Call, module: Module, record: StoredRecord): boolean =>
  record.lock !== null || ruleOf(call, module, record) !== null;

/** Whether the caller can't do this with a record. An update of excluded fields only is allowed. */
export function isLocked(
  call: Call,
  module: Module,
  record: StoredRecord,
  action: LockAction,
  fields: string[] = [],
): boolean {
  if (record.lock === null && module.locks.length === 0) return false;
  const rule = ruleOf(call, module, record)?.rule ?? null;
  if (record.lock === null && rule === null) return false;
  const body = (rule ?? module.locks[0])?.body;
  if (!body) return true;
  if (rowsIn(body, 'lock_excluded_profiles').some((profile) => profile['id'] === call.user.profile)) return false;
  if (action !== 'update') return ((body['restricted_actions'] as string[] | undefined) ?? []).includes(action);
  const free = new Set(rowsIn(body, 'excluded_fields').map((field) => field['api_name']));
  return fields.length === 0 || !fields.every((name) => free.has(name));
}

export const recordLocked = (path: string): Item =>
  itemError('RECORD_LOCKED', 'Sorry, you cannot perform this operation as the record is locked.', {
    api_name: 'id',
    json_path: `${path}.id`,
    action: 'record_locking',
  });
