import { rollbackColumns, rollbackCounts, rollbackVerdict } from '../../domain/documents/rollback.ts';
import type { RollbackReport } from '../../schemas/engagement.ts';
import { printInfo, printTable } from './print.ts';

/** Prints what a rollback will do, or has done: a row per module, and the first records that stay with the reason. */
export function showRollback(report: RollbackReport, when: 'preview' | 'done'): void {
  printTable(
    ['Module', ...rollbackColumns],
    report.modules.map((one) => [one.module, ...rollbackCounts(one)]),
  );
  if (report.left.length > 0) {
    printInfo('\nRecords that stay; the document lists more:');
    printTable(
      ['Module', 'Id in Zoho', 'Why'],
      report.left.map(({ module, zohoId, reason }) => [module, zohoId, reason]),
    );
  }
  printInfo(`\n${rollbackVerdict(report, when)}`);
}
