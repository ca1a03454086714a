import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes of the workflows. The Temporal server must have them (`domain/search-attributes.ts`). */
export const engagementAttribute = defineSearchAttributeKey('Engagement', 'KEYWORD');
export const environmentAttribute = defineSearchAttributeKey('Environment', 'KEYWORD');
export const phaseAttribute = defineSearchAttributeKey('Phase', 'KEYWORD');
export const gateAttribute = defineSearchAttributeKey('Gate', 'KEYWORD');
/** The roles that may sign the open gate. */
export const waitsForAttribute = defineSearchAttributeKey('WaitsFor', 'KEYWORD_LIST');
/** The step of the cutover that is under way. */
export const cutoverStepAttribute = defineSearchAttributeKey('CutoverStep', 'KEYWORD');
