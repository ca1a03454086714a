import { activityOperations } from './activities/operations.ts';
import { bulkOperations } from './bulk/operations.ts';
import { fileOperations } from './files/operations.ts';
import type { Operation } from './http/call.ts';
import { fieldOperations } from './metadata/change-fields.ts';
import { layoutOperations } from './metadata/layouts.ts';
import { moduleOperations } from './metadata/modules.ts';
import { orgOperations } from './metadata/org.ts';
import { pickListOperations } from './metadata/pick-lists.ts';
import { roleOperations } from './metadata/roles.ts';
import { userOperations } from './metadata/users.ts';
import { workflowRuleOperations } from './metadata/workflow-rules.ts';
import { recordOperations } from './records/operations.ts';

/** Every operation that the emulator imitates; its README has the same list. */
export const operations: Operation[] = [
  ...orgOperations,
  ...userOperations,
  ...roleOperations,
  ...moduleOperations,
  ...layoutOperations,
  ...pickListOperations,
  ...fieldOperations,
  ...workflowRuleOperations,
  ...recordOperations,
  ...activityOperations,
  ...fileOperations,
  ...bulkOperations,
];
