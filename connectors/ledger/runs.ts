import type { EnvironmentRef, RunRef } from '../../schemas/refs.ts';
import type { LoadKind, LoadedObject, Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import { openEnvironment } from './environments.ts';
import { createRunPartitions } from './partitions.ts';

export interface Run extends RunRef {
  id: number;
  /** Id of the environment. */
  env: number;
  kind: LoadKind;
  mappingDigest: string;
  manifestDigest: string;
  /** `closed`: a rollback has begun, and no lane can book or claim any more. */
  state: 'open' | 'loaded' | 'closed' | 'rolled-back';
  /** Number of outgoing bodies that the last scan checked. */
  bodiesScanned: number;
  /** Values and tokens of these bodies. */
  valuesScanned: number;
  tokensScanned: number;
}

const selectRuns = `select r.id, r.env, e.engagement, e.name as environment, r.name as run, r.kind,
  r.mapping_digest as "mappingDigest", r.manifest_digest as "manifestDigest", r.state,
  r.bodies_scanned::float8 as "bodiesScanned", r.values_scanned::float8 as "valuesScanned",
  r.tokens_scanned::float8 as "tokensScanned"
  from run r join environment e on e.id = r.env`;

/** Opens a run with its tables, or returns it if an earlier attempt has opened it. */
export async function openRun(
  ledger: Ledger,
  ref: RunRef,
  about: { kind: LoadKind; mapping: string; manifest: string },
): Promise<Run> {
  const { env } = await openEnvironment(ledger, ref);
  await ledger.transaction(async (client) => {
    await client.query(
      `insert into run (env, name, kind, mapping_digest, manifest_digest) values ($1, $2, $3, $4, $5)
       on conflict (env, name) do nothing`,
      [env, ref.run, about.kind, about.mapping, about.manifest],
    );
    const { rows } = await client.query<{ id: number }>('select id from run where env = $1 and name = $2', [
      env,
      ref.run,
    ]);
    if (rows[0]) await createRunPartitions(client, rows[0].id);
  });
  return findRun(ledger, ref);
}

/** @throws ConnectorError `configuration` when the ledger has no such run */
export async function findRun(ledger: Ledger, ref: RunRef): Promise<Run> {
  const [row] = await ledger.query<Run>(`${selectRuns} where e.engagement = $1 and e.name = $2 and r.name = $3`, [
    ref.engagement,
    ref.environment,
    ref.run,
  ]);
  if (row) return row;
  throw new ConnectorError(
    'configuration',
    `The ledger has no run ${ref.engagement}/${ref.environment}/${ref.run}. Nothing was changed. Check the names.`,
  );
}

/** Loads of an environment that were not rolled back, oldest first. */
export const listLiveRuns = (ledger: Ledger, { engagement, environment }: EnvironmentRef): Promise<Run[]> =>
  ledger.query<Run>(
    `${selectRuns} where e.engagement = $1 and e.name = $2 and r.state <> 'rolled-back'
       and r.kind <> 'rollback' order by r.id`,
    [engagement, environment],
  );

/** Every load of an engagement, oldest first. */
export const listRuns = (ledger: Ledger, engagement: string): Promise<Run[]> =>
  ledger.query<Run>(`${selectRuns} where e.engagement = $1 and r.kind <> 'rollback' order by r.id`, [engagement]);

/** The newest rehearsal, also one that was rolled back; null before the first one. */
export async function findRehearsal(ledger: Ledger, engagement: string): Promise<Run | null> {
  const runs = await listRuns(ledger, engagement);
  return runs.findLast(({ environment, kind }) => environment === 'sandbox' && kind === 'full') ?? null;
}

export async function setRunState(ledger: Ledger, runId: number, state: Run['state']): Promise<void> {
  await ledger.query('update run set state = $2 where id = $1', [runId, state]);
}

/**
 * Closes the open runs of an environment, loads and rollbacks. When it returns, no lane can book or claim any more: every
 * statement of a lane updates its slice, and the epoch of every slice has changed.
 *
 * @returns when the last run was closed whose lanes may have sent something that is not booked; null if there is none
 */
export async function closeRuns(ledger: Ledger, ref: EnvironmentRef): Promise<{ unsureSince: Date | null }> {
  const { env } = await openEnvironment(ledger, ref);
  return ledger.transaction(async (client) => {
    await client.query(
      `update run set state = 'closed', closed_at = now() where env = $1 and state in ('open', 'loaded')`,
      [env],
    );
    await client.query(
      `update slice set epoch = epoch + 1, lane = null from run
       where run.id = slice.run and run.env = $1 and run.state = 'closed'`,
      [env],
    );
    const { rows } = await client.query<{ unsureSince: Date | null }>(
      `with unsure as (
         select max(created_at) as since from (
           select created_at from schema_change
           where engagement = $2 and environment = $3 and removed_at is null and field_id is null
           union all
           select created_at from record_lock
           where engagement = $2 and environment = $3 and removed_at is null and configuration_id is null
         ) as change
       )
       select greatest(unsure.since, (
         select max(closed_at) from run where env = $1 and state = 'closed' and (unsure.since is not null
           or exists (select from slice where slice.run = run.id and pass <> 'verify' and claimed_to > booked_to))
       )) as "unsureSince" from unsure`,
      [env, ref.engagement, ref.environment],
    );
    return { unsureSince: rows[0]?.unsureSince ?? null };
  });
}

export interface Routed {
  object: LoadedObject;
  module: Module;
  rows: number;
}

/** Number of rows that took each route of the mapping. The transformation stores it when it seals the queue. */
export async function readRouted(ledger: Ledger, runId: number): Promise<Routed[]> {
  const [row] = await ledger.query<{ routed: Routed[] | null }>('select routed from run where id = $1', [runId]);
  return row?.routed ?? [];
}

/** Adds what the guard scanned before it was sent. */
export async function addScanned(
  ledger: Ledger,
  runId: number,
  { bodies, values, tokens }: { bodies: number; values: number; tokens: number },
): Promise<void> {
  await ledger.query(
    `update run set bodies_scanned = bodies_scanned + $2, values_scanned = values_scanned + $3,
       tokens_scanned = tokens_scanned + $4 where id = $1`,
    [runId, bodies, values, tokens],
  );
}
