import { ConnectorError } from '../../connectors/error.ts';
import { listCreatedFields } from '../../connectors/ledger/evidence.ts';
import { findRun } from '../../connectors/ledger/runs.ts';
import {
  bookSchemaChanges,
  endSchemaChange,
  listAddedValues,
  listSchemaChanges,
  storeFieldId,
  type SchemaChange,
} from '../../connectors/ledger/schema-changes.ts';
import type { NewField, Zoho, ZohoField } from '../../connectors/zoho/port.ts';
import { schemaDocument } from '../../domain/documents/schema.ts';
import { planFields, type PlannedValues } from '../../domain/schema-plan/fields.ts';
import { isToCreate, newModuleOf } from '../../domain/schema-plan/new-module.ts';
import { isFieldChange, isModuleChange, isValueChange } from '../../domain/schema-plan/state.ts';
import type { AddedValues, WantedField } from '../../domain/schema-plan/wanted.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { AppliedSchema } from '../../schemas/schema-plan.ts';
import type { Module } from '../../schemas/terms.ts';
import { writeDocument } from '../documents.ts';
import { openGuard } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { placeFields } from './place-fields.ts';
import type { Change } from './change.ts';
import { createTags } from './tags.ts';

/**
 * Creates the missing custom fields and checks the existing ones, which stay unchanged except for pick lists: they get the
 * values that the mapping declares or writes, and those of the queue where the rule is `add_value`. Each field and value is
 * booked before it is created and looked up afterwards, so that a rollback removes it even if this step is killed or fails in
 * between.
 * @throws ConnectorError `configuration` when a field exists with another type, or Zoho rejects a field; `fenced` when the
 *   run is closed
 */
export async function applySchema(ports: Ports, stored: StoredEngagement, ref: RunRef): Promise<AppliedSchema> {
  const run = await findRun(ports.ledger, ref);
  const guard = await openGuard(ports, stored);
  const applied = await withZoho(ports, stored, { ...ref, phase: 'schema', guard }, (zoho) =>
    changeOrg(ports, stored, { ref, run, zoho }),
  );
  const { environment, run: name } = ref;
  const changes = await listCreatedFields(ports.ledger, ref);
  const about = { kind: 'schema', environment, run: name, title: `schema-${environment}-${name}` } as const;
  await writeDocument(ports, stored, about, schemaDocument(ref, changes, applied.refused), changes);
  return applied;
}

/** Changes every module of an org as the mapping wants it. */
export async function changeOrg(ports: Ports, stored: StoredEngagement, change: Change): Promise<AppliedSchema> {
  const applied: AppliedSchema = { created: 0, refused: [] };
  const present = await change.zoho.modules();
  for (const module of stored.modules) {
    await createModule(ports, stored, change, module, present);
    const { created, refused } = await applyModule(ports, stored, change, module);
    await placeFields(ports, stored, change, module);
    await createTags(ports.ledger, stored.mapping, change, module);
    applied.created += created;
    applied.refused.push(...refused);
  }
  return applied;
}

/** Creates a custom module that is missing, or books that an interrupted attempt has created it. */
async function createModule(
  { ledger }: Ports,
  { mapping }: StoredEngagement,
  { ref, run, zoho }: Change,
  module: Module,
  present: string[],
): Promise<void> {
  const create = newModuleOf(mapping, module);
  if (create === null) return;
  const change = { module, apiName: '', value: '', label: create.plural };
  if (isToCreate(mapping, module, present)) {
    const profiles = (await zoho.profiles()).filter(({ name }) => create.profiles.includes(name)).map(({ id }) => id);
    await bookSchemaChanges(ledger, run ?? ref, [change]);
    const result = await zoho.createModule({ ...create, apiName: module, profiles });
    if (!(await zoho.modules()).includes(module)) {
      await endSchemaChange(ledger, { ...ref, ...change });
      const why = result.ok ? 'the org does not show it' : result.reason;
      throw new ConnectorError(
        'configuration',
        `Zoho did not create the module ${module}: ${why}. Nothing of this module was created. Create it in Zoho with the API name ${module}, or correct the mapping.`,
      );
    }
  }
  const open = (await listSchemaChanges(ledger, ref)).some(
    (one) => isModuleChange(one) && one.module === module && one.fieldId === null,
  );
  // Zoho knows a module by its API name.
  if (open) await storeFieldId(ledger, { ...ref, ...change, fieldId: module });
}

