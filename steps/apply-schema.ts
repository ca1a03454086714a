import { ConnectorError } from '../connectors/error.ts';
import { storeSchemaChange } from '../connectors/ledger/rollback.ts';
import type { NewField, Zoho } from '../connectors/zoho/port.ts';
import { planFields } from '../domain/plan-fields.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import type { Module } from '../schemas/terms.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Creates the missing custom fields and checks the existing ones, which stay unchanged.
 * @throws ConnectorError `configuration` when a field exists with another type, or Zoho rejects a field
 */
export async function applySchema(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ created: number }> {
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
  ref: EnvironmentRef,
  zoho: Zoho,
  module: Module,
): Promise<number> {
  const { missing, conflicts } = planFields(mapping, module, await zoho.fields(module));
  if (conflicts.length > 0)
    throw new ConnectorError(
      'configuration',
      `${module}: ${conflicts.join('; ')}. No field of this module was created. Rename the custom field in mapping.yml, or correct it in Zoho.`,
    );
  if (missing.length === 0) return 0;
  await createFields(zoho, module, missing);
  const present = await zoho.fields(module);
  for (const wanted of missing) {
    const field = present.find((one) => one.apiName === wanted.apiName);
    if (!field)
      throw new ConnectorError(
        'configuration',
        `Zoho created the field "${wanted.label}" of ${module}, but not with the API name ${wanted.apiName}. No record was written. Delete the field in Zoho and choose another label in mapping.yml.`,
      );
    await storeSchemaChange(ledger, { ...ref, module, apiName: wanted.apiName, fieldId: field.id });
  }
  return missing.length;
}

async function createFields(zoho: Zoho, module: Module, missing: NewField[]): Promise<void> {
  const results = await zoho.createFields(module, missing);
  const rejected = results.flatMap((result, index) =>
    // DUPLICATE_DATA: an earlier call, whose response was lost, created the field.
    result.ok || result.code === 'DUPLICATE_DATA' ? [] : [`${missing[index]?.label}: ${result.reason}`],
  );
  if (rejected.length > 0)
    throw new ConnectorError(
      'configuration',
      `Zoho rejected custom fields of ${module}: ${rejected.join('; ')}. No record was written. Correct mapping.yml, or raise the org's limits.`,
    );
}
