import type { Ledger } from '../../connectors/ledger/database.ts';
import type { OrgState } from './engagement.ts';

export const loadedModules = [
  ...['Accounts', 'Contacts', 'Products', 'Vendors', 'Sales_Orders', 'Purchase_Orders', 'Invoices'],
  ...['Calls', 'Events', 'Notes', 'Emails', 'Attachments', 'Bundle_Components'],
];

/** Those whose records in Zoho have their key. */
export const keyedModules = loadedModules.filter((module) => module !== 'Emails');

/** The records of a module in an environment by the ledger: key and number of lines by Zoho id. Files of e-mails have no such id. */
export async function ledgerRecords(
  ledger: Ledger,
  environment: string,
  module: string,
): Promise<Map<string, { key: string; lines: number }>> {
  const rows = await ledger.query<{ zoho_id: string; key: string; lines: number }>(
    `select r.zoho_id::text as zoho_id, r.key,
       coalesce(json_array_length(
         coalesce(v.base -> 'Ordered_Items', v.base -> 'Purchase_Items', v.base -> 'Invoiced_Items')), 0) as lines
     from record r join environment e on e.id = r.env join record_value v on v.env = r.env and v.no = r.base_no
     where e.name = $1 and r.module = $2::zoho_module and r.zoho_id is not null
       and not exists (select from attached_file f where f.no = r.zoho_id)`,
    [environment, module],
  );
  return new Map(rows.map(({ zoho_id, key, lines }) => [zoho_id, { key, lines }]));
}

export interface KeyOutcome {
  key: string;
  outcome: string;
  reason: string | null;
  survivor: string | null;
}

/** What became of every record that a run wrote, or that its transformation decided. */
export const runOutcomes = (ledger: Ledger, environment: string, run: string): Promise<KeyOutcome[]> =>
  ledger.query<KeyOutcome>(
    `with own as (select r.id, r.env from run r join environment e on e.id = r.env where e.name = $1 and r.name = $2)
     select v.key, o.outcome, o.reason, null as survivor
     from own join outcome o on o.run = own.id join record_value v on v.env = own.env and v.no = o.no
     union all
     select d.key, d.outcome, d.reason, d.survivor from own join decided d on d.run = own.id
     order by key`,
    [environment, run],
  );

/** The keys of the files that went to an environment with e-mails, by the ledger. */
export async function ledgerMailFiles(ledger: Ledger, environment: string): Promise<string[]> {
  const rows = await ledger.query<{ key: string }>(
    `select r.key from record r join environment e on e.id = r.env join attached_file f on f.env = r.env and f.no = r.zoho_id
     where e.name = $1 order by r.key collate "C"`,
    [environment],
  );
  return rows.map(({ key }) => key);
}

const isOfMail = (record: Record<string, unknown>): boolean => record['$se_module'] === 'Emails';

/** The keys of the files of e-mails in Zoho, one for each file. */
export const zohoMailFiles = (state: OrgState): string[] =>
  (state['Attachments']?.records ?? []).filter(isOfMail).map(keyIn).toSorted();

/** The records of a module in Zoho, in the form of `ledgerRecords`. */
export function zohoRecords(state: OrgState, module: string): Map<string, { key: string; lines: number }> {
  return new Map(
    (state[module]?.records ?? [])
      .filter((record) => !isOfMail(record))
      .map((record) => [
        String(record['id']),
        { key: keyIn(record), lines: ((record['$lines'] as unknown[] | undefined) ?? []).length },
      ]),
  );
}

/** Our key in a record of Zoho. A note has it at the end of its title, and a file before the extension of its name. */
const keyIn = ({ Portage_Key: key, Note_Title: title, File_Name: file }: Record<string, unknown>): string => {
  const inName = /\[([^[\]]*)\.(documents)\.([^[\]]*)\]/.exec(String(file))?.slice(1).join(':');
  return String(key ?? inName ?? /\[([^[\]]*)\]$/.exec(String(title))?.[1]);
};

/** The content of an org, in a form in which two states can be compared. */
export function contentOf(state: OrgState): Record<string, { records: string[]; customFields: string[] }> {
  return Object.fromEntries(
    Object.entries(state).map(([module, { records, customFields }]) => [
      module,
      { records: records.map((record) => JSON.stringify(record)).sort(), customFields: [...customFields].sort() },
    ]),
  );
}
