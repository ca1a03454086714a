import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Ledger } from './database.ts';

/** A later part of a note, from 2 on, by the id of the first one. All ids are Zoho's. */
export interface NotePart {
  head: string;
  part: number;
  id: string;
}

const ownEnvironment = `(select id from environment where engagement = $1 and name = $2)`;

/** The later parts of notes in an environment of an engagement. */
export interface NoteParts {
  /** In order, by the id of the first part. A note without other parts is missing. */
  find(heads: string[]): Promise<Map<string, NotePart[]>>;
  store(parts: NotePart[]): Promise<void>;
  /** Forgets the parts with these ids. */
  forget(ids: string[]): Promise<void>;
  count(): Promise<number>;
}

export function noteParts(ledger: Ledger, { engagement, environment }: EnvironmentRef): NoteParts {
  const own = [engagement, environment];
  return {
    async find(heads) {
      const found = new Map<string, NotePart[]>();
      if (heads.length === 0) return found;
      const rows = await ledger.query<NotePart & Record<string, unknown>>(
        `select head::text, part::int, zoho_id::text as id from note_part
         where env = ${ownEnvironment} and head = any($3::bigint[]) order by head, part`,
        [...own, heads],
      );
      for (const row of rows) found.set(row.head, [...(found.get(row.head) ?? []), row]);
      return found;
    },
    async store(parts) {
      if (parts.length === 0) return;
      await ledger.query(
        `insert into note_part (env, head, part, zoho_id)
         select ${ownEnvironment}, head, part, id from unnest($3::bigint[], $4::smallint[], $5::bigint[]) as t(head, part, id)
         on conflict (env, head, part) do update set zoho_id = excluded.zoho_id`,
        [...own, parts.map(({ head }) => head), parts.map(({ part }) => part), parts.map(({ id }) => id)],
      );
    },
    async forget(ids) {
      if (ids.length === 0) return;
      await ledger.query(`delete from note_part where env = ${ownEnvironment} and zoho_id = any($3::bigint[])`, [
        ...own,
        ids,
      ]);
    },
    async count() {
      const [row] = await ledger.query<{ count: number }>(
        `select count(*)::int as count from note_part where env = ${ownEnvironment}`,
        own,
      );
      return row?.count ?? 0;
    },
  };
}
