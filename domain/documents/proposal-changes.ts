import { tiers, type ProposalComparison } from '../../schemas/proposal.ts';
import { counted, section, table, type Cell } from './markdown.ts';

/** How many decisions of each tier people kept, and how many parts without a score they changed, such as `dedupe`. */
export function keptTable({ tiers: counts, changes }: ProposalComparison): { head: string[]; rows: Cell[][] } {
  const parts = (what: string) => changes.filter((one) => one.tier === null && one.what === what).length;
  const [changed, removed] = [parts('changed'), parts('removed')];
  return {
    head: ['The proposal called it', 'Confirmed', 'Changed', 'Not mapped any more'],
    rows: [
      ...tiers.map((tier) => [tier, counts[tier].confirmed, counts[tier].changed, counts[tier].removed]),
      ...(changed + removed > 0 ? [['without a score', '', changed, removed]] : []),
    ],
  };
}

/** What people changed, added and removed. */
export const changesTable = ({ changes }: ProposalComparison): { head: string[]; rows: Cell[][] } => ({
  head: ['Module', 'Source field', 'What', 'Proposed', 'Sure', 'Now'],
  rows: changes.map(({ module, object, column, what, proposed, tier, now }) => [
    ...[module, `${object}.${column}`, what, proposed, tier ?? '', now],
  ]),
});

/** `12 changed, 3 added, 1 removed`. */
export function changeCounts({ changes }: ProposalComparison): string {
  const of = (what: string) => changes.filter((one) => one.what === what).length;
  return `${counted(of('changed'), 'decision')} changed, ${of('added')} added, ${of('removed')} removed`;
}

export function proposalChangesSection(comparison: ProposalComparison): string {
  const [kept, changed] = [keptTable(comparison), changesTable(comparison)];
  return section(
    'What people changed against the proposal',
    `The proposal is from ${comparison.proposedAt.slice(0, 16).replace('T', ' ')} UTC: ${changeCounts(comparison)}.`,
    table(kept.head, kept.rows),
    table(changed.head, changed.rows),
  );
}
