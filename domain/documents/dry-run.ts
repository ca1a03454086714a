import type { FollowedStep } from '../../schemas/cutover.ts';
import { followedTable } from './cutover-steps.ts';
import { page, section } from './markdown.ts';

/** What the steps of the cutover took in the sandbox. */
export function dryRunDocument(
  {
    engagement,
    customer,
    endedAt,
    remark,
  }: { engagement: string; customer: string; endedAt: string; remark: string | null },
  steps: readonly FollowedStep[],
): string {
  return page(
    `Dry run of the cutover of ${customer}`,
    `Engagement \`${engagement}\`, sandbox, ended at ${endedAt}. Nothing was frozen, and no right or privilege was taken.`,
    'The quiet check is one reading: the source goes on. There are no steps of people. The handoff is in the folder `dry-run`, without credentials. The locks were removed again.',
    remark !== null && remark,
    section('Steps', followedTable(steps)),
  );
}
