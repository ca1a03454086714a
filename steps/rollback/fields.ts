import { ConnectorError } from '../../connectors/error.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { countItems, findRollback } from '../../connectors/ledger/rollback.ts';
import {
  endSchemaChange,
  keepField,
  listSchemaChanges,
  type SchemaChange,
} from '../../connectors/ledger/schema-changes.ts';
import type { Zoho, ZohoField } from '../../connectors/zoho/port.ts';
import { countModules, leftIn } from '../../domain/rollback-report.ts';
import type { RollbackModule, RollbackReport } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { newFieldOf } from '../apply-schema.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';

/** The fields of each module to remove: newest first, the key last. */
async function listChanges(ledger: Ledger, ref: EnvironmentRef, keyField: string): Promise<[Module, SchemaChange[]][]> {
  const changes = await listSchemaChanges(ledger, ref);
  const isKey = (change: SchemaChange) => Number(change.apiName === keyField);
  const sorted = changes.sort((one, other) => isKey(one) - isKey(other));
  const modules = [...new Set(sorted.map(({ module }) => module))];
  return modules.map((module) => [module, sorted.filter((one) => one.module === module)]);
}

/**
 * Why a field stays; null if no record uses it.
 *
 * @param left records of the loads that stay in the module
 * @param only counts only the records without this field, which the rollback does not touch
 */
async function reasonToKeep(
  zoho: Zoho,
  module: Module,
  field: ZohoField,
  left: number,
  only: { withoutKey?: string | undefined } = {},
): Promise<string | null> {
  if (left > 0) return 'records of the loads stay in the module';
  const uses = await zoho.countUses(module, field, only);
  return uses !== null && uses > 0 ? `${uses.toLocaleString('en')} records use it` : null;
}

/** The fields that a rollback will remove, and those that it will leave, when it leaves these records. */
export async function predictFields(
  ledger: Ledger,
  zoho: Zoho,
  ref: EnvironmentRef,
  keyField: string,
  modules: RollbackModule[],
): Promise<RollbackReport['fields']> {
  const fields: RollbackReport['fields'] = [];
  for (const [module, changes] of await listChanges(ledger, ref, keyField)) {
    const present = await zoho.fields(module);
    const counts = modules.find((one) => one.module === module);
    const withoutKey = present.some(({ apiName }) => apiName === keyField) ? keyField : undefined;
    const kept = [];
    for (const change of changes) {
      const field = newFieldOf(present, change);
      if (!field) continue;
      // The key of a record is no reason to keep the key.
      if (field.apiName === keyField && !counts?.kept) continue;
      const why = await reasonToKeep(zoho, module, field, counts?.kept ?? 0, { withoutKey });
      if (why) kept.push({ apiName: change.apiName, why });
    }
    fields.push({ module, toRemove: changes.length - kept.length, removed: 0, kept });
  }
  return fields;
}

/**
 * Removes the custom fields that the engagement created in an environment. A field stays if a record uses it, or if Zoho
 * refuses to remove it because something else does.
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
      const present = await zoho.fields(module);
      const left = countModules([module], items).reduce((sum, one) => sum + leftIn(one), 0);
      for (const change of changes) {
        const field = newFieldOf(present, change);
        const why = field ? await removeUnused(zoho, module, field, left) : null;
        if (why) await keepField(ledger, { ...ref, ...change, why });
        else await endSchemaChange(ledger, { ...ref, ...change });
        if (field && !why) removed += 1;
      }
    }
  });
  return { removed };
}

/** Removes a field, or returns why it stays. */
async function removeUnused(zoho: Zoho, module: Module, field: ZohoField, left: number): Promise<string | null> {
  const why = await reasonToKeep(zoho, module, field, left);
  if (why) return why;
  try {
    await zoho.removeField(module, field.id);
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
