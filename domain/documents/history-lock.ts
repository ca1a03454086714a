import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { HistoryLock, OtherCheck } from '../../schemas/report.ts';
import { counted, list, page, table, type Cell } from './markdown.ts';

/** The document about the locks of migrated records: which rule, who is excluded, and what the check showed. */
export function historyLockDocument({ engagement, environment }: EnvironmentRef, locks: HistoryLock[]): string {
  const open = locks.flatMap(({ problem }) => problem ?? []);
  return page(
    `Read-only history in ${environment}`,
    open.length === 0
      ? `The migrated records of ${counted(locks.length, 'module')} are locked.`
      : '**Not all records are locked, or known to be.**',
    list(open),
    `Engagement \`${engagement}\`. A rule locks the records that the engagement loaded, and no others. ` +
      'First the user of the load tried to change some of them while no profile was excluded, and the rule must refuse it. ' +
      'Then the profiles were excluded and read back. ' +
      `${otherText(locks)} A rollback removes the rules.`,
    table(historyLockHead, historyLockRows(locks)),
  );
}

export const historyLockHead = [
  ...['Module', 'Rule', 'Excluded profiles', 'Tried', 'Shown as locked', 'Change refused', 'Change by another user'],
];

/** One row per module, for the document and the final report. */
export const historyLockRows = (locks: HistoryLock[]): Cell[][] =>
  locks.map(({ module, rule, except, check }) => [
    ...[module, rule, except.join(', ')],
    ...(check ? [check.sampled, check.locked, check.refused] : ['not tried', '', '']),
    otherCell(check?.byOther),
  ]);

const notByOther = 'not checked by a refused write';

const otherCell = (other: OtherCheck | undefined): string =>
  other && other.tried > 0 ? `${other.refused} of ${other.tried} refused` : notByOther;

/** What is known of users with other profiles, in one sentence. */
function otherText(locks: HistoryLock[]): string {
  if (locks.some(({ check }) => check?.byOther))
    return 'At last a user with none of these profiles (destination.check_user) tried the same change.';
  return `What other users see was ${notByOther}: the engagement file has no destination.check_user.`;
}
