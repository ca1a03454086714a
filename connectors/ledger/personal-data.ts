import type { StoredRows } from '../../schemas/erasure.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';
import { partitionName } from './partitions.ts';
import { exportedEntry, importedEntry } from './transfer-entries.ts';

const environments = '(select id from environment where engagement = $1)';

/** Rows with values of people. `rows` says which of a table, by the engagement `$1`. */
interface Kind {
  what: string;
  table: string;
  rows: string;
  /** What the rows keep is set; without it, they are deleted. */
  set?: string;
}

/**
 * What the ledger holds of people in the source and in Zoho. Keys, ids, outcomes, reasons and decisions are no part of it: they
 * are what the audit and a trace rest on.
 */
const kinds: readonly Kind[] = [
  {
    what: 'values of records for Zoho',
    table: 'record_value',
    rows: `env in ${environments} and (base::text <> '{}' or custom is not null)`,
    set: `base = '{}', custom = null`,
  },
  { what: 'values of adopted records from before', table: 'before_image', rows: `env in ${environments}` },
  { what: 'values of matches', table: 'match_value', rows: `env in ${environments}` },
  {
    what: 'digests of e-mails',
    table: 'added_mail',
    rows: `env in ${environments} and outline <> ''`,
    set: `outline = ''`,
  },
  { what: 'values of possible duplicates', table: 'duplicate_member', rows: `engagement = $1` },
  { what: 'examples of columns', table: 'column_sample', rows: `engagement = $1` },
  // Nobody signed it, and its value maps and pick lists were made from values of the source.
  { what: 'proposed mappings', table: 'mapping_proposal', rows: `engagement = $1` },
  {
    what: 'values of spot checks',
    table: 'spot_record',
    rows: `run in (select id from run where env in ${environments}) and fields <> '[]'`,
    set: `fields = '[]'`,
  },
  {
    what: 'amounts of unfinished verifications',
    table: 'slice',
    rows: `run in (select id from run where env in ${environments}) and money::text <> '[]'`,
    set: `money = '[]'`,
  },
];

/** Number of rows with values of people, by kind. */
export async function countPersonalData(ledger: Ledger, engagement: string): Promise<StoredRows[]> {
  const counts: StoredRows[] = [];
  for (const { what, table, rows } of kinds) {
    const [found] = await ledger.query<{ count: string }>(`select count(*) from ${table} where ${rows}`, [engagement]);
    counts.push({ what, rows: Number(found?.count) });
  }
  return counts;
}

/**
 * Erases the values of people, and books it in the audit chain in the same transaction. Then the tables are written anew, so that
 * old versions of the rows leave the disk; tables that other engagements use as well are only cleaned, and Postgres overwrites
 * the space later. The server's WAL and backups keep what they have.
 */
export async function erasePersonalData(
  ledger: Ledger,
  engagement: string,
  booking: { days: number; files: number; bytes: number },
): Promise<StoredRows[]> {
  const erased = await ledger.transaction(async (client) => {
    const counts: StoredRows[] = [];
    for (const { what, table, rows, set } of kinds) {
      const statement = set === undefined ? `delete from ${table}` : `update ${table} set ${set}`;
      const { rowCount } = await client.query(`${statement} where ${rows}`, [engagement]);
      counts.push({ what, rows: rowCount ?? 0 });
    }
    await appendAudit(client, engagement, erasedEntry, { ...booking, rows: counts.map((one) => ({ ...one })) });
    return counts;
  });
  const envs = await ledger.query<{ id: number }>(`select id from environment where engagement = $1`, [engagement]);
  for (const { id } of envs) await ledger.query(`vacuum full ${partitionName('record_value', id)}`);
  for (const { table } of kinds) if (table !== 'record_value') await ledger.query(`vacuum ${table}`);
  return erased;
}

const erasedEntry = 'personal data erased';

/** When the newest entry of the audit chain was made, other than about an archive, and when the personal data was erased; null if never. */
export async function readLastEntries(
  ledger: Ledger,
  engagement: string,
): Promise<{ last: Date | null; erased: Date | null }> {
  const [found] = await ledger.query<{ last: Date | null; erased: Date | null }>(
    `select max(at) filter (where what <> $2 and what <> all($3)) as last, max(at) filter (where what = $2) as erased
     from audit where engagement = $1`,
    [engagement, erasedEntry, [exportedEntry, importedEntry]],
  );
  return found ?? { last: null, erased: null };
}
