import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { activityOptions } from './activity-options.ts';

/** Activities by where they run and how long they may take, with the sentence that the Temporal UI shows. */
export const atControl = (summary: string) => on('portage', 'short', summary);
export const atData = (summary: string) => on('portage-data', 'stream', summary);
export const atZoho = (orgId: string, summary: string) => on(`zoho-${orgId}`, 'look', summary);
export const atLane = (orgId: string, summary: string) => on(`zoho-${orgId}`, 'lane', summary);

function on(taskQueue: string, options: keyof typeof activityOptions, summary: string) {
  const base: ActivityOptions = activityOptions[options];
  return proxyActivities<Activities>({ ...base, taskQueue, summary });
}
