import { ConnectorError } from '../connectors/error.ts';
import { listCreatedFields } from '../connectors/ledger/evidence.ts';
import { findRun } from '../connectors/ledger/runs.ts';
import {
  bookSchemaChanges,
  endSchemaChange,
  listAddedValues,
  listSchemaChanges,
  storeFieldId,
  type SchemaChange,
} from '../connectors/ledger/schema-changes.ts';
import type { NewField, Zoho, ZohoField } from '../connectors/zoho/port.ts';
import { schemaDocument } from '../domain/documents/schema.ts';
import { planFields, type PlannedField, type PlannedValues } from '../domain/plan-fields.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { Module } from '../schemas/terms.ts';
import { writeDocument } from './documents.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Creates the missing custom fields and checks the existing ones, which stay unchanged except for pick lists with the rule
 * `add_value`: they get the values that the queue holds. Each field and value is booked before it is created and looked up
 * afterwards, so that a rollback removes it even if this step is killed or fails in between.
 * @throws ConnectorError `configuration` when a field exists with another type, or Zoho rejects a field; `fenced` when the
 *   run is closed
 */
export async function applySchema(ports: Ports, stored: StoredEngagement, ref: RunRef): Promise<{ created: number }> {
  let created = 0;
  const guard = await openGuard(ports, stored);
  await withZoho(ports, stored, { ...ref, phase: 'schema', guard }, async (zoho) => {
    for (const module of stored.modules) created += await applyModule(ports, stored, ref, zoho, module);
  });
  const { environment, run } = ref;
  const changes = await listCreatedFields(ports.ledger, ref);
  const about = { kind: 'schema', environment, run, title: `schema-${environment}-${run}` } as const;
  await writeDocument(ports, stored, about, schemaDocument(ref, changes), changes);
  return { created };
}

async function applyModule(
  { ledger }: Ports,
  { mapping }: StoredEngagement,
  ref: RunRef,
  zoho: Zoho,
  module: Module,
): Promise<number> {
  const run = await findRun(ledger, ref);
  const before = await zoho.fields(module);
  const added = await listAddedValues(ledger, run, module);
  const { missing, additions, conflicts } = planFields(mapping, module, before, added);
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
  if (wanted.length === 0 && additions.length === 0 && interrupted.length === 0) return 0;
  const fieldChanges = wanted.map(({ apiName, label }) => ({ module, apiName, label, value: '' }));
  await bookSchemaChanges(ledger, run, [...fieldChanges, ...additions.flatMap((one) => valueChanges(module, one))]);
  const rejections = wanted.length > 0 ? await createFields(zoho, module, wanted) : [];
  for (const addition of additions) rejections.push(...(await addValues(zoho, module, before, addition)));

  const present = await zoho.fields(module);
  const misnamed: string[] = [];
  for (const change of await listSchemaChanges(ledger, ref)) {
    if (change.module !== module || change.fieldId) continue;
    const field = newFieldOf(present, change);
    if (field) await storeFieldId(ledger, { ...ref, ...change, fieldId: field.id });
    else await endSchemaChange(ledger, { ...ref, ...change });
    if (field && field.apiName !== change.apiName) misnamed.push(change.apiName);
  }
  if (rejections.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho rejected custom fields of ${module}: ${rejections.join('; ')}. No record was written. Correct mapping.yml, or raise the org's limits.`,
    );
  const lacking = planFields(mapping, module, present, added).additions.map((one) => one.apiName);
  if (lacking.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho does not show all added values in the pick lists of ${module}: ${lacking.join(', ')}. No record was written. Add them in Zoho, or change the rule add_value in mapping.yml.`,
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

const valueChanges = (module: Module, { apiName, label, values }: PlannedValues) =>
  values.map((value) => ({ module, apiName, label, value }));

/** Adds the values to the pick list of an existing field, and returns the reason if Zoho rejected them. */
async function addValues(
  zoho: Zoho,
  module: Module,
  present: ZohoField[],
  { apiName, label, values }: PlannedValues,
): Promise<string[]> {
  const field = present.find((one) => one.apiName === apiName)!;
  const result = await zoho.addValues(module, field.id, values);
  return result.ok ? [] : [`${label}: ${result.reason}`];
}

const sameLabel = ({ label }: ZohoField, other: string) => label.toLowerCase() === other.toLowerCase();

/**
 * The field of an entry: by its id if it is known, by its API name, or by its label if Zoho chose another name. Undefined
 * also if its pick list does not have the value of the entry.
 */
export function newFieldOf(
  present: ZohoField[],
  { apiName, label, fieldId, value }: SchemaChange,
): ZohoField | undefined {
  const field = fieldId
    ? present.find((one) => one.id === fieldId)
    : (present.find((one) => one.custom && one.apiName === apiName) ??
      present.find((one) => one.custom && label !== null && sameLabel(one, label)));
  return value === '' || field?.pickListValues.includes(value) ? field : undefined;
}