async function applyModule(
  { ledger }: Ports,
  { mapping }: StoredEngagement,
  { ref, run, zoho }: Change,
  module: Module,
): Promise<AppliedSchema> {
  const before = await zoho.fields(module);
  const added: AddedValues = run ? await listAddedValues(ledger, run, module) : new Map();
  const { missing, additions, conflicts } = planFields(mapping, module, before, added);
  const isTaken = ({ label }: WantedField) => before.some((one) => sameLabel(one, label));
  const isOpen = (one: SchemaChange) =>
    one.module === module && !one.fieldId && (isFieldChange(one) || isValueChange(one));
  const interrupted = (await listSchemaChanges(ledger, ref)).filter(isOpen);
  // A field of an interrupted attempt is ours, also where Zoho gave it another API name.
  const wanted = missing.filter((field) => !interrupted.some((one) => one.apiName === field.apiName && isTaken(field)));
  conflicts.push(...wanted.filter(isTaken).map(({ label }) => `another field has the label "${label}"`));
  if (conflicts.length > 0)
    throw new ConnectorError(
      'configuration',
      `${module}: ${conflicts.join('; ')}. No field of this module was created. Rename the custom field in mapping.yml, or correct it in Zoho.`,
    );
  if (wanted.length === 0 && additions.length === 0 && interrupted.length === 0) return { created: 0, refused: [] };
  const fieldChanges = wanted.map(({ apiName, label }) => ({ module, apiName, label, value: '' }));
  const changes = [...fieldChanges, ...additions.flatMap((one) => valueChanges(module, one))];
  await bookSchemaChanges(ledger, run ?? ref, changes);
  const rejections = wanted.length > 0 ? await createFields(zoho, module, wanted, before) : [];
  for (const addition of additions) rejections.push(...(await addValues(zoho, module, before, addition)));

  const present = await zoho.fields(module);
  const misnamed: string[] = [];
  for (const change of (await listSchemaChanges(ledger, ref)).filter(isOpen)) {
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
  const lacking = planFields(mapping, module, present, added).additions;
  const needed = lacking.filter(({ isOptional }) => !isOptional).map(({ apiName }) => apiName);
  if (needed.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho does not show all added values in the pick lists of ${module}: ${needed.join(', ')}. No record was written. Add them in Zoho, or change the rule add_value in mapping.yml.`,
    );
  if (misnamed.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho created fields of ${module}, but not with the API names ${misnamed.join(', ')}. No record was written. Choose other labels in mapping.yml; a rollback removes the fields.`,
    );
  const refused = lacking.map(({ apiName: field, values }) => ({ module, field, values }));
  return { created: wanted.length, refused };
}

/** Creates the fields, and returns the reasons of those that Zoho rejected. */
async function createFields(
  zoho: Zoho,
  module: Module,
  fields: WantedField[],
  present: ZohoField[],
): Promise<string[]> {
  const results = await zoho.createFields(
    module,
    fields.map((field) => requestOf(field, present)),
  );
  return results.flatMap((result, index) =>
    // DUPLICATE_DATA: an earlier call, whose response was lost, created the field.
    result.ok || result.code === 'DUPLICATE_DATA' ? [] : [`${fields[index]?.label}: ${result.reason}`],
  );
}

/** Zoho knows profiles by their ids, which every field of the module names. */
function requestOf({ apiName: _, permissions, ...field }: WantedField, present: ZohoField[]): NewField {
  if (!permissions) return field;
  const ids = new Map(present.flatMap((one) => one.permissions.map(({ name, id }) => [name, id])));
  return {
    ...field,
    permissions: Object.entries(permissions).map(([name, permission]) => ({ id: ids.get(name)!, permission })),
  };
}

const valueChanges = (module: Module, { apiName, label, values }: PlannedValues) =>
  values.map((value) => ({ module, apiName, label, value }));

/** Adds the values to the pick list of an existing field. Returns the reason if Zoho rejected values that the load needs. */
async function addValues(
  zoho: Zoho,
  module: Module,
  present: ZohoField[],
  { apiName, label, values, isOptional }: PlannedValues,
): Promise<string[]> {
  const field = present.find((one) => one.apiName === apiName)!;
  const result = await zoho.addValues(module, field.id, values);
  return result.ok || isOptional ? [] : [`${label}: ${result.reason}`];
}

const sameLabel = ({ label }: ZohoField, other: string) => label.toLowerCase() === other.toLowerCase();

/**
 * The field of an entry: by its id if it is known, by its API name, or by its label if Zoho chose another name. Undefined
 * also if its pick list does not have the value of the entry. Only values can be added to a standard field.
 */
export function newFieldOf(
  present: ZohoField[],
  { apiName, label, fieldId, value }: SchemaChange,
): ZohoField | undefined {
  const field = fieldId
    ? present.find((one) => one.id === fieldId)
    : (present.find((one) => (one.custom || value !== '') && one.apiName === apiName) ??
      present.find((one) => one.custom && label !== null && sameLabel(one, label)));
  return value === '' || field?.pickListValues.includes(value) ? field : undefined;
}
