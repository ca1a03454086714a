import type { ComparedField } from '../../schemas/match.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';

/** An open match whose records people will compare. */
export interface AskedMatch {
  key: string;
  module: Module;
  zohoId: string;
  zohoModule: Module;
}

/** The open matches of an environment by key. @param keys only these; null for all */
export const listAsked = (ledger: Ledger, env: number, keys: string[] | null, most: number): Promise<AskedMatch[]> =>
  ledger.query<AskedMatch & Record<string, unknown>>(
    `select key, module::text as module, zoho_id::text as "zohoId", zoho_module::text as "zohoModule" from record_match
     where env = $1 and state = 'ask' and ($2::text[] is null or key = any($2)) order by key, zoho_id limit $3`,
    [env, keys, most],
  );

/** Both records of a match, field by field. */
export interface ComparedMatch extends Pick<AskedMatch, 'key' | 'zohoId'> {
  fields: ComparedField[];
}

/** Stores both records of open matches, and forgets those of matches that are decided. */
export async function storeMatchValues(ledger: Ledger, env: number, compared: ComparedMatch[]): Promise<void> {
  await ledger.transaction(async (client) => {
    await client.query(
      `delete from match_value v using record_match m where v.env = $1 and m.env = v.env and m.key = v.key
         and m.zoho_id = v.zoho_id and m.state <> 'ask'`,
      [env],
    );
    await client.query(
      `insert into match_value (env, key, zoho_id, fields)
       select m.env, m.key, m.zoho_id, t.fields
       from jsonb_to_recordset($2) as t(key text, "zohoId" bigint, fields jsonb)
       join record_match m on m.env = $1 and m.key = t.key and m.zoho_id = t."zohoId"
       on conflict (env, key, zoho_id) do update set fields = excluded.fields`,
      [env, JSON.stringify(compared)],
    );
  });
}

/** Both records of the matches of some keys. Only approvers may see them. */
export const readMatchValues = (ledger: Ledger, env: number, keys: string[]): Promise<ComparedMatch[]> =>
  ledger.query<ComparedMatch & Record<string, unknown>>(
    'select key, zoho_id::text as "zohoId", fields from match_value where env = $1 and key = any($2)',
    [env, keys],
  );
