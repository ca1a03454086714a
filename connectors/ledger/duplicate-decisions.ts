import {
  groupsOf,
  settle,
  type MadeDecision,
  type Settled,
  type SettledCluster,
} from '../../domain/possible-duplicates/settle.ts';
import type { DuplicateCluster, DuplicateDecision } from '../../schemas/duplicates.ts';
import type { Proof } from '../../schemas/sign-off.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { digestOf } from '../digest.ts';
import { appendAudit } from './audit.ts';
import type { Ledger, Queryable } from './database.ts';
import type { Run } from './runs.ts';

/** A decision as it was made. */
export interface StoredDecision {
  no: number;
  object: LoadedObject;
  ids: string[];
  decision: DuplicateDecision['decision'];
  groups: string[][];
  by: string;
  role: string;
  comment: string;
  at: Date;
}

/** The decisions about each object, the oldest first. */
export type DecisionsByObject = Partial<Record<LoadedObject, MadeDecision[]>>;

/** Who decided. Without a proof, a session of the console stands for the person. */
export interface DecidedBy {
  by: string;
  role: string;
  proof: Proof | null;
}

/** A survey and a decision change the states of the same clusters, so they take turns. */
export const lockDuplicates = (client: Queryable, engagement: string): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock(733207, hashtext($1))', [engagement]);

const columns = 'no, object, ids, decision, groups, by, role, comment, at';

/** Decisions that say something of at least two of the ids, the newest first. */
export async function listDecisionsAbout(
  ledger: Ledger,
  engagement: string,
  { object, ids }: Pick<DuplicateCluster, 'object' | 'ids'>,
): Promise<StoredDecision[]> {
  return ledger.query<StoredDecision & Record<string, unknown>>(
    `select ${columns} from duplicate_decision d
     where engagement = $1 and object = $2 and ids && $3
       and (select count(*) from unnest(d.ids) one where one = any($3)) > 1
     order by no desc`,
    [engagement, object, ids],
  );
}

async function readDecisions(client: Queryable, engagement: string) {
  const { rows } = await client.query<Pick<StoredDecision, 'no' | 'object' | 'ids' | 'groups'>>(
    'select no, object, ids, groups from duplicate_decision where engagement = $1 order by no',
    [engagement],
  );
  const byObject = new Map<LoadedObject, typeof rows>();
  for (const row of rows) {
    const others = byObject.get(row.object);
    if (others) others.push(row);
    else byObject.set(row.object, [row]);
  }
  return byObject;
}

/** Says what holds for any cluster, by all decisions of the engagement. */
export async function settleAll(
  client: Queryable,
  engagement: string,
): Promise<(cluster: Pick<DuplicateCluster, 'object' | 'ids'>) => SettledCluster> {
  const decisions = await readDecisions(client, engagement);
  const settled = new Map<LoadedObject, Settled>([...decisions].map(([object, made]) => [object, settle(made)]));
  return ({ object, ids }) => {
    const found = settled.get(object)?.stateOf(ids) ?? { state: 'open', decision: null, hasApart: false };
    return { ...found, decision: found.decision === null ? null : decisions.get(object)![found.decision]!.no };
  };
}

interface About {
  clusters: Pick<DuplicateCluster, 'id' | 'object' | 'ids'>[];
  decision: DuplicateDecision;
  comment: string;
}

/**
 * Stores one decision about each cluster, and what holds now for every cluster that has one of the members. The comment stays
 * out of the audit, because it may have values.
 */
export async function addDecisions(
  client: Queryable,
  engagement: string,
  { clusters, decision, comment }: About,
  { by, role, proof }: DecidedBy,
): Promise<void> {
  const rows = clusters.map(({ id, object, ids }) => ({ id, object, ids, groups: groupsOf(ids, decision) }));
  const { rows: stored } = await client.query<{ no: number }>(
    `insert into duplicate_decision (engagement, no, object, ids, decision, groups, cluster, by, role, comment, proof)
     select $1, (select coalesce(max(no), 0) from duplicate_decision where engagement = $1) + place, one ->> 'object',
       array(select jsonb_array_elements_text(one -> 'ids')), $3, one -> 'groups', one ->> 'id', $4, $5, $6, $7
     from jsonb_array_elements($2) with ordinality as given(one, place) returning no`,
    [...[engagement, JSON.stringify(rows), decision.decision, by, role, comment], proof && JSON.stringify(proof)],
  );
  const numbers = stored.map(({ no }) => no);
  await appendAudit(client, engagement, 'possible duplicates decided', {
    ...{ object: rows[0]!.object, decision: decision.decision, clusters: rows.length },
    ...{ from: Math.min(...numbers), to: Math.max(...numbers), digest: digestOf(rows), by, role },
    ...(proof && { proof: proof.kind }),
  });
  const settled = await settleAll(client, engagement);
  const { rows: touched } = await client.query<Pick<DuplicateCluster, 'id' | 'object' | 'ids'>>(
    'select id, object, ids from duplicate_cluster where engagement = $1 and object = $2 and ids && $3',
    [engagement, rows[0]!.object, rows.flatMap(({ ids }) => ids)],
  );
  await client.query(
    `update duplicate_cluster c set state = one.state, decision = one.decision, has_apart = one."hasApart"
     from jsonb_to_recordset($2) as one(id text, state text, decision int, "hasApart" boolean) where c.engagement = $1 and c.id = one.id`,
    [engagement, JSON.stringify(touched.map((one) => ({ id: one.id, ...settled(one) })))],
  );
}

async function readMade(client: Queryable, engagement: string): Promise<DecisionsByObject> {
  const byObject: DecisionsByObject = {};
  for (const [object, made] of await readDecisions(client, engagement))
    byObject[object] = made.map(({ ids, groups }) => ({ ids, groups }));
  return byObject;
}

/** How many decisions an engagement has, and their digest. */
export async function digestDecisions(ledger: Ledger, engagement: string): Promise<{ count: number; digest: string }> {
  const made = await readDecided(ledger, engagement);
  return { count: Object.values(made).flat().length, digest: digestOf(made) };
}

/** The decisions that there are now. */
export const readDecided = (ledger: Ledger, engagement: string): Promise<DecisionsByObject> =>
  ledger.withClient((client) => readMade(client, engagement));

/** The decisions that a run uses: those of its first attempt. */
export const useDecisions = (
  ledger: Ledger,
  { id, engagement }: Pick<Run, 'id' | 'engagement'>,
): Promise<{ decisions: DecisionsByObject; digest: string }> =>
  ledger.transaction(async (client) => {
    await client.query('select from run where id = $1 for update', [id]);
    const used = await findUsed(client, id);
    if (used) return used;
    const decisions = await readMade(client, engagement);
    const digest = digestOf(decisions);
    await client.query(
      'insert into duplicate_use (engagement, digest, decisions) values ($1, $2, $3) on conflict do nothing',
      [engagement, digest, JSON.stringify(decisions)],
    );
    await client.query('update run set duplicates_digest = $2 where id = $1', [id, digest]);
    return { decisions, digest };
  });

/** The decisions that a run has used; null for a run from before decisions existed, and before its transformation. */
export async function findUsed(
  client: Queryable,
  runId: number,
): Promise<{ decisions: DecisionsByObject; digest: string } | null> {
  const { rows } = await client.query<{ decisions: DecisionsByObject; digest: string }>(
    `select u.decisions, u.digest from run r join environment e on e.id = r.env
     join duplicate_use u on u.engagement = e.engagement and u.digest = r.duplicates_digest where r.id = $1`,
    [runId],
  );
  return rows[0] ?? null;
}
