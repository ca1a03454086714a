import type { CutoverPlan, CutoverStep } from '../../schemas/cutover.ts';
import { list, page, section, table, type Cell } from './markdown.ts';

export const cutoverHead = ['No', 'Step', 'Owner', 'Minutes', 'Checked', 'Undo'];

/** The rows of the plan, for a page and for the command line. */
export const cutoverRows = ({ steps }: CutoverPlan): Cell[][] =>
  steps.map((step, index) => [
    ...[String(index + 1), step.isPointOfNoReturn ? `${step.what} (point of no return)` : step.what],
    ...[step.owner, minutesText(step), step.checked, step.undo],
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
  const { engagement, customer, rehearsal, remarks } = plan;
  return page(
    `Cutover plan of ${customer}`,
    `Engagement \`${engagement}\`. ${rehearsal === null ? 'No rehearsal was measured.' : `Measured in the rehearsal ${rehearsal}.`}`,
    list(remarks),
    section('Steps', table(cutoverHead, cutoverRows(plan))),
    section('The way back', list(returnTexts(plan))),
  );
}
