import type { RollbackReport } from '../../schemas/engagement.ts';
import { counted, page, section, table } from './markdown.ts';

/** The document about a rollback: what it will do (`preview`), or what it did (`done`). */
export function rollbackDocument(report: RollbackReport, when: 'preview' | 'done'): string {
  const { environment, runs, modules, fields } = report;
  return page(
    `${when === 'preview' ? 'Preview of the rollback' : 'Rollback'} of ${environment}`,
    rollbackVerdict(report, when),
    `Engagement \`${report.engagement}\`, runs: ${runs.map((run) => `\`${run}\``).join(', ') || 'none'}.`,
    section(
      'Records, in the order of deletion',
      table(
        ['Module', when === 'preview' ? 'To delete' : 'Remaining', 'Deleted', 'Deleted before', 'Rejected by Zoho'],
        modules.map((one) => [one.module, one.toDelete, one.deleted, one.alreadyGone, one.failed]),
      ),
    ),
    section(
      'Custom fields',
      table(
        ['Module', when === 'preview' ? 'To remove' : 'Remaining', 'Removed'],
        fields.filter((one) => one.toRemove + one.removed > 0).map((one) => [one.module, one.toRemove, one.removed]),
      ),
    ),
  );
}

/** One or two sentences with the figures. */
export function rollbackVerdict({ environment, modules, fields }: RollbackReport, when: 'preview' | 'done'): string {
  const sum = (count: (one: RollbackReport['modules'][number]) => number) =>
    modules.reduce((total, one) => total + count(one), 0);
  const left = sum((one) => one.toDelete);
  const leftFields = fields.reduce((total, one) => total + one.toRemove, 0);
  if (when === 'preview') {
    return left + leftFields === 0
      ? `There is nothing to roll back in ${environment}.`
      : `A rollback deletes ${counted(left, 'record')} and ${counted(leftFields, 'custom field')} that the engagement ` +
          `created in ${environment}. It deletes nothing else. Nothing was changed yet.`;
  }
  const deleted = `${counted(
    sum((one) => one.deleted),
    'record',
  )} deleted from ${environment}`;
  const gone = `${sum((one) => one.alreadyGone).toLocaleString('en')} had been deleted before`;
  return left === 0
    ? `The rollback is complete: ${deleted}, ${gone}.`
    : `**The rollback is not complete**: ${deleted}, ${gone}, and ${counted(left, 'record')} could not be deleted.`;
}
