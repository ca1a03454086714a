import type { MatchMeaning } from '../../schemas/mapping.ts';
import type { MatchReason, MatchState } from '../../schemas/match.ts';

/** A record of the source and a record in Zoho that a rule finds, with what is known of both. */
export interface FoundPair {
  zohoId: string;
  /** The number of the rule. The first rules have precedence. */
  rule: number;
  then: MatchMeaning;
  /** The record in Zoho is in another module. */
  isElsewhere: boolean;
  /** The record in Zoho has a key: it belongs to another record, or to another system. */
  isTaken: boolean;
  /** Another record of the source has adopted it, by a decision or before. */
  isClaimed: boolean;
  /** Number of other records of the source that would adopt it. */
  rivals: number;
  /** What a person decided last. */
  decision: 'adopt' | 'apart' | null;
  /** People who approved the mapping could see it, or nobody has to. */
  isSeen: boolean;
}

export type SettledPair<Pair> = Pair & { state: MatchState; why: MatchReason };

/**
 * Decides about all pairs of one record of the source. It adopts at most one record in Zoho: the one that a person chose, or
 * the only one that the rules adopt. If rules contradict each other or nobody could see the match, it is asked about.
 */
export function settleMatches<Pair extends FoundPair>(pairs: Pair[]): SettledPair<Pair>[] {
  const ordered = [...pairs].sort((a, b) => a.rule - b.rule || (a.zohoId < b.zohoId ? -1 : 1));
  const settle = (pair: Pair, state: MatchState, why: MatchReason) => ({ ...pair, state, why });
  const isFree = (pair: Pair) => !pair.isTaken && !pair.isClaimed && !pair.isElsewhere;
  const chosen = ordered.find((pair) => pair.decision === 'adopt' && isFree(pair));
  if (chosen)
    return ordered.map((pair) =>
      pair === chosen ? settle(pair, 'adopt', 'decided') : settle(pair, 'apart', apartWhy(pair) ?? 'adopted'),
    );
  const candidates = ordered.filter((pair) => apartWhy(pair) === null);
  const adopters = candidates.filter((pair) => pair.then === 'adopt');
  const [first] = candidates;
  const isClear =
    first?.then === 'adopt' && adopters.length === 1 && first.rivals === 0 && isFree(first) && first.isSeen;
  return ordered.map((pair) => {
    const apart = apartWhy(pair);
    if (apart !== null) return settle(pair, 'apart', apart);
    if (isClear) return pair === first ? settle(pair, 'adopt', 'rule') : settle(pair, 'apart', 'adopted');
    return settle(pair, 'ask', askWhy(pair, adopters.length));
  });
}

function apartWhy({ isTaken, decision, then }: FoundPair): MatchReason | null {
  if (isTaken) return 'taken';
  if (decision === 'apart') return 'decided';
  return then === 'apart' && decision === null ? 'rule' : null;
}

function askWhy({ isElsewhere, isClaimed, then, rivals, isSeen }: FoundPair, adopters: number): MatchReason {
  if (isElsewhere) return 'otherModule';
  if (isClaimed) return 'claimed';
  if (adopters > 1) return 'severalInZoho';
  if (then === 'adopt' && rivals > 0) return 'severalInSource';
  return then === 'adopt' && !isSeen ? 'late' : 'rule';
}
