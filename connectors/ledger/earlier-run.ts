import type { RecordKey } from '../../schemas/record.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Routed, Run } from './runs.ts';
import { listEarlier } from './seal-changes.ts';

/** The run that a delta is compared with: the newest one before it that was not rolled back. */
export interface EarlierRun {
  id: number;
  manifestDigest: string;
  /** Digest of everything except the rows that its transformation depended on. */
  rulesDigest: string | null;
  routed: Routed[];
  /** Keys of records that are merged into another one. */
  merged: { object: LoadedObject; key: RecordKey }[];
  /** Objects with decided rows that have no key of their own, so that they are found by no key. */
  unkeyed: LoadedObject[];
}

/** Stores what the transformation of a run depends on, except the rows. */
export async function storeRules(ledger: Ledger, run: Pick<Run, 'id'>, rulesDigest: string): Promise<void> {
  await ledger.query('update run set rules_digest = $2 where id = $1', [run.id, rulesDigest]);
}

/** Null if nothing was loaded before. */
export async function findEarlierRun(ledger: Ledger, run: Pick<Run, 'id' | 'env'>): Promise<EarlierRun | null> {
  const earlier = await ledger.withClient((client) => listEarlier(client, run));
  const [row] = await ledger.query<Omit<EarlierRun, 'merged' | 'unkeyed'>>(
    `select id, manifest_digest as "manifestDigest", rules_digest as "rulesDigest", coalesce(routed, '[]') as routed
     from run where id = $1`,
    [earlier.at(-1) ?? null],
  );
  if (!row) return null;
  const merged = await ledger.query<{ object: LoadedObject; key: RecordKey }>(
    `select object, key from decided where run = any($1) and until_run is null and outcome = 'merged'`,
    [earlier],
  );
  // The id in the key of a row without a usable key begins with a blank.
  const unkeyed = await ledger.query<{ object: LoadedObject }>(
    `select distinct object from decided
     where run = any($1) and until_run is null and split_part(key, ':', 3) like ' %'`,
    [earlier],
  );
  return { ...row, merged, unkeyed: unkeyed.map(({ object }) => object) };
}
