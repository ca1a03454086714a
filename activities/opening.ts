import { isAbsolute, resolve } from 'node:path';
import { readEngagement, storeEngagement } from '../connectors/ledger/engagements.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { orderModules } from '../domain/order-modules.ts';
import type { Plan, StartEngagement } from '../schemas/engagement.ts';
import { StartEngagement as StartEngagementInput } from '../schemas/engagement.ts';
import type { Environment } from '../schemas/words.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** The part of an engagement that the workflows steer by. */
function planOf({ engagement, mapping, mappingDigest }: StoredEngagement): Plan {
  return {
    engagement: engagement.slug,
    operator: engagement.operator.email,
    approvers: engagement.gates.approvers.map(({ email, role }) => ({ email, role })),
    roles: engagement.gates.roles,
    allowUnproven: engagement.gates.allowUnproven,
    modules: orderModules(mapping),
    lanes: engagement.limits.lanes,
    slice: engagement.limits.slice,
    orgs: { sandbox: engagement.destination.sandbox.orgId, production: engagement.destination.production.orgId },
    mappingDigest,
  };
}

export function openingActivities({ ledger, readConfig }: Ports) {
  return {
    /** Checks the files and copies them into the ledger. Nothing else is touched when one of them is wrong. */
    async openEngagement(input: StartEngagement): Promise<Plan> {
      const { file } = StartEngagementInput.parse(input);
      const config = await readConfig(isAbsolute(file) ? file : resolve(file));
      return planOf(await storeEngagement(ledger, config));
    },

    /** `full-1`, `full-2` … or `delta-1` …, one beyond the last of the environment. */
    async nameRun(input: { engagement: string; environment: Environment; kind: 'full' | 'delta' }): Promise<string> {
      const runs = await listRuns(ledger, input.engagement);
      const same = runs.filter((run) => run.environment === input.environment && run.run.startsWith(`${input.kind}-`));
      return `${input.kind}-${same.length + 1}`;
    },

    async readPlan(input: { engagement: string }): Promise<Plan> {
      return planOf(await readEngagement(ledger, input.engagement));
    },
  };
}
