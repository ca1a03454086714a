import { readColumnFacts } from '../connectors/ledger/column-facts.ts';
import { storeEarlierDecisions } from '../connectors/ledger/earlier-decisions.ts';
import { decisionsOf } from '../domain/proposal/opinions.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Keeps the decisions of a mapping that people have signed, for the proposals of other engagements: names of columns and
 * fields, no values. An engagement file can turn it off. A second call changes nothing.
 */
export async function rememberDecisions({ ledger }: Pick<Ports, 'ledger'>, stored: StoredEngagement): Promise<void> {
  const { engagement, mapping, profile } = stored;
  const isOff = engagement.proposal?.earlier === false;
  const facts = isOff ? [] : await readColumnFacts(ledger, engagement.slug);
  const decisions = decisionsOf(mapping, facts, { engagement: engagement.slug, system: profile.system });
  await storeEarlierDecisions(ledger, engagement.slug, decisions);
}

/** Forgets them, because the sign-off was withdrawn before it had an effect. */
export const forgetDecisions = ({ ledger }: Pick<Ports, 'ledger'>, engagement: string): Promise<void> =>
  storeEarlierDecisions(ledger, engagement, []);
