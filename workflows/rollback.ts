import { ApplicationFailure, patched, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import { messageSummary } from '../domain/message-summary.ts';
import { laneCount } from '../domain/lane-count.ts';
import type { RollbackReport, RollbackTarget } from '../schemas/engagement.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import { RollbackRequest } from '../schemas/sign-off.ts';
import { controlActivities, laneActivities, zohoActivities } from './proxies.ts';

/**
 * Has the request judged that starts a rollback after the engagement has ended. A running engagement has judged it before.
 *
 * @throws ApplicationFailure with the reason if the request does not count
 */
async function judgeRequest({ engagement, environment, request }: RollbackTarget): Promise<void> {
  const { parent, workflowId, runId } = workflowInfo();
  if (parent) return;
  const { verdict } = await controlActivities(
    messageSummary('Rollback request', RollbackRequest, [{ ...request, environment }]),
  ).judgeRollbackRequest({
    engagement,
    id: `${workflowId}/${runId}`,
    received: [{ ...request, environment }],
    at: new Date().toISOString(),
    closed: null,
  });
  if (!verdict.counted) throw ApplicationFailure.nonRetryable(verdict.why, 'BadRequest');
}

/** Closes the runs, and waits until the last request that their lanes may have sent has arrived in Zoho. */
async function waitUntilQuiet(scope: EnvironmentRef): Promise<void> {
  const { quietAt } = await controlActivities('Close the runs, so that no lane writes any more').closeEnvironment(
    scope,
  );
  if (quietAt === null) return;
  const until = quietAt.slice(11, 19);
  setCurrentDetails(`### Waiting until ${until} UTC\n\nA request of the load may still arrive in Zoho.`);
  await sleep(Math.max(0, Date.parse(quietAt) - Date.now()), { summary: `until the last request has arrived` });
}

/**
 * Undoes what the live runs of one environment wrote: first the rules that lock migrated records, then the records, in the
 * reverse order of the load, and then the custom fields that no record uses any more. Records that people changed stay. It survives a crash, and it can run again.
 */
export async function rollback(input: RollbackTarget): Promise<RollbackReport> {
  const { engagement, environment, orgId } = input;
  const scope = { engagement, environment };
  await judgeRequest(input);
  const isChecked = patched('rollback-waits-and-checks');
  if (isChecked) await waitUntilQuiet(scope);
  const preview = await zohoActivities(orgId, 'Preview the rollback').previewRollback(scope);
  if (preview.locks?.length && patched('rollback-unlocks'))
    await zohoActivities(orgId, 'Remove the rules that lock migrated records').removeLocks(scope);
  for (const { module, toDelete, toRestore } of preview.modules) {
    // The report of an older preview has no records to restore.
    const total = toDelete + (toRestore || 0);
    if (total === 0) continue;
    setCurrentDetails(`### Rolling back ${module}\n\n${total.toLocaleString('en')} records.`);
    const lanes = laneCount(total, input.lanes);
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) => {
        const activities = laneActivities(orgId, `Roll back ${module}, lane ${lane + 1} of ${lanes}`);
        return activities.removeRecords({ ...scope, module, lane, lanes });
      }),
    );
  }
  if (isChecked) await zohoActivities(orgId, 'Read Zoho back').checkRollback(scope);
  await zohoActivities(orgId, 'Remove the custom fields that the engagement created').removeFields(scope);
  const report = await controlActivities('Close the rollback').endRollback(scope);
  setCurrentDetails(
    ['### Rolled back', '', ...report.modules.map((one) => `- ${one.module}: ${one.deleted} deleted`)].join('\n'),
  );
  return report;
}
