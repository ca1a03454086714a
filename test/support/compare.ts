import type { Ledger } from '../../connectors/ledger/database.ts';
import type { OrgState } from './engagement.ts';

export const loadedModules = ['Accounts', 'Contacts', 'Products', 'Sales_Orders', 'Invoices'];

/** The records of a module in an environment by the ledger: key and number of lines by Zoho id. */
export async function ledgerRecords(
  ledger: Ledger,
  environment: string,
  module: string,
): Promise<Map<string, { key: string; lines: number }>> {
  const rows = await ledger.query<{ zoho_id: string; key: string; lines: number }>(
    `select o.zoho_id, o.key, coalesce(json_array_length(coalesce(q.base -> 'Ordered_Items', q.base -> 'Invoiced_Items')), 0) as lines
     from outcome o join run r on r.id = o.run_id join queue q on q.run_id = o.run_id and q.key = o.key
     where r.environment = $1 and r.state <> 'rolled-back' and o.module = $2 and o.zoho_id is not null order by o.run_id`,
    [environment, module],
  );
  return new Map(rows.map(({ zoho_id, key, lines }) => [zoho_id, { key, lines }]));
}

/** The records of a module in Zoho, in the same form. */
export function zohoRecords(state: OrgState, module: string): Map<string, { key: string; lines: number }> {
  return new Map(
    (state[module]?.records ?? []).map((record) => [
      String(record['id']),
      { key: String(record['Portage_Key']), lines: ((record['$lines'] as unknown[] | undefined) ?? []).length },
    ]),
  );
}

/** The content of an org, in a form in which two states can be compared. */
export function contentOf(state: OrgState): Record<string, { records: string[]; customFields: string[] }> {
  return Object.fromEntries(
    Object.entries(state).map(([module, { records, customFields }]) => [
      module,
      { records: records.map((record) => JSON.stringify(record)).sort(), customFields: [...customFields].sort() },
    ]),
  );
}
