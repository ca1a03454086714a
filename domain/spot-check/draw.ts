import { sipHash, type SipKey } from '../identifiers/siphash.ts';

/** A record that may be drawn, with what is special about it. */
export interface Candidate {
  key: string;
  /** Such as `created in Accounts` or `Status is Active`. Each is shown at least once, if there is room. */
  traits: string[];
  /** How far the record goes in something, such as the length of its longest text: the record with the most is chosen. */
  extremes: Record<string, number>;
  /** It belongs to the records that a random draw stands for. */
  isInPopulation: boolean;
}

export interface Drawn<Record extends Candidate> {
  record: Record;
  isRandom: boolean;
  /** What it was chosen for. A randomly drawn record may have some as well. */
  traits: string[];
}

export interface Draw<Record extends Candidate> {
  add(record: Record): void;
  /** Number of records that the random draw stands for. */
  population(): number;
  result(): Drawn<Record>[];
}

/**
 * Draws records for a spot check in one pass over any number of them: `random` at random by the seed, each with the same
 * chance, and up to `edges` others so that as many traits and extremes as possible occur.
 *
 * @param seed 32 hexadecimal digits; the same seed and records give the same draw, in any order
 */
export function createDraw<Record extends Candidate>(
  seed: string,
  { random, edges }: { random: number; edges: number },
): Draw<Record> {
  const rankOf = createRank(seed);
  let drawn: { rank: number; record: Record }[] = [];
  const byTrait = new Map<string, { rank: number; record: Record }>();
  const byExtreme = new Map<string, { measure: number; rank: number; record: Record }>();
  let population = 0;
  return {
    population: () => population,
    add(record) {
      const rank = rankOf(record.key);
      if (record.isInPopulation) {
        population += 1;
        if (drawn.length < random || rank < (drawn.at(-1)?.rank ?? 0))
          drawn = [...drawn, { rank, record }].sort((a, b) => a.rank - b.rank).slice(0, random);
      }
      for (const trait of record.traits) {
        const best = byTrait.get(trait);
        if (!best || rank < best.rank) byTrait.set(trait, { rank, record });
      }
      for (const [extreme, measure] of Object.entries(record.extremes)) {
        const best = byExtreme.get(extreme);
        if (!best || measure > best.measure || (measure === best.measure && rank < best.rank))
          byExtreme.set(extreme, { measure, rank, record });
      }
    },
    result() {
      const wanted = new Map<string, Set<string>>();
      const want = (key: string, trait: string) => wanted.set(key, (wanted.get(key) ?? new Set()).add(trait));
      for (const [extreme, { record }] of byExtreme) want(record.key, extreme);
      const candidates = new Map(
        [...byTrait.values(), ...byExtreme.values()].map(({ record }) => [record.key, record]),
      );
      const traitsOf = (record: Record) =>
        [...record.traits, ...(wanted.get(record.key) ?? [])].filter((trait, at, all) => all.indexOf(trait) === at);
      const result = drawn.map(({ record }) => ({ record, isRandom: true, traits: traitsOf(record) }));
      for (const { record } of drawn) candidates.delete(record.key);
      const covered = new Set(result.flatMap(({ traits }) => traits));
      // Chance never draws what was kept out of Zoho.
      const comesBefore = (one: Record, other: Record) =>
        one.isInPopulation === other.isInPopulation ? rankOf(one.key) < rankOf(other.key) : other.isInPopulation;
      const newIn = (record: Record) => traitsOf(record).filter((trait) => !covered.has(trait)).length;
      for (let count = 0; count < edges; count += 1) {
        const best = [...candidates.values()].reduce<Record | null>((best, one) => {
          const [more, most] = [newIn(one), best ? newIn(best) : 0];
          return more > most || (best && more === most && more > 0 && comesBefore(one, best)) ? one : best;
        }, null);
        if (!best) break;
        candidates.delete(best.key);
        result.push({ record: best, isRandom: false, traits: traitsOf(best).filter((trait) => !covered.has(trait)) });
        for (const trait of traitsOf(best)) covered.add(trait);
      }
      return result;
    },
  };
}

/** A number for each key that looks random, and is always the same for a seed. */
function createRank(seed: string): (key: string) => number {
  const key: SipKey = Uint32Array.from([0, 8, 16, 24], (at) => Number.parseInt(seed.slice(at, at + 8), 16));
  const encoder = new TextEncoder();
  const out = new Uint32Array(2);
  return (text) => {
    const bytes = encoder.encode(text);
    sipHash(key, bytes, bytes.length, out);
    // 53 bits, the most that a number holds exactly.
    return out[0]! * 2 ** 21 + (out[1]! >>> 11);
  };
}
