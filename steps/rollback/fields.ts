import { ConnectorError } from '../../connectors/error.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { countItems, findRollback } from '../../connectors/ledger/rollback.ts';
import {
  endSchemaChange,
  keepSchemaChange,
  listSchemaChanges,
  type SchemaChange,
} from '../../connectors/ledger/schema-changes.ts';
import type { Zoho, ZohoField } from '../../connectors/zoho/port.ts';
import { countModules, leftIn } from '../../domain/rollback-report.ts';
import { moduleStays } from '../../domain/schema-plan/new-module.ts';
import {
  isFieldChange,
  isModuleChange,
  isSectionChange,
  isTagChange,
  isValueChange,
} from '../../domain/schema-plan/state.ts';
import type { RollbackModule, RollbackReport } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { newFieldOf } from '../schema/apply.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { removeSection, sectionStays } from './sections.ts';
import { recordsStay, removeTag, tagOf } from './tags.ts';

/** The changes of each module to undo: fields, newest first, then the key, then values of fields that may stay, then sections. */
async function listChanges(ledger: Ledger, ref: EnvironmentRef, keyField: string): Promise<[Module, SchemaChange[]][]> {
  const changes = await listSchemaChanges(ledger, ref);
  const rank = (change: SchemaChange) =>
    isSectionChange(change) ? 3 : change.value !== '' ? 2 : Number(change.apiName === keyField);
  const sorted = changes.sort((one, other) => rank(one) - rank(other));
  const modules = [...new Set(sorted.map(({ module }) => module))];
  return modules.map((module) => [module, sorted.filter((one) => one.module === module)]);
}

/**
 * Why a field or an added value stays; null if no record uses it.
 *
 * @param left records of the loads that stay in the module
 * @param only counts only the records without this field, which the rollback does not touch
 */
async function reasonToKeep(
  zoho: Zoho,
  module: Module,
  field: ZohoField,
  { value }: SchemaChange,
  left: number,
  only: { withoutKey?: string | undefined } = {},
): Promise<string | null> {
  if (left > 0) return recordsStay;
  const uses = await zoho.countUses(module, field, value === '' ? only : { ...only, value });
  if (uses === null && value !== '') return "Zoho can't be asked which records use a value that was added to it";
  if (uses === null || uses === 0) return null;
  return `${uses.toLocaleString('en')} records use ${value === '' ? 'it' : 'a value that was added to it'}`;
}

/** Whether a module was never created, or somebody has deleted it. */
const isGone = async (zoho: Zoho, module: Module, changes: SchemaChange[]): Promise<boolean> =>
  changes.some(isModuleChange) && !(await zoho.modules()).includes(module);

/** The fields and values that a rollback will remove, and those that it will leave, when it leaves these records. */
export async function predictFields(
  ledger: Ledger,
  zoho: Zoho,
  ref: EnvironmentRef,
  keyField: string,
  modules: RollbackModule[],
): Promise<RollbackReport['fields']> {
  const fields: RollbackReport['fields'] = [];
  for (const [module, changes] of await listChanges(ledger, ref, keyField)) {
    if (await isGone(zoho, module, changes)) continue;
    const present = await zoho.fields(module);
    const counts = modules.find((one) => one.module === module);
    const withoutKey = present.some(({ apiName }) => apiName === keyField) ? keyField : undefined;
    const kept: { apiName: string; why: string }[] = [];
    const toRemove = new Set(changes.filter(isFieldChange).map(({ apiName }) => apiName));
    for (const change of changes) {
      if (isModuleChange(change)) {
        kept.push({ apiName: module, why: moduleStays });
        continue;
      }
      if (isSectionChange(change)) {
        const why = await sectionStays(zoho, change, toRemove);
        if (why !== null) kept.push({ apiName: change.value, why });
        continue;
      }
      if (isTagChange(change)) {
        // Zoho counts the records of a tag as a whole, those of the loads included.
        if (counts?.kept) kept.push({ apiName: change.apiName, why: `the tag ${change.value}: ${recordsStay}` });
        continue;
      }
      const field = newFieldOf(present, change);
      // A value goes with the field that the engagement created.
      if (!field || (change.value !== '' && toRemove.has(change.apiName))) continue;
      // The key of a record is no reason to keep the key.
      if (field.apiName === keyField && !counts?.kept) continue;
      const why = await reasonToKeep(zoho, module, field, change, counts?.kept ?? 0, { withoutKey });
      if (!why) continue;
      kept.push({ apiName: change.apiName, why });
      toRemove.delete(change.apiName);
    }
    fields.push({ module, toRemove: changes.length - kept.length, removed: 0, kept });
  }
  return fields;
}

