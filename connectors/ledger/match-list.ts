import type { MatchList } from '../../schemas/match.ts';
import type { Environment } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import { findEnvironment, listMatches } from './match-decisions.ts';
import { countMatches } from './matches.ts';

/** The matches of an environment by rule, and some of them: ids and no values. @param most records; none with 0 */
export async function readMatchList(
  ledger: Ledger,
  ref: { engagement: string; environment: Environment },
  { most, ...which }: Omit<Parameters<typeof listMatches>[2], 'most'> & { most: number },
): Promise<MatchList> {
  const { environment } = ref;
  const env = await findEnvironment(ledger, ref);
  if (env === null) return { environment, groups: [], matches: [], next: null };
  const groups = await countMatches(ledger, env);
  const matches = most === 0 ? [] : await listMatches(ledger, env, { ...which, most: most + 1 });
  const keys = [...new Set(matches.map((one) => one.key))];
  const shown = new Set(keys.slice(0, most));
  return {
    environment,
    groups,
    matches: matches.filter((one) => shown.has(one.key)),
    next: keys.length > most ? (keys[most - 1] ?? null) : null,
  };
}
