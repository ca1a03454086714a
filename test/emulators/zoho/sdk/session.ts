import { bulkSteps } from './bulk.ts';
import { linkSteps } from './links.ts';
import { metadataSteps } from './metadata.ts';
import { orderSteps } from './orders.ts';
import { recordSteps } from './records.ts';
import { rejectionSteps } from './rejections.ts';
import type { Step } from './step.ts';

/** The session that each of Zoho's clients runs with the emulator. Each step depends on the steps before. */
export const sessionSteps: Step[] = [
  ...metadataSteps,
  ...recordSteps,
  ...orderSteps,
  ...linkSteps,
  ...rejectionSteps,
  ...bulkSteps,
];
