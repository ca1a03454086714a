import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../domain/sql-text.ts';
import type { MoneyApart, PeriodDifference, PeriodMoney, ReadMoney } from '../../schemas/report.ts';
import { fixed, openOnDisk } from './duckdb.ts';

/** Money of a row of the source in one field. Amounts are decimal strings. */
export interface BilledMoney {
  key: string;
  account: string;
  currency: string;
  period: string;
  field: string;
  /** Null: none that can be read. */
  amount: string | null;
}

export type FieldMoney = Omit<PeriodMoney, 'module'>;
/** The money of one account in one billing period, in one field and currency. */
export type AccountPeriod = Omit<PeriodDifference, 'module'> & { records: string; isEqual: boolean };

/** Money of the source and of Zoho in a temporary file that only this user can read. Memory does not grow with it. */
export interface PeriodSums {
  totals(): Promise<FieldMoney[]>;
  /** By account and billing period. */
  periods(): AsyncIterable<AccountPeriod>;
  /** Deletes the file. */
  close(): Promise<void>;
}

const limits = { memory: '64MB', threads: 1 } as const;

/** Of rows with the same key, the first one is the record. A row of Zoho without an amount is one that people changed. */
const grouped = `
  create table joined as
  select b.field, b.account, b.currency, b.period, cast(b.amount as decimal(30, 6)) as amount, r.key is null as missing,
    r.key is not null and r.amount is null as edited, cast(r.amount as decimal(30, 6)) as held
  from (
    select *, case when row_number() over (partition by key, field order by place) = 1 then nullif(key, '') end as own from billed
  ) b left join read r on r.key = b.own and r.field = b.field;
  create table grouped as
  select field, currency, account, period, count(amount) as records, count(*) filter (amount is null) as unknown,
    coalesce(sum(amount), 0) as source,
    coalesce(sum(held) filter (amount is not null), 0) as zoho,
    coalesce(sum(amount) filter (missing), 0) as missing, count(amount) filter (missing) as missing_records,
    coalesce(sum(amount) filter (edited), 0) as edited, count(amount) filter (edited) as edited_records
  from joined group by field, currency, account, period`;

const isEqual = 'source - missing - edited = zoho';

/**
 * Compares the money of the source with what was read back, by account and billing period.
 * @param currency of what the source no longer has
 * @param places decimal places of the currencies
 */
export async function openPeriodSums(
  billed: AsyncIterable<BilledMoney>,
  read: AsyncIterable<ReadMoney[]>,
  { currency, places }: { currency: string; places: (currency: string) => number },
): Promise<PeriodSums> {
  return openOnDisk(limits, async ({ connection, close }) => {
    await fill(connection, billed, read);
    const text = (amount: unknown, of: string) => fixed(String(amount), places(of));
    const apart = (records: unknown, amount: unknown, of: string): MoneyApart => ({
      records: Number(records),
      amount: text(amount, of),
    });
    return {
      close,
      async totals() {
        const result = await connection.runAndReadAll(
          `with vanished as (
             select field, ${literal(currency)} as currency, count(amount) as records, coalesce(sum(cast(amount as decimal(30, 6))), 0) as amount
             from read where not exists (select 1 from billed where billed.key = read.key and billed.field = read.field) group by field
           ), sums as (
             select field, currency, count(distinct account) filter (records > 0) as accounts,
               count(distinct period) filter (records > 0) as periods, sum(source) as source, sum(zoho) as zoho,
               sum(missing) as missing, sum(missing_records) as missing_records, sum(edited) as edited,
               sum(edited_records) as edited_records, sum(unknown) as unknown, count(*) filter (not ${isEqual}) as different
             from grouped group by field, currency
           )
           select field, currency, s.* exclude (field, currency), v.records as gone_records, coalesce(v.amount, 0) as gone
           from sums s full join vanished v using (field, currency) order by field, currency`,
        );
        return result.getRowObjectsJson().map((row): FieldMoney => {
          const of = String(row['currency']);
          return {
            ...{ field: String(row['field']), currency: of, accounts: Number(row['accounts']) },
            ...{ periods: Number(row['periods']), source: text(row['source'] ?? 0, of) },
            zoho: text(row['zoho'] ?? 0, of),
            missing: apart(row['missing_records'], row['missing'] ?? 0, of),
            edited: apart(row['edited_records'], row['edited'] ?? 0, of),
            vanished: apart(row['gone_records'], row['gone'], of),
            ...{ unknown: Number(row['unknown']), different: Number(row['different']) },
          };
        });
      },
      async *periods() {
        const result = await connection.stream(
          `select *, ${isEqual} as is_equal from grouped where records > 0 order by field, account, currency, period`,
        );
        for await (const rows of result.yieldRowObjectJson())
          for (const row of rows) {
            const of = String(row['currency']);
            yield {
              ...{ field: String(row['field']), account: String(row['account']), currency: of },
              ...{ period: String(row['period']), records: String(row['records']) },
              ...{ source: text(row['source'], of), zoho: text(row['zoho'], of) },
              ...{ missing: text(row['missing'], of), edited: text(row['edited'], of) },
              isEqual: row['is_equal'] === true,
            };
          }
      },
    };
  });
}

async function fill(
  connection: DuckDBConnection,
  billed: AsyncIterable<BilledMoney>,
  read: AsyncIterable<ReadMoney[]>,
): Promise<void> {
  await connection.run(
    `create table billed (place bigint, key varchar, account varchar, currency varchar, period varchar, field varchar, amount varchar);
     create table read (key varchar, field varchar, amount varchar)`,
  );
  const rows = await connection.createAppender('billed');
  const records = await connection.createAppender('read');
  let place = 0n;
  try {
    for await (const { amount, ...one } of billed) {
      rows.appendBigInt((place += 1n));
      for (const text of [one.key, one.account, one.currency, one.period, one.field]) rows.appendVarchar(text);
      if (amount === null) rows.appendNull();
      else rows.appendVarchar(amount);
      rows.endRow();
    }
    for await (const page of read)
      for (const [key, field, amount] of page) {
        for (const text of [key, field]) records.appendVarchar(text);
        if (amount === null) records.appendNull();
        else records.appendVarchar(amount);
        records.endRow();
      }
  } finally {
    rows.closeSync();
    records.closeSync();
  }
  await connection.run(grouped);
}
