import type { OwnerMap } from '../../schemas/engagement-file.ts';
import type { StayingRecords } from '../../schemas/engagement.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { ManualStep } from '../../schemas/schema-plan.ts';
import type { Module } from '../../schemas/terms.ts';
import { beginningOfKeys, lockedModules, lockRuleOf } from '../history-lock.ts';
import { isFieldChange, isModuleChange, isSectionChange, isTagChange } from '../schema-plan/state.ts';

export const createdColumns = ['kind', 'module', 'name', 'detail'] as const;
export const ownerColumns = ['source_user', 'zoho_user', 'rule'] as const;
export const manualColumns = ['module', 'what', 'why', 'check'] as const;

type Created = Record<(typeof createdColumns)[number], string>;

/** Something that the engagement created in the org, as the ledger has it. */
interface Change {
  module: Module;
  apiName: string;
  value: string;
  label: string | null;
}

/** What the migration made in Zoho, for its administrators. */
export function createdRows(
  { slug, system, mapping }: { slug: string; system: string; mapping: Mapping },
  changes: Change[],
  staying: Omit<StayingRecords, 'environment'>[],
): Created[] {
  const made = changes.map((change): Created => {
    const { module, apiName, value, label } = change;
    if (isModuleChange(change)) return { kind: 'module', module, name: label ?? '', detail: '' };
    if (isSectionChange(change)) return { kind: 'section', module, name: value, detail: 'on the first layout' };
    if (isTagChange(change)) return { kind: 'tag', module, name: value, detail: '' };
    if (isFieldChange(change)) return { kind: 'field', module, name: apiName, detail: label ?? '' };
    return { kind: 'value', module, name: apiName, detail: value };
  });
  const rules = lockedModules(mapping).map((module): Created => ({
    ...{ kind: 'rule', module, name: lockRuleOf(slug) },
    detail: `locks records whose ${mapping.key} starts with ${beginningOfKeys(system)}, from the switch on`,
  }));
  const records = staying.map(({ module, created, changed }): Created => ({
    ...{ kind: 'records', module, name: String(created) },
    detail: changed > 0 ? `and ${changed} changed that were there before` : '',
  }));
  return [...made, ...rules, ...records];
}

/** Whose records each user of Zoho got. */
export function ownerRows({
  default: others,
  inactive,
  owners,
}: OwnerMap): Record<(typeof ownerColumns)[number], string>[] {
  return [
    ...Object.entries(owners).map(([source_user, zoho_user]) => ({ source_user, zoho_user, rule: 'listed' })),
    ...(others === undefined ? [] : [{ source_user: '', zoho_user: others, rule: 'all users that are not listed' }]),
    ...(inactive === undefined
      ? []
      : [{ source_user: '', zoho_user: inactive, rule: 'listed users who are not active or not confirmed' }]),
  ];
}

/** What people do in Zoho after the migration, whatever the mapping says. */
const afterEvery: Record<(typeof manualColumns)[number], string>[] = [
  {
    module: 'all modules',
    what: 'Switch on again the workflow rules, approvals and blueprints that were switched off for the load.',
    why: 'Portage sends its writes so that they start none, switches none off, and can not see who did.',
    check: 'Change one record of each module, and see that its rules run.',
  },
  {
    module: 'all modules',
    what: 'Check that validation rules accept the migrated values.',
    why: 'The API has no validation rules, and writes skip them; people meet them when they edit a record.',
    check: 'Edit and save one record of each module.',
  },
  {
    module: 'all modules',
    what: 'Remove the API client of the migration, once no rollback is wanted any more.',
    why: 'Its refresh token can change every record.',
    check: 'The client is not in the API console.',
  },
];

/** The steps of the plan for production, then those of every migration. */
export const manualRows = (planned: ManualStep[]): Record<(typeof manualColumns)[number], string>[] =>
  [...planned, ...afterEvery].map(({ module, what, why, check }) => ({ module, what, why, check }));
