import { bookExisting, isSurveyed, openSurvey } from '../connectors/ledger/records.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Books the records of an earlier migration that are in the environment, once, before its first load. Loads update
 * these records, and no rollback deletes them.
 */
export async function survey(ports: Ports, stored: StoredEngagement, ref: EnvironmentRef): Promise<{ found: number }> {
  const { ledger } = ports;
  if (await isSurveyed(ledger, ref)) return { found: 0 };
  const keyField = stored.mapping.key;
  let found = 0;
  await withZoho(ports, stored, { ...ref, phase: 'survey' }, async (zoho) => {
    for (const module of stored.modules) {
      const fields = await zoho.fields(module);
      if (!fields.some((field) => field.apiName === keyField)) continue;
      for await (const page of zoho.listKeys(module, keyField)) {
        await bookExisting(ledger, { ...ref, module }, page);
        found += page.length;
      }
    }
  });
  await openSurvey(ledger, ref);
  return { found };
}
