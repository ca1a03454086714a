import type { EnvironmentRef } from '../schemas/refs.ts';
import type { AppliedSchema } from '../schemas/schema-plan.ts';
import { zohoActivities } from './proxies.ts';

/** The schema of one org, changed outside a load. `orgId` names its queue. */
export interface SchemaInput extends EnvironmentRef {
  orgId: string;
}

/** Changes the schema of an org as the next load would, if its gate is approved. Temporal runs one for each org at a time. */
export const schema = ({ orgId, ...ref }: SchemaInput): Promise<AppliedSchema> =>
  zohoActivities(orgId, 'Create and extend the fields of the signed mapping').applyApprovedSchema(ref);
