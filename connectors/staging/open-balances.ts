import type { DuckDBConnection } from '@duckdb/node-api';
import type { OpenRow } from '../../domain/receivables.ts';
import type { Receivables } from '../../schemas/report.ts';
import { fixed, openOnDisk } from './duckdb.ts';

/** What Zoho has acknowledged of a record: an amount as a decimal string, and its check box; null for a blank. */
export interface HeldBalance {
  key: string;
  amount: string | null;
  flag: string | null;
}

/** What one account owes in one currency. Amounts are decimal strings. */
export interface AccountBalance {
  account: string;
  currency: string;
  records: string;
  source: string;
  zoho: string;
  missing: string;
}

/** Open amounts of the source and of Zoho in a temporary file that only this user can read. Memory does not grow with them. */
export interface OpenBalances {
  totals(): Promise<Receivables[]>;
  /** By account and currency. */
  accounts(): AsyncIterable<AccountBalance>;
  /** Deletes the file. */
  close(): Promise<void>;
}

const limits = { memory: '64MB', threads: 1 } as const;

/** Of rows with the same key, the first one is the record. */
const joined = `
  create table joined as
  select o.account, o.currency, cast(o.amount as decimal(30, 6)) as amount, h.key is not null as present,
    coalesce(try_cast(h.amount as decimal(30, 6)), 0) as held, h.flag = 'true' as flag
  from (
    select *, case when row_number() over (partition by key order by place) = 1 then nullif(key, '') end as own from owed
  ) o left join held h on h.key = o.own`;

const figures = `count(*) filter (amount <> 0) as records, coalesce(sum(amount), 0) as source, coalesce(sum(held) filter (present), 0) as zoho,
  coalesce(sum(amount) filter (not present), 0) as missing`;

/**
 * Compares what is open in the source with what Zoho has acknowledged.
 * @param places decimal places of the currencies
 * @param isFlagged whether a check box says whether something is open
 */
export async function openBalances(
  owed: AsyncIterable<OpenRow>,
  held: AsyncIterable<HeldBalance[]>,
  { places, isFlagged }: { places: (currency: string) => number; isFlagged: boolean },
): Promise<OpenBalances> {
  return openOnDisk(limits, async ({ connection, close }) => {
    await fill(connection, owed, held);
    const text = (amount: unknown, currency: string) =>
      Number.isNaN(Number(amount)) ? '0' : fixed(String(amount), places(currency));
    return {
      close,
      async totals() {
        const result = await connection.runAndReadAll(
          `select currency, count(distinct account) filter (amount <> 0) as accounts, ${figures},
             count(*) filter (not present and amount <> 0) as absent, count(*) filter (present and held <> amount) as different,
             count(*) filter (present and coalesce(flag, false) <> (amount <> 0)) as misflagged,
             count(*) filter (amount is null) as unreadable
           from joined group by currency order by currency`,
        );
        return result.getRowObjectsJson().map((row): Receivables => {
          const currency = String(row['currency']);
          return {
            ...{ currency, accounts: Number(row['accounts']), records: Number(row['records']) },
            ...{ source: text(row['source'], currency), zoho: text(row['zoho'], currency) },
            missing: { records: Number(row['absent']), amount: text(row['missing'], currency) },
            different: Number(row['different']),
            misflagged: isFlagged ? Number(row['misflagged']) : 0,
            unreadable: Number(row['unreadable']),
          };
        });
      },
      async *accounts() {
        const result = await connection.stream(
          `select account, currency, ${figures} from joined group by account, currency
           having count(*) filter (amount <> 0 or held <> 0) > 0 order by account, currency`,
        );
        for await (const rows of result.yieldRowObjectJson()) {
          for (const row of rows) {
            const currency = String(row['currency']);
            yield {
              ...{ account: String(row['account']), currency, records: String(row['records']) },
              ...{ source: text(row['source'], currency), zoho: text(row['zoho'], currency) },
              missing: text(row['missing'], currency),
            };
          }
        }
      },
    };
  });
}

async function fill(
  connection: DuckDBConnection,
  owed: AsyncIterable<OpenRow>,
  held: AsyncIterable<HeldBalance[]>,
): Promise<void> {
  await connection.run(
    `create table owed (place bigint, key varchar, account varchar, currency varchar, amount varchar);
     create table held (key varchar, amount varchar, flag varchar)`,
  );
  const rows = await connection.createAppender('owed');
  let place = 0n;
  for await (const { key, account, currency, amount } of owed) {
    rows.appendBigInt((place += 1n));
    for (const text of [key, account, currency]) rows.appendVarchar(text);
    if (amount === null) rows.appendNull();
    else rows.appendVarchar(amount);
    rows.endRow();
  }
  rows.closeSync();
  const records = await connection.createAppender('held');
  for await (const page of held) {
    for (const { key, amount, flag } of page) {
      records.appendVarchar(key);
      for (const text of [amount, flag]) {
        if (text === null) records.appendNull();
        else records.appendVarchar(text);
      }
      records.endRow();
    }
  }
  records.closeSync();
  await connection.run(joined);
}
