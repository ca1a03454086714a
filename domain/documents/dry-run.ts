import type { FollowedStep } from '../../schemas/cutover.ts';
import { followedTable } from './cutover-steps.ts';
import { page, section } from './markdown.ts';

/** What the steps of the cutover took in the sandbox. */
export function dryRunDocument(
  { engagement, customer, endedAt }: { engagement: string; customer: string; endedAt: string },
  steps: readonly FollowedStep[],
): string {
  return page(
    `Dry run of the cutover of ${customer}`,
    `Engagement \`${engagement}\`, sandbox, ended at ${endedAt}. Nothing was frozen, and no right or privilege was taken.`,
    'The quiet check is one reading: the source goes on. Steps of people were skipped. The locks were removed again.',
    section('Steps', followedTable(steps)),
  );
}
