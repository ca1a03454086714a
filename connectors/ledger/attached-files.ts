import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

/** What was read from the source for a file, and the record that it was sent to. */
export interface ReadFile {
  key: RecordKey;
  owner: { module: Module; id: string };
  bytes: number;
  /** In hex. */
  sha256: string;
  /** Its content is a text and was scanned. */
  scanned: boolean;
}

/** Stores what was read, before it is sent: an answer can be lost. */
export async function storeReadFile(ledger: Ledger, { env }: Pick<Run, 'env'>, file: ReadFile): Promise<void> {
  await ledger.query(
    `insert into attached_file (env, key, owner_module, owner_id, bytes, sha256, scanned)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (env, key) do update set owner_module = excluded.owner_module, owner_id = excluded.owner_id,
       bytes = excluded.bytes, sha256 = excluded.sha256, scanned = excluded.scanned`,
    [env, file.key, file.owner.module, file.owner.id, file.bytes, file.sha256, file.scanned],
  );
}

/** The record that a file was sent to, and whether this run has removed it from there, or was about to. */
export interface SentFile {
  owner: ReadFile['owner'];
  isReplaced: boolean;
}

/** Where a file was sent to; null for one that was in Zoho before, or that was never sent. */
export async function findSentFile(
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  key: RecordKey,
): Promise<SentFile | null> {
  const [row] = await ledger.query<{ module: Module; owner: string; isReplaced: boolean }>(
    `select owner_module as module, owner_id::text as owner, replaced_by is not distinct from $1 as "isReplaced"
     from attached_file where env = $2 and key = $3`,
    [id, env, key],
  );
  return row ? { owner: { module: row.module, id: row.owner }, isReplaced: row.isReplaced } : null;
}

/** Stores that a run replaces a file that is in Zoho, before it removes it: an answer can be lost. */
export async function noteReplaced(
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  key: RecordKey,
): Promise<void> {
  await ledger.query('update attached_file set replaced_by = $1 where env = $2 and key = $3', [id, env, key]);
}

/** What was read for these files, by key. A file that was in Zoho before is missing. */
export async function findReadFiles(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
  keys: string[],
): Promise<Map<string, ReadFile>> {
  const rows = await ledger.query<Omit<ReadFile, 'owner'> & { module: Module; id: string }>(
    `select f.key, f.owner_module as module, f.owner_id::text as id, f.bytes::float8 as bytes, f.sha256, f.scanned
     from attached_file f join environment e on e.id = f.env
     where e.engagement = $1 and e.name = $2 and f.key = any($3)`,
    [engagement, environment, keys],
  );
  return new Map(rows.map(({ module, id, ...file }) => [file.key, { ...file, owner: { module, id } }]));
}

/** Number of the files of a run's environment that are in Zoho, by whether their content was scanned, and their bytes. */
export async function countReadFiles(
  ledger: Ledger,
  { env }: Pick<Run, 'env'>,
): Promise<{ scanned: number; unscanned: number; bytes: number }> {
  const [row] = await ledger.query<{ scanned: number; unscanned: number; bytes: number }>(
    `select count(*) filter (where f.scanned)::int as scanned, count(*) filter (where not f.scanned)::int as unscanned,
       coalesce(sum(f.bytes), 0)::float8 as bytes
     from attached_file f join record r on r.env = $1 and r.key = f.key and r.zoho_id is not null where f.env = $1`,
    [env],
  );
  return row ?? { scanned: 0, unscanned: 0, bytes: 0 };
}
