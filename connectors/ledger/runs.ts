import type { EnvironmentRef, RunRef } from '../../schemas/refs.ts';
import type { LoadKind, LoadedObject, Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';

/** `survey` represents the records that were in the environment before the first load. */
export type RunKind = 'survey' | LoadKind;

export interface Run extends RunRef {
  id: string;
  kind: RunKind;
  mappingDigest: string;
  manifestDigest: string;
  state: 'open' | 'loaded' | 'rolled-back';
  /** Number of outgoing bodies that the last scan checked. */
  bodiesScanned: number;
  /** Values and tokens of these bodies. */
  valuesScanned: number;
  tokensScanned: number;
  /**
   * Ids of the runs whose records are in the environment now, oldest first, this run last. Their outcomes together are
   * the identity map.
   */
  chain: string[];
}

const columns = `id, engagement, environment, name as run, kind, mapping_digest as "mappingDigest",
  manifest_digest as "manifestDigest", state, bodies_scanned::float8 as "bodiesScanned",
  values_scanned::float8 as "valuesScanned", tokens_scanned::float8 as "tokensScanned"`;

/** Opens a run, or returns it if an earlier attempt has opened it. */
export async function openRun(
  ledger: Ledger,
  ref: RunRef,
  about: { kind: RunKind; mapping: string; manifest: string },
): Promise<Run> {
  await ledger.query(
    `insert into run (engagement, environment, name, kind, mapping_digest, manifest_digest)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (engagement, environment, name) do nothing`,
    [ref.engagement, ref.environment, ref.run, about.kind, about.mapping, about.manifest],
  );
  return findRun(ledger, ref);
}

/** @throws ConnectorError `configuration` when the ledger has no such run */
export async function findRun(ledger: Ledger, ref: RunRef): Promise<Run> {
  const [row] = await ledger.query<Omit<Run, 'chain'>>(
    `select ${columns} from run where engagement = $1 and environment = $2 and name = $3`,
    [ref.engagement, ref.environment, ref.run],
  );
  if (!row) {
    throw new ConnectorError(
      'configuration',
      `The ledger has no run ${ref.engagement}/${ref.environment}/${ref.run}. Nothing was changed. Check the names.`,
    );
  }
  const live = await listLiveRuns(ledger, ref);
  const chain = live.map((run) => run.id).filter((id) => BigInt(id) <= BigInt(row.id));
  return { ...row, chain };
}

/** Runs of an environment that were not rolled back, oldest first. */
export async function listLiveRuns(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<Omit<Run, 'chain'>[]> {
  return ledger.query<Omit<Run, 'chain'>>(
    `select ${columns} from run where engagement = $1 and environment = $2 and state <> 'rolled-back' order by id`,
    [engagement, environment],
  );
}

/** Every run of an engagement, oldest first. */
export async function listRuns(ledger: Ledger, engagement: string): Promise<Omit<Run, 'chain'>[]> {
  return ledger.query<Omit<Run, 'chain'>>(`select ${columns} from run where engagement = $1 order by id`, [engagement]);
}

export async function setRunState(ledger: Ledger, runId: string, state: Run['state']): Promise<void> {
  await ledger.query('update run set state = $2 where id = $1', [runId, state]);
}

export interface Routed {
  object: LoadedObject;
  module: Module;
  rows: number;
}

/** Stores the number of rows that took each route of the mapping. */
export async function storeRouted(ledger: Ledger, runId: string, routed: Routed[]): Promise<void> {
  await ledger.query('update run set routed = $2 where id = $1', [runId, JSON.stringify(routed)]);
}

export async function readRouted(ledger: Ledger, runId: string): Promise<Routed[]> {
  const [row] = await ledger.query<{ routed: Routed[] | null }>('select routed from run where id = $1', [runId]);
  return row?.routed ?? [];
}

/** Adds what the guard scanned before it was sent. */
export async function addScanned(
  ledger: Ledger,
  runId: string,
  { bodies, values, tokens }: { bodies: number; values: number; tokens: number },
): Promise<void> {
  await ledger.query(
    `update run set bodies_scanned = bodies_scanned + $2, values_scanned = values_scanned + $3,
       tokens_scanned = tokens_scanned + $4 where id = $1`,
    [runId, bodies, values, tokens],
  );
}
