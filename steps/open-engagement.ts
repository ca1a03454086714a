import { isAbsolute, resolve } from 'node:path';
import { storeEngagement } from '../connectors/ledger/engagements.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import type { NameRunInput, Plan, StartEngagement } from '../schemas/engagement.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Checks the files and copies them into the ledger. Nothing else is touched when one of them is wrong. */
export async function openEngagement({ ledger, readConfig }: Ports, { file }: StartEngagement): Promise<Plan> {
  const config = await readConfig(isAbsolute(file) ? file : resolve(file));
  return planOf(await storeEngagement(ledger, config));
}

/** The part of an engagement that the workflows steer by. */
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

/** `full-1`, `full-2` … or `delta-1` …, one beyond the last of the environment. */
export async function nameRun({ ledger }: Ports, { engagement, environment, kind }: NameRunInput): Promise<string> {
  const runs = await listRuns(ledger, engagement);
  const same = runs.filter((run) => run.environment === environment && run.kind === kind);
  return `${kind}-${same.length + 1}`;
}