/**
 * Removes the custom fields that the engagement created in an environment, and the values that it added to pick lists. They
 * stay if a record uses them, or if Zoho refuses to remove them because something else does.
 */
export async function removeFields(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ removed: number }> {
  const { ledger } = ports;
  const rollback = await findRollback(ledger, ref);
  const items = rollback ? await ledger.withClient((client) => countItems(client, 'rollback_item', rollback.id)) : [];
  let removed = 0;
  await withZoho(ports, stored, { ...ref, phase: 'rollback' }, async (zoho) => {
    for (const [module, changes] of await listChanges(ledger, ref, stored.mapping.key)) {
      const left = countModules([module], items).reduce((sum, one) => sum + leftIn(one), 0);
      const end = (change: SchemaChange, why: string | null) =>
        why === null
          ? endSchemaChange(ledger, { ...ref, ...change })
          : keepSchemaChange(ledger, { ...ref, ...change, why });
      const remove = async (change: SchemaChange, present: ZohoField[]) => {
        if (isModuleChange(change)) return end(change, moduleStays);
        const field = newFieldOf(present, change);
        const why = field ? await removeUnused(zoho, module, field, change, left) : null;
        await end(change, why);
        if (field && !why) removed += 1;
      };
      if (await isGone(zoho, module, changes)) {
        for (const change of changes) await endSchemaChange(ledger, { ...ref, ...change });
        continue;
      }
      const [sections, tags] = [changes.filter(isSectionChange), changes.filter(isTagChange)];
      const [fields, values] = [changes.filter(({ value }) => value === ''), changes.filter(isValueChange)];
      const before = await zoho.fields(module);
      for (const change of fields) await remove(change, before);
      // Values that went with a field are gone.
      const after = values.length > 0 ? await zoho.fields(module) : [];
      for (const change of values) await remove(change, after);
      for (const change of sections) await end(change, await removeSection(zoho, change));
      const present = tags.length > 0 ? await zoho.tags(module) : [];
      for (const change of tags) {
        const tag = tagOf(present, change);
        const why = tag ? await removeTag(zoho, module, tag, left) : null;
        await end(change, why);
        if (tag && !why) removed += 1;
      }
    }
  });
  return { removed };
}

/** Removes a field or an added value, or returns why it stays. */
async function removeUnused(
  zoho: Zoho,
  module: Module,
  field: ZohoField,
  change: SchemaChange,
  left: number,
): Promise<string | null> {
  const why = await reasonToKeep(zoho, module, field, change, left);
  if (why) return why;
  try {
    if (change.value === '') await zoho.removeField(module, field.id);
    else {
      const result = await zoho.removeValue(module, field.id, change.value);
      if (!result.ok) return `Zoho refused to remove the value: ${result.reason}`;
    }
    return null;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.kind === 'not-found') return null;
    // Zoho's codes for a field that a layout rule, a report or another field uses. docs: delete-custom-field
    if (error.code === 'NOT_ALLOWED' || error.code === 'ALREADY_USED')
      return `Zoho refused to remove it: ${error.code}`;
    throw error;
  }
}
