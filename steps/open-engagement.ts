import { isAbsolute, resolve } from 'node:path';
import { storeEngagement } from '../connectors/ledger/engagements.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import type { NameRunInput, Plan, StartEngagement } from '../schemas/engagement.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Checks the engagement's files and copies them into the ledger. If a file is wrong, nothing is changed. */
export async function openEngagement({ ledger, readConfig }: Ports, { file }: StartEngagement): Promise<Plan> {
  const config = await readConfig(isAbsolute(file) ? file : resolve(file));
  return planOf(await storeEngagement(ledger, config));
}

/** The part of an engagement that the workflows need. */
function planOf({ engagement, modules, mappingDigest }: StoredEngagement): Plan {
  return {
    engagement: engagement.slug,
    operator: engagement.operator.email,
    approvers: engagement.gates.approvers.map(({ email, role }) => ({ email, role })),
    roles: engagement.gates.roles,
    allowUnproven: engagement.gates.allowUnproven,
    modules,
    lanes: engagement.limits.lanes,
    slice: engagement.limits.slice,
    orgs: { sandbox: engagement.destination.sandbox.orgId, production: engagement.destination.production.orgId },
    mappingDigest,
  };
}

/** The name of the next run of this kind in the environment: `full-1`, `full-2` … or `delta-1` … */
export async function nameRun({ ledger }: Ports, { engagement, environment, kind }: NameRunInput): Promise<string> {
  const runs = await listRuns(ledger, engagement);
  const same = runs.filter((run) => run.environment === environment && run.kind === kind);
  return `${kind}-${same.length + 1}`;
}
