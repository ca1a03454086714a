import { z } from 'zod';
import type { KeptProposal } from '../../domain/proposal/compare.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { KeptDecision } from '../../schemas/proposal.ts';
import { parseYaml } from '../yaml-file.ts';
import type { Ledger } from './database.ts';

/** Keeps the newest proposal for an engagement, which may not have been started yet. */
export const storeMappingProposal = (
  ledger: Ledger,
  engagement: string,
  { text, decisions }: { text: string; decisions: readonly KeptDecision[] },
): Promise<unknown> =>
  ledger.query(
    `insert into mapping_proposal (engagement, text, decisions) values ($1, $2, $3)
     on conflict (engagement) do update
     set text = excluded.text, decisions = excluded.decisions, proposed_at = now()`,
    [engagement, text, JSON.stringify(z.array(KeptDecision).parse(decisions))],
  );

/** The newest proposal; null if `portage propose` was not used for the engagement. */
export async function readMappingProposal(ledger: Ledger, engagement: string): Promise<KeptProposal | null> {
  const [row] = await ledger.query<{ text: string; decisions: unknown; proposedAt: Date }>(
    'select text, decisions, proposed_at as "proposedAt" from mapping_proposal where engagement = $1',
    [engagement],
  );
  if (!row) return null;
  return {
    proposed: parseYaml(row.text, `the proposal for ${engagement}`, Mapping),
    decisions: z.array(KeptDecision).parse(row.decisions),
    proposedAt: row.proposedAt.toISOString(),
  };
}
