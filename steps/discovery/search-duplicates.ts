import { sha256 } from '../../connectors/digest.ts';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import { prepareParties, type Parties, type PartyRow } from '../../connectors/staging/survey-parties.ts';
import { partyColumns } from '../../domain/duplicate-search/blocks.ts';
import { guardsOf, keepApart, type Guard } from '../../domain/duplicate-search/guards.ts';
import { certainGroups, joinEdges, type Edge } from '../../domain/duplicate-search/join.ts';
import { judge, weigh, type Judged, type Model } from '../../domain/duplicate-search/judge.ts';
import type { Merges } from '../../domain/duplicate-search/merges.ts';
import { compareParties, type Party, type Pattern } from '../../domain/duplicate-search/party.ts';
import {
  anchorOf,
  chanceIn,
  dependentIn,
  learn,
  oddsOf,
  shipped,
  type Frequencies,
} from '../../domain/duplicate-search/weights.ts';
import { timesIn } from '../../domain/quality/readings.ts';
import type { ValueContext } from '../../domain/values/value.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { DuplicateCluster } from '../../schemas/duplicates.ts';
import type { LoadedObject } from '../../schemas/terms.ts';

/** What a mapping says about pairs of rows. */
export type PairMerges = Pick<Merges, 'columns' | 'areMerged' | 'areApart'>;

export interface SearchSettings {
  object: LoadedObject;
  /** Of the columns of the object. */
  facts: readonly ColumnFacts[];
  /** How the load reads a column. */
  readAs(field: string): ValueContext;
  /** What the mapping says; null: nothing. */
  merges: PairMerges | null;
}

/** What a search found. */
export interface FoundDuplicates {
  /** Records with a name and an id. */
  records: number;
  /** Pairs that were compared field by field. */
  compared: number;
  /** Pairs that the mapping merges anyway. They are in no cluster. */
  merged: number;
  /** Suggestions that are in no cluster, because their records are in others. */
  left: number;
  /** Whether the weights were learned from these records. */
  isLearned: boolean;
  clusters: AsyncIterable<DuplicateCluster>;
}

/** Records whose pairs, all of them, show how often two records agree by chance. */
const sampled = 500;
/** Random pairs that weigh more are no chance. */
const mostOfChance = 16;
/** Pairs that are kept at once. More are counted as left. */
const mostPairs = 200_000;

/** A pair before it is judged. */
interface Compared {
  first: number;
  second: number;
  ids: [string, string];
  pattern: Pattern;
  guards: Guard[];
  surnameShare: number;
}

type Weighed = Compared & { weight: number };
type Found = Edge & Pick<Compared, 'ids'> & Judged;

/** Finds records of an object that may be of the same person or firm. Null: the object has no names. */
export async function searchDuplicates(survey: Survey, settings: SearchSettings): Promise<FoundDuplicates | null> {
  const columns = partyColumns(settings.facts);
  if (columns === null) return null;
  const birth = settings.facts.find(({ column, within }) => within === null && column === columns.birth);
  const births = birth ? timesIn(birth, settings.readAs(birth.column)) : null;
  const parties = await prepareParties(survey, settings.object, columns, births);
  try {
    const { pairs, model, isLearned, ...counts } = await weighPairs(parties, settings.merges);
    const found = pairs.flatMap(({ first, second, ids, ...pair }): Found[] => {
      const judged = judge(pair, model);
      return judged === null ? [] : [{ first, second, ids, ...judged }];
    });
    const { clusters, left } = joinEdges(found, await isApartIn(parties, found));
    return {
      records: parties.records,
      ...counts,
      left: counts.left + left.length,
      isLearned,
      clusters: describe(settings.object, clusters),
    };
  } finally {
    await parties.drop();
  }
}

