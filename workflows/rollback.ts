import { ApplicationFailure, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { laneCount } from '../domain/lane-count.ts';
import type { RollbackReport, RollbackTarget } from '../schemas/engagement.ts';
import { controlActivities, laneActivities, zohoActivities } from './proxies.ts';

/**
 * Has the request judged that starts a rollback after the engagement has ended. A running engagement has judged it before.
 *
 * @throws ApplicationFailure with the reason if the request does not count
 */
async function judgeRequest({ engagement, environment, request }: RollbackTarget): Promise<void> {
  const { parent, workflowId, runId } = workflowInfo();
  if (parent) return;
  const { verdict } = await controlActivities('Judge the rollback request').judgeRollbackRequest({
    engagement,
    id: `${workflowId}/${runId}`,
    received: [{ ...request, environment }],
    at: new Date().toISOString(),
    closed: null,
  });
  if (!verdict.counted) throw ApplicationFailure.nonRetryable(verdict.why, 'BadRequest');
}

/**
 * Removes what the live runs of one environment created: first the records, in the reverse order of the load, then the
 * custom fields. It survives a crash, and it can run again; a second run finds nothing to delete.
 */
export async function rollback(input: RollbackTarget): Promise<RollbackReport> {
  const { engagement, environment, orgId } = input;
  const scope = { engagement, environment };
  await judgeRequest(input);
  const preview = await controlActivities('Preview the rollback').previewRollback(scope);
  for (const module of [...input.modules].reverse()) {
    const { toDelete = 0 } = preview.modules.find((one) => one.module === module) ?? {};
    if (toDelete === 0) continue;
    setCurrentDetails(`### Rolling back ${module}\n\n${toDelete.toLocaleString('en')} records to delete.`);
    const lanes = laneCount(toDelete, input.lanes);
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) => {
        const activities = laneActivities(orgId, `Delete ${module}, lane ${lane + 1} of ${lanes}`);
        return activities.removeRecords({ ...scope, module, lane, lanes });
      }),
    );
  }
  await zohoActivities(orgId, 'Remove the custom fields that the engagement created').removeFields(scope);
  const report = await controlActivities('Close the rollback').endRollback(scope);
  setCurrentDetails(
    ['### Rolled back', '', ...report.modules.map((one) => `- ${one.module}: ${one.deleted} deleted`)].join('\n'),
  );
  return report;
}
