import { readEngagement } from '../../connectors/ledger/engagements.ts';
import { readMatchList } from '../../connectors/ledger/match-list.ts';
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
  const stored = await readEngagement(ports.ledger, engagement);
  const { key, ...others } = choice;
  const chosen = { ...others, ...(key !== undefined && { key: keyFrom(ports, stored, key) }) };
  return readMatchList(ports.ledger, { engagement, environment }, { choice: chosen, onlyOpen, after, most });
}
