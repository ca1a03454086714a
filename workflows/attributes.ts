import { defineSearchAttributeKey } from '@temporalio/common';

/** Typed search attributes; `temporal-dev.yml` creates them in the local stack. */
export const engagementAttribute = defineSearchAttributeKey('Engagement', 'KEYWORD');
export const environmentAttribute = defineSearchAttributeKey('Environment', 'KEYWORD');
export const phaseAttribute = defineSearchAttributeKey('Phase', 'KEYWORD');
export const gateAttribute = defineSearchAttributeKey('Gate', 'KEYWORD');
