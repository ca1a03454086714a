import { digestOf } from '../digest.ts';
import {
  DuplicatePair,
  type DuplicateCluster,
  type DuplicateCount,
  type DuplicateState,
  type DuplicateSum,
  type DuplicateTier,
} from '../../schemas/duplicates.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { Ledger, Queryable } from './database.ts';
import { lockDuplicates, settleAll } from './duplicate-decisions.ts';

/** A row of the survey that may be the same record as another one. Network identifiers are masked. */
export interface DuplicateMember {
  object: LoadedObject;
  id: string;
  /** Names and values of the columns that are filled. */
  fields: [column: string, value: string][];
}

/** A cluster of the newest survey, with what holds for it. `decision`: the number of the decision that covers it. */
export interface StoredCluster extends DuplicateCluster {
  state: DuplicateState;
  decision: number | null;
}

const batchSize = 500;

/**
 * Stores the possible duplicates of the newest survey, in place of those of the one before. Decisions stay, and count for every
 * cluster that has no other members than the decision knew.
 * @param found is read to its end, one batch at a time; `withheld` is asked after that
 */
export async function storeDuplicates(
  ledger: Ledger,
  engagement: string,
  found: {
    takenAt: string;
    clusters: AsyncIterable<DuplicateCluster>;
    members: AsyncIterable<DuplicateMember>;
    withheld: () => number;
  },
): Promise<void> {
  await ledger.transaction(async (client) => {
    await lockDuplicates(client, engagement);
    for (const table of ['duplicate_cluster', 'duplicate_member', 'duplicate_survey'])
      await client.query(`delete from ${table} where engagement = $1`, [engagement]);
    const settled = await settleAll(client, engagement);
    for await (const clusters of inBatches(found.clusters)) {
      const rows = clusters.map((one) => ({ ...one, ...settled(one) }));
      await client.query(
        `insert into duplicate_cluster (engagement, id, object, tier, ids, pairs, state, decision, has_apart)
         select $1, id, object, tier, array(select jsonb_array_elements_text(ids)), pairs, state, decision, "hasApart"
         from jsonb_to_recordset($2) as one(id text, object text, tier text, ids jsonb, pairs jsonb, state text, decision int,
           "hasApart" boolean)
         on conflict do nothing`,
        [engagement, JSON.stringify(rows)],
      );
    }
    for await (const members of inBatches(found.members))
      await client.query(
        `insert into duplicate_member (engagement, object, id, fields)
         select $1, object, id, fields from jsonb_to_recordset($2) as one(object text, id text, fields jsonb)
         on conflict do nothing`,
        [engagement, JSON.stringify(members)],
      );
    await client.query('insert into duplicate_survey (engagement, taken_at, withheld) values ($1, $2, $3)', [
      engagement,
      found.takenAt,
      found.withheld(),
    ]);
  });
}