/** Compares all pairs that are worth it, and weighs them. Guards don't count yet, except for what is learned. */
export async function weighPairs(
  parties: Parties,
  merges: PairMerges | null,
): Promise<{ pairs: Weighed[]; model: Model; isLearned: boolean; compared: number; merged: number; left: number }> {
  const dependent = dependentIn(await parties.neighbours());
  const usual = { ...shipped, dependent };
  const { pairs, anchored, ...counts } = await compareAll(parties, merges, usual);
  const any = chanceIn(patternsIn(await parties.sample(sampled), usual));
  const learned = learn(anchored, { any, dependent });
  const frequencies = { same: learned ?? shipped.same, any, dependent };
  const weighed = pairs.map((pair) => ({ ...pair, weight: weigh(pair.pattern, pair, frequencies) }));
  const free = weighed.filter(({ guards }) => !keepApart(guards)).map(({ weight }) => weight);
  const model = { frequencies, odds: oddsOf(parties.records, free) };
  return { pairs: weighed, model, isLearned: learned !== null, ...counts };
}

/** Whatever the odds turn out to be, a pair of so many records that weighs less is none. */
const leastWeight = (records: number): number => Math.log2(records) - 5;

/** Compares every pair that the blocks bring together, and keeps what may be the same. */
async function compareAll(parties: Parties, merges: PairMerges | null, usual: Frequencies) {
  const pairs: Compared[] = [];
  const anchored = new Map<Pattern, number>();
  const counts = { compared: 0, merged: 0, left: 0 };
  const least = leastWeight(parties.records);
  const columns = merges?.columns ?? [];
  const valuesOf = ({ values }: PartyRow) => Object.fromEntries(columns.map((name, at) => [name, values[at]!]));
  for await (const [one, other] of parties.pairs(columns)) {
    counts.compared += 1;
    const pattern = compareParties(one.party, other.party);
    const weight = weigh(pattern, one.party, usual);
    const anchor = anchorOf(pattern);
    if (anchor === null && weight < least) continue;
    const [first, second] = [valuesOf(one), valuesOf(other)];
    if (merges?.areApart(first, second)) continue;
    const guards = guardsOf(one.party, other.party, pattern);
    if (anchor !== null && !keepApart(guards)) anchored.set(pattern, (anchored.get(pattern) ?? 0) + 1);
    if (merges?.areMerged(first, second)) counts.merged += 1;
    else if (pairs.length >= mostPairs) counts.left += Number(!keepApart(guards));
    else {
      const { surnameShare } = one.party;
      pairs.push({ first: one.place, second: other.place, ids: [one.id, other.id], pattern, guards, surnameShare });
    }
  }
  return { pairs, anchored, ...counts };
}

/** The patterns of all pairs of some records, without those that are likely the same. */
function patternsIn(parties: readonly Party[], usual: Frequencies): Map<Pattern, number> {
  const counts = new Map<Pattern, number>();
  for (const [place, one] of parties.entries())
    for (const other of parties.slice(place + 1)) {
      const pattern = compareParties(one, other);
      if (weigh(pattern, one, usual) < mostOfChance) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
    }
  return counts;
}

/** Looks at pairs that no block brought together, where others connect them. */
async function isApartIn(parties: Parties, found: readonly Found[]): Promise<(one: number, other: number) => boolean> {
  const groups = certainGroups(found.map((edge) => ({ ...edge, tier: 'certain' as const })));
  const rows = await parties.at(groups.filter(({ members }) => members.length > 2).flatMap(({ members }) => members));
  return (one, other) => {
    const [first, second] = [rows.get(one)?.party, rows.get(other)?.party];
    return (
      first !== undefined && second !== undefined && keepApart(guardsOf(first, second, compareParties(first, second)))
    );
  };
}

async function* describe(
  object: LoadedObject,
  clusters: ReturnType<typeof joinEdges<Found>>['clusters'],
): AsyncGenerator<DuplicateCluster> {
  for (const { tier, edges } of clusters) {
    const ids = [...new Set(edges.flatMap((edge) => edge.ids))].toSorted();
    yield await Promise.resolve({
      id: sha256(JSON.stringify([object, ...ids])),
      object,
      tier,
      ids,
      pairs: edges.map((edge) => {
        const [first, second] = edge.ids.toSorted() as [string, string];
        const { score, tier: own, evidence, guards } = edge;
        return { first, second, score, tier: own, evidence, guards };
      }),
    });
  }
}
