import { adoptRecords, endSurvey, openEnvironment } from '../connectors/ledger/environments.ts';
import { keyFieldOf } from '../domain/module-traits.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import { fieldsOf } from './describe-destination.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Adopts the records that are in an environment before its first load, module by module. Loads update these records, and
 * no rollback deletes them. An interrupted survey begins again with the module that it was in: before the last page of a
 * module is stored, a load could take the customer's records for its own.
 */
export async function survey(ports: Ports, stored: StoredEngagement, ref: EnvironmentRef): Promise<{ found: number }> {
  const { ledger } = ports;
  const { env, surveyed } = await openEnvironment(ledger, ref);
  const modules = stored.modules.filter((module) => !surveyed.includes(module));
  if (modules.length === 0) return { found: 0 };
  let found = 0;
  await withZoho(ports, stored, { ...ref, phase: 'survey' }, async (zoho) => {
    for (const module of modules) {
      const keyField = keyFieldOf(module, stored.mapping.key);
      const fields = await fieldsOf(zoho, stored, module);
      if (fields.some((field) => field.apiName === keyField)) {
        for await (const page of zoho.listKeys(module, keyField)) {
          await adoptRecords(ledger, env, module, page);
          found += page.length;
        }
      }
      await endSurvey(ledger, env, module);
    }
  });
  return { found };
}
