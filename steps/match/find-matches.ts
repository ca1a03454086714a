import { listClaims, listDecided, listPlanned } from '../../connectors/ledger/matches.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { MatchTables, RawPair } from '../../connectors/staging/match-tables.ts';
import { compileMatch, type Matcher } from '../../domain/match/compare.ts';
import { settleMatches } from '../../domain/match/settle.ts';
import type { Match } from '../../schemas/match.ts';
import type { StoredEngagement } from '../ports.ts';

/** The rules of an engagement's mapping, compiled. */
export const matcherOf = ({ mapping, profile }: Pick<StoredEngagement, 'mapping' | 'profile'>): Matcher =>
  compileMatch(mapping, {
    timeZone: profile.timeZone,
    phoneRegion: mapping.phoneRegion,
    currency: mapping.currency,
    sentinels: new Set(profile.sentinels),
  });

/** Adds what the ledger knows of an environment's matches: decisions of people, and records that loads have adopted. */
export async function addKnown(ledger: Ledger, env: number, tables: MatchTables): Promise<void> {
  for (const one of await listDecided(ledger, env)) tables.addDecision(one);
  for (const one of await listClaims(ledger, env)) tables.addClaim(one);
}

/** Which matches need no person's eyes before the load: all, or those that people could see at the gate `mapping`. */
export type Seen = 'all' | ReadonlySet<string>;

/** In production, a match counts only if people could see it when they approved the mapping. */
export const seenIn = async (ledger: Ledger, env: number, environment: string): Promise<Seen> =>
  environment === 'production' ? listPlanned(ledger, env) : 'all';

const perPage = 500;

/** Decides about all pairs that the tables find, key by key. What is adopted is kept in the tables. */
export async function* settledMatches(tables: MatchTables, matcher: Matcher, seen: Seen): AsyncGenerator<Match[]> {
  let page: Match[] = [];
  for await (const pairs of tables.pairs()) {
    for (const match of settleKey(pairs, matcher, seen)) {
      page.push(match);
      if (match.state === 'adopt') tables.adopt(match);
    }
    if (page.length < perPage) continue;
    yield page;
    page = [];
  }
  yield page;
}

function settleKey(pairs: RawPair[], matcher: Matcher, seen: Seen): Match[] {
  const known = pairs.map((pair) => {
    const numbered = matcher.rules[pair.rule - 1]!;
    return {
      ...pair,
      numbered,
      then: numbered.rule.then,
      isElsewhere: numbered.zohoModule !== numbered.module,
      isSeen: seen === 'all' || seen.has(`${pair.key} ${pair.zohoId}`),
    };
  });
  return settleMatches(known).map(({ key, zohoId, numbered, score, state, why }) => ({
    ...{ key, zohoId, score, state, why },
    ...{ module: numbered.module, zohoModule: numbered.zohoModule, rule: numbered.rule.name },
  }));
}
