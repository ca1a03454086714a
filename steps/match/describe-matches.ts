import { findEnvironment, listMatches } from '../../connectors/ledger/match-decisions.ts';
import { countMatches } from '../../connectors/ledger/matches.ts';
import { readEngagement } from '../../connectors/ledger/engagements.ts';
import type { Inquiry } from '../../schemas/inquiry.ts';
import type { MatchList } from '../../schemas/match.ts';
import { keyFrom } from '../key-from.ts';
import type { Ports } from '../ports.ts';

type Question = Extract<Inquiry, { about: 'matches' }>;

/** The matches with records in Zoho for the command line: ids and no values. */
export async function describeMatches(
  ports: Ports,
  { engagement, environment, choice, onlyOpen, after, most }: Question,
): Promise<MatchList> {
  const { ledger } = ports;
  const stored = await readEngagement(ledger, engagement);
  const env = await findEnvironment(ledger, { engagement, environment });
  if (env === null) return { environment, groups: [], matches: [], next: null };
  const { key, ...others } = choice;
  const chosen = { ...others, ...(key !== undefined && { key: keyFrom(ports, stored, key) }) };
  const groups = await countMatches(ledger, env);
  const matches = most === 0 ? [] : await listMatches(ledger, env, { choice: chosen, onlyOpen, after, most: most + 1 });
  const keys = [...new Set(matches.map((one) => one.key))];
  const shown = new Set(keys.slice(0, most));
  return {
    environment,
    groups,
    matches: matches.filter((one) => shown.has(one.key)),
    next: keys.length > most ? (keys[most - 1] ?? null) : null,
  };
}
