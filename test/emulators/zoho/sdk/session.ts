import { bulkSteps } from './bulk.ts';
import { linkSteps } from './links.ts';
import { metadataSteps } from './metadata.ts';
import { orderSteps } from './orders.ts';
import { recordSteps } from './records.ts';
import { refusalSteps } from './refusals.ts';
import type { Step } from './step.ts';

/** One session with the emulator, as either of Zoho's clients holds it; each step builds on those before. */
export const sessionSteps: Step[] = [
  ...metadataSteps,
  ...recordSteps,
  ...orderSteps,
  ...linkSteps,
  ...refusalSteps,
  ...bulkSteps,
];
