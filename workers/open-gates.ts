import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';

const engagementAttribute = defineSearchAttributeKey('Engagement', 'KEYWORD');
const gateAttribute = defineSearchAttributeKey('Gate', 'KEYWORD');

/** The gates at which running engagements wait now, from Temporal's search attributes. */
export async function listOpenGates(client: Client): Promise<{ engagement: string; gate: string }[]> {
  const query = `WorkflowType = 'engagement' and ExecutionStatus = 'Running' and Gate is not null`;
  const open: { engagement: string; gate: string }[] = [];
  for await (const { typedSearchAttributes } of client.workflow.list({ query })) {
    const engagement = typedSearchAttributes.get(engagementAttribute);
    const gate = typedSearchAttributes.get(gateAttribute);
    if (engagement && gate) open.push({ engagement, gate });
  }
  return open;
}
