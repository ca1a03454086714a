import { ConnectorError } from '../error.ts';
import type { TokenStore } from './port.ts';

export interface RemainingCredits {
  /** Credits that are left in the rolling window; null if more than half of them are left, or it is not known. */
  left(): number | null;
  /** Takes the number from an answer. */
  set(left: number | null): void;
  /** Whether the number was low and is old, so that a cheap call must come before an expensive one. */
  isOld(): boolean;
  /** @throws ConnectorError `credits` when a call of this cost would go below the floor */
  check(credits: number): void;
}

type Known = { left: number | null; at: number };

/** All clients of an org in this process share what they know, so that a new client does not spend what another left. */
const shared = new WeakMap<TokenStore, Map<string, Known>>();

/**
 * Keeps the floor of an org's credits for its users.
 * @param options.trustedMs how long a number holds; then a call is tried, whose answer has the number of now
 */
export function remainingCredits(
  tokens: TokenStore,
  options: { orgId: string; floor: number; trustedMs: number; clock: () => number },
): RemainingCredits {
  const { orgId, floor, trustedMs, clock } = options;
  const orgs = shared.get(tokens) ?? new Map<string, Known>();
  shared.set(tokens, orgs);
  const isFresh = ({ at }: Known) => at + trustedMs > clock();
  const left = () => {
    const known = orgs.get(orgId);
    return known && isFresh(known) ? known.left : null;
  };
  return {
    left,
    set: (left) => void orgs.set(orgId, { left, at: clock() }),
    isOld() {
      const known = orgs.get(orgId);
      return known !== undefined && known.left !== null && !isFresh(known);
    },
    check(credits) {
      const now = left();
      if (now === null || now - credits >= floor) return;
      throw new ConnectorError(
        'credits',
        `Org ${orgId} has ${now.toLocaleString('en')} credits left, and limits.creditFloor keeps ${floor.toLocaleString('en')} for its users. Nothing was sent.`,
        { retryAfterMs: trustedMs },
      );
    },
  };
}

/** What Zoho last said about the credits of the orgs that share a token store. */
export const listKnownCredits = (tokens: TokenStore): { org: string; left: number }[] =>
  [...(shared.get(tokens) ?? [])].flatMap(([org, { left }]) => (left === null ? [] : [{ org, left }]));
