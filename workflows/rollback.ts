import { setCurrentDetails } from '@temporalio/workflow';
import { laneCount } from '../domain/lane-count.ts';
import type { RollbackReport, RollbackTarget } from '../schemas/engagement.ts';
import { atControl, atLane, atZoho } from './proxies.ts';

/**
 * Undoes what the live runs of one environment created, in the reverse of the load's order: records first, then the
 * custom fields. It can be killed and resumed, and run twice; the second time there is nothing left to do.
 */
export async function rollback(input: RollbackTarget): Promise<RollbackReport> {
  const { engagement, environment, orgId } = input;
  const scope = { engagement, environment };
  const preview = await atControl('Preview the rollback').previewRollback(scope);
  for (const module of [...input.modules].reverse()) {
    const { toDelete = 0 } = preview.modules.find((one) => one.module === module) ?? {};
    if (toDelete === 0) continue;
    setCurrentDetails(`### Rolling back ${module}\n\n${toDelete.toLocaleString('en')} records to delete.`);
    const lanes = laneCount(toDelete, input.lanes);
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        atLane(orgId, `Delete ${module}, lane ${lane + 1} of ${lanes}`).removeRecords({
          ...scope,
          module,
          lane,
          lanes,
        }),
      ),
    );
  }
  await atZoho(orgId, 'Remove the custom fields that the engagement created').removeFields(scope);
  const report = await atControl('Close the rollback').endRollback(scope);
  setCurrentDetails(
    ['### Rolled back', '', ...report.modules.map((one) => `- ${one.module}: ${one.deleted} deleted`)].join('\n'),
  );
  return report;
}
