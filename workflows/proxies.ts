import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { activityOptions } from './activity-options.ts';

/**
 * Activities, by the task queue that they run on and the time that they may take. `summary` is the sentence that the
 * Temporal UI shows for a call.
 */
export const controlActivities = (summary: string) => activitiesOn('portage', 'short', summary);
export const questionActivities = (summary: string) => activitiesOn('portage', 'question', summary);
export const noticeActivities = (summary: string) => activitiesOn('portage', 'notice', summary);
export const dataActivities = (summary: string) => activitiesOn('portage-data', 'stream', summary);
export const zohoActivities = (orgId: string, summary: string) => activitiesOn(`zoho-${orgId}`, 'zoho', summary);
export const laneActivities = (orgId: string, summary: string) => activitiesOn(`zoho-${orgId}`, 'lane', summary);

function activitiesOn(taskQueue: string, options: keyof typeof activityOptions, summary: string) {
  const base: ActivityOptions = activityOptions[options];
  return proxyActivities<Activities>({ ...base, taskQueue, summary });
}
