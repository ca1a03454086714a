import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

const perPage = 5_000;

/** What Zoho has acknowledged of two fields of a module's records, as texts, in pages by key. A blank is null. */
export async function* listBalances(
  ledger: Ledger,
  { env }: Pick<Run, 'env'>,
  module: Module,
  { amount, flag }: { amount: string; flag: string | null },
): AsyncGenerator<{ key: string; amount: string | null; flag: string | null }[]> {
  for (let after = ''; ;) {
    const page = await ledger.query<{ key: string; amount: string | null; flag: string | null }>(
      `select r.key, v.fields ->> $4 as amount, v.fields ->> $5 as flag
       from (
         select key, base_no, custom_no from record
         where env = $1 and module = $2 and key > $3 and zoho_id is not null and base_no is not null
         order by key limit ${perPage} offset 0
       ) r
       left join lateral (
         select b.base::jsonb || coalesce(c.custom::jsonb, '{}') as fields
         from record_value b left join lateral (
           select custom from record_value where env = $1 and no = r.custom_no limit 1
         ) c on true
         where b.env = $1 and b.no = r.base_no limit 1
       ) v on true order by r.key`,
      [env, module, after, amount, flag],
    );
    yield page;
    if (page.length < perPage) return;
    after = page.at(-1)?.key ?? '';
  }
}