async function* inBatches<T>(all: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What is shown of the clusters. Each part is optional. */
export interface ClusterFilter {
  object?: LoadedObject | undefined;
  tier?: DuplicateTier | undefined;
  /** `decided`: any decision. */
  state?: DuplicateState | 'decided' | undefined;
}

const columns = 'id, object, tier, ids, pairs, state, decision';
type ClusterRow = StoredCluster & Record<string, unknown>;
const clusterOf = (row: ClusterRow): StoredCluster => ({ ...row, pairs: DuplicatePair.array().parse(row.pairs) });
/** The surest come first. */
const rank = `array_position(array['certain', 'likely', 'unsure'], tier)`;

/** Clusters of the newest survey: the surest first. `after` is the id of the last cluster of the page before. */
export async function listClusters(
  ledger: Ledger,
  engagement: string,
  { object, tier, state }: ClusterFilter,
  { after, most }: { after: string | null; most: number },
): Promise<StoredCluster[]> {
  const rows = await ledger.query<ClusterRow>(
    `select ${columns} from duplicate_cluster
     where engagement = $1 and ($2::text is null or object = $2) and ($3::text is null or tier = $3)
       and ($4::text is null or state = $4 or $4 = 'decided' and state <> 'open')
       and ($5::text is null or (${rank}, object, id) >
         (select ${rank}, object, id from duplicate_cluster where engagement = $1 and id = $5))
     order by ${rank}, object, id limit $6`,
    [engagement, object ?? null, tier ?? null, state ?? null, after, most],
  );
  return rows.map(clusterOf);
}

/** A cluster of the newest survey; null if it has no such cluster. */
export async function findCluster(client: Queryable, engagement: string, id: string): Promise<StoredCluster | null> {
  const { rows } = await client.query<ClusterRow>(
    `select ${columns} from duplicate_cluster where engagement = $1 and id = $2`,
    [engagement, id],
  );
  return rows[0] ? clusterOf(rows[0]) : null;
}

/** Ids of clusters that begin so, two at most. */
export const listClusterIds = async (client: Queryable, engagement: string, start: string): Promise<string[]> =>
  (
    await client.query<{ id: string }>(
      'select id from duplicate_cluster where engagement = $1 and starts_with(id, $2) order by id limit 2',
      [engagement, start],
    )
  ).rows.map(({ id }) => id);

/** The rows of members, by id. Only approvers may see them. */
export async function readMembers(
  ledger: Ledger,
  engagement: string,
  { object, ids }: Pick<DuplicateCluster, 'object' | 'ids'>,
): Promise<Map<string, DuplicateMember['fields']>> {
  const rows = await ledger.query<Pick<DuplicateMember, 'id' | 'fields'> & Record<string, unknown>>(
    'select id, fields from duplicate_member where engagement = $1 and object = $2 and id = any($3)',
    [engagement, object, ids],
  );
  return new Map(rows.map(({ id, fields }) => [id, fields]));
}

/** How many clusters there are by object, tier and state; null if the newest survey was not searched. */
export async function countClusters(ledger: Ledger, engagement: string): Promise<DuplicateCount[] | null> {
  const [survey] = await ledger.query('select 1 from duplicate_survey where engagement = $1', [engagement]);
  if (!survey) return null;
  return ledger.query<DuplicateCount & Record<string, unknown>>(
    `select object, tier, state, count(*)::int as clusters from duplicate_cluster where engagement = $1
     group by object, tier, state order by object, ${rank}, state`,
    [engagement],
  );
}

/** What was found and decided; null if the newest survey was not searched. */
export async function sumDuplicates(ledger: Ledger, engagement: string): Promise<DuplicateSum | null> {
  const [sum] = await ledger.query<DuplicateSum & Record<string, unknown>>(
    `select s.withheld, count(c.id)::int as clusters, (count(c.id) filter (where state = 'open'))::int as open,
       (count(c.id) filter (where state = 'accept'))::int as accepted,
       (count(c.id) filter (where state = 'split'))::int as split,
       (count(c.id) filter (where state = 'ignore'))::int as apart
     from duplicate_survey s left join duplicate_cluster c using (engagement) where engagement = $1 group by s.withheld`,
    [engagement],
  );
  return sum ?? null;
}

/**
 * The certain clusters of an object without a decision, for a decision about all of them. Those with members that people keep
 * apart are left out: nobody should undo that without a look.
 */
export async function listCertain(
  client: Queryable,
  engagement: string,
  object: LoadedObject,
): Promise<Pick<DuplicateCluster, 'id' | 'object' | 'ids'>[]> {
  const { rows } = await client.query<Pick<DuplicateCluster, 'id' | 'object' | 'ids'>>(
    `select id, object, ids from duplicate_cluster
     where engagement = $1 and object = $2 and tier = 'certain' and state = 'open' and not has_apart order by id`,
    [engagement, object],
  );
  return rows;
}

/** Says which clusters a person saw. */
export const digestOfClusters = (clusters: Pick<DuplicateCluster, 'id'>[]): string =>
  digestOf(clusters.map(({ id }) => id)).slice(0, 16);
