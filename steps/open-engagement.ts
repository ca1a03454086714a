import { isAbsolute, resolve } from 'node:path';
import { ConnectorError } from '../connectors/error.ts';
import { storeEngagement } from '../connectors/ledger/engagements.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import type { NameRunInput, OpenInput, Plan } from '../schemas/engagement.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Checks the engagement's files and copies them into the ledger. If a file is wrong, nothing is changed.
 *
 * @throws ConnectorError `configuration` if the file has another slug than the workflow's id
 */
export async function openEngagement({ ledger, readConfig }: Ports, { file, engagement }: OpenInput): Promise<Plan> {
  const config = await readConfig(isAbsolute(file) ? file : resolve(file));
  const { slug } = config.engagement;
  if (slug !== engagement) {
    throw new ConnectorError(
      'configuration',
      `The workflow's id is engagement/${engagement}, but the slug in the engagement file is "${slug}". Nothing was started. Start it with the id engagement/${slug}.`,
    );
  }
  return planOf(await storeEngagement(ledger, config));
}

/** The part of an engagement that the workflows need. */
function planOf({ engagement, modules, mappingDigest }: StoredEngagement): Plan {
  return {
    engagement: engagement.slug,
    modules,
    lanes: engagement.limits.lanes,
    deltaRounds: engagement.limits.deltaRounds,
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
