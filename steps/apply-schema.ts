import { ConnectorError } from '../connectors/error.ts';
import { findRun } from '../connectors/ledger/runs.ts';
import {
  bookNewFields,
  endSchemaChange,
  listSchemaChanges,
  storeFieldId,
  type SchemaChange,
} from '../connectors/ledger/schema-changes.ts';
import type { NewField, Zoho, ZohoField } from '../connectors/zoho/port.ts';
import { planFields, type PlannedField } from '../domain/plan-fields.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { Module } from '../schemas/terms.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Creates the missing custom fields and checks the existing ones, which stay unchanged. Each field is booked before it is
 * created and looked up afterwards, so that a rollback removes it even if this step is killed or fails in between.
 * @throws ConnectorError `configuration` when a field exists with another type, or Zoho rejects a field; `fenced` when the
 *   run is closed
 */
export async function applySchema(ports: Ports, stored: StoredEngagement, ref: RunRef): Promise<{ created: number }> {
  let created = 0;
  const guard = await openGuard(ports, stored);
  await withZoho(ports, stored, { ...ref, phase: 'schema', guard }, async (zoho) => {
    for (const module of stored.modules) created += await applyModule(ports, stored, ref, zoho, module);
  });
  return { created };
}

async function applyModule(
  { ledger }: Ports,
  { mapping }: StoredEngagement,
  ref: RunRef,
  zoho: Zoho,
  module: Module,
): Promise<number> {
  const before = await zoho.fields(module);
  const { missing, conflicts } = planFields(mapping, module, before);
  const isTaken = ({ label }: PlannedField) => before.some((one) => sameLabel(one, label));
  const interrupted = (await listSchemaChanges(ledger, ref)).filter((one) => one.module === module && !one.fieldId);
  // A field of an interrupted attempt is ours, also where Zoho gave it another API name.
  const wanted = missing.filter((field) => !interrupted.some((one) => one.apiName === field.apiName && isTaken(field)));
  conflicts.push(...wanted.filter(isTaken).map(({ label }) => `another field has the label "${label}"`));
  if (conflicts.length > 0)
    throw new ConnectorError(
      'configuration',
      `${module}: ${conflicts.join('; ')}. No field of this module was created. Rename the custom field in mapping.yml, or correct it in Zoho.`,
    );
  if (wanted.length === 0 && interrupted.length === 0) return 0;
  if (wanted.length > 0) await bookNewFields(ledger, await findRun(ledger, ref), module, wanted);
  const rejections = wanted.length > 0 ? await createFields(zoho, module, wanted) : [];

  const present = await zoho.fields(module);
  const misnamed: string[] = [];
  for (const change of await listSchemaChanges(ledger, ref)) {
    if (change.module !== module || change.fieldId) continue;
    const field = newFieldOf(present, change);
    if (field) await storeFieldId(ledger, { ...ref, module, apiName: change.apiName, fieldId: field.id });
    else await endSchemaChange(ledger, { ...ref, ...change });
    if (field && field.apiName !== change.apiName) misnamed.push(change.apiName);
  }
  if (rejections.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho rejected custom fields of ${module}: ${rejections.join('; ')}. No record was written. Correct mapping.yml, or raise the org's limits.`,
    );
  if (misnamed.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho created fields of ${module}, but not with the API names ${misnamed.join(', ')}. No record was written. Choose other labels in mapping.yml; a rollback removes the fields.`,
    );
  return wanted.length;
}

/** Creates the fields, and returns the reasons of those that Zoho rejected. */
async function createFields(zoho: Zoho, module: Module, fields: NewField[]): Promise<string[]> {
  const results = await zoho.createFields(module, fields);
  return results.flatMap((result, index) =>
    // DUPLICATE_DATA: an earlier call, whose response was lost, created the field.
    result.ok || result.code === 'DUPLICATE_DATA' ? [] : [`${fields[index]?.label}: ${result.reason}`],
  );
}

const sameLabel = ({ label }: ZohoField, other: string) => label.toLowerCase() === other.toLowerCase();

/** The field of an entry: by its id if it is known, by its API name, or by its label if Zoho chose another name. */
export const newFieldOf = (present: ZohoField[], { apiName, label, fieldId }: SchemaChange): ZohoField | undefined =>
  fieldId
    ? present.find((one) => one.id === fieldId)
    : (present.find((one) => one.custom && one.apiName === apiName) ??
      present.find((one) => one.custom && label !== null && sameLabel(one, label)));
