import { modules } from '../../emulators/comparison/expected.ts';
import type { TestEngagement } from '../support/engagement.ts';
import type { Run } from './schedule.ts';

/** Writes the run's settings into the engagement's files. */
export function prepareFiles(engagement: Pick<TestEngagement, 'edit'>, run: Run): void {
  engagement.edit('engagement.yml', /^ {2}lanes: 10$/m, `  lanes: 10\n  deltaRounds: 3`);
  // Records without a parent count as rejected, and a small operator has many of them.
  engagement.edit('engagement.yml', /^ {2}breakerPercent: 5$/m, '  breakerPercent: 60');
  if (run.conflicts !== 'ask') engagement.edit('engagement.yml', /^conflicts: ask$/m, `conflicts: ${run.conflicts}`);
  if (run.vanished === 'keep') return;
  engagement.edit('mapping.yml', /^ {4}vanished: keep$/m, '    vanished: delete');
  // The accounts have the setting in the file, and nothing deletes an e-mail.
  for (const module of modules.filter((one) => one !== 'Accounts' && one !== 'Emails'))
    engagement.edit('mapping.yml', new RegExp(`^ {2}${module}:\n`, 'm'), `  ${module}:\n    vanished: delete\n`);
}
