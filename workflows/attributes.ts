import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes of the workflows. The Temporal server must have them; `temporal-dev.yml` lists them for the local stack. */
export const engagementAttribute = defineSearchAttributeKey('Engagement', 'KEYWORD');
export const environmentAttribute = defineSearchAttributeKey('Environment', 'KEYWORD');
export const phaseAttribute = defineSearchAttributeKey('Phase', 'KEYWORD');
export const gateAttribute = defineSearchAttributeKey('Gate', 'KEYWORD');
