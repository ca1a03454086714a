import type { CutoverPlan, CutoverStep } from '../../schemas/cutover.ts';
import { list, page, section, table, type Cell } from './markdown.ts';

export const cutoverHead = ['No', 'Step', 'Owner', 'Minutes', 'Dry run', 'Checked', 'Undo'];

/** The rows of the plan, for a page and for the command line. */
export const cutoverRows = ({ steps }: CutoverPlan): Cell[][] =>
  steps.map((step, index) => [
    ...[String(index + 1), step.isPointOfNoReturn ? `${step.what} (point of no return)` : step.what],
    ...[step.owner, minutesText(step), step.measuredMinutes === null ? '' : String(step.measuredMinutes)],
    ...[step.checked, step.undo],
  ]);

const minutesText = ({ expectedMinutes, basis }: CutoverStep): string =>
  expectedMinutes === null ? basis : `${expectedMinutes} (${basis})`;

/** What can be undone, and until when. */
export function returnTexts({ steps, windows, rollbackMinutes }: CutoverPlan): string[] {
  const last = steps.findIndex(({ isPointOfNoReturn }) => isPointOfNoReturn) + 1;
  const rollback =
    rollbackMinutes === null
      ? 'The rollback of a rehearsal was not measured.'
      : `The rollback of the rehearsal took ${rollbackMinutes} minutes.`;
  return [`Step ${last} is the point of no return. ${rollback}`, ...windows];
}

/** The cutover as a runbook, for the people who sign the freeze. */
export function cutoverPlanDocument(plan: CutoverPlan): string {
  const { engagement, customer, rehearsal, dryRunAt, fallback, remarks } = plan;
  return page(
    `Cutover plan of ${customer}`,
    `Engagement \`${engagement}\`. ${rehearsal === null ? 'No rehearsal was measured.' : `Measured in the rehearsal ${rehearsal}.`}`,
    dryRunAt === null ? 'There was no dry run in the sandbox.' : `The dry run in the sandbox ended at ${dryRunAt}.`,
    list(remarks),
    section('Steps', table(cutoverHead, cutoverRows(plan))),
    section('Fallback until the point of no return', list(fallback)),
    section('The way back', list(returnTexts(plan))),
  );
}
