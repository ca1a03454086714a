import { isAbsolute, resolve } from 'node:path';
import { ConnectorError } from '../connectors/error.ts';
import { findEngagement, storeEngagement } from '../connectors/ledger/engagements.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { secondPassOf } from '../domain/second-pass.ts';
import type { NameRunInput, OpenInput, Plan } from '../schemas/engagement.ts';
import { environments } from '../schemas/terms.ts';
import { checkKept } from './purge.ts';
import { findMapping, noteMappingFile } from './mapping-in-use.ts';
import type { Config, Ports, StoredEngagement } from './ports.ts';

/**
 * Checks the engagement's files and copies them into the ledger. If something is wrong, nothing is changed.
 *
 * @throws ConnectorError `configuration` for wrong files, another slug than that of the workflow's id, or another org or
 * system than that of the records that the ledger knows
 */
export async function openEngagement({ ledger, readConfig }: Ports, { file, engagement }: OpenInput): Promise<Plan> {
  const config = await readConfig(isAbsolute(file) ? file : resolve(file));
  const { slug } = config.engagement;
  if (slug !== engagement) {
    throw new ConnectorError(
      'configuration',
      `The workflow's id is engagement/${engagement}, but the slug in the engagement file is "${slug}". Nothing was changed. Start it with the id engagement/${slug}; only one workflow with that id can run.`,
    );
  }
  await checkKept(ledger, slug);
  const before = await findEngagement(ledger, slug);
  if (before && (await listRuns(ledger, slug)).length > 0) checkSameRecords(before, config);
  const mapping = await findMapping({ ledger }, config);
  const stored = await storeEngagement(ledger, { ...config, mapping });
  await noteMappingFile({ ledger }, config);
  return planOf(stored);
}

/** What the ledger knows of records is true of one system and of one org in each environment only. */
function checkSameRecords(before: Config, now: Config): void {
  const changes = [
    ...(before.profile.system === now.profile.system
      ? []
      : [`system ${now.profile.system} instead of ${before.profile.system}`]),
    ...environments.flatMap((environment) => {
      const [was, is] = [before, now].map(({ engagement }) => engagement.destination[environment].orgId);
      return was === is ? [] : [`${environment} org ${is} instead of ${was}`];
    }),
  ];
  if (changes.length === 0) return;
  throw new ConnectorError(
    'configuration',
    `The engagement "${now.engagement.slug}" has loaded records before, and its files now name ${changes.join(', ')}. Nothing was changed. Choose another slug for another system or org.`,
  );
}

/** The part of an engagement that the workflows need. */
function planOf({ engagement, mapping, modules, mappingDigest }: StoredEngagement): Plan {
  return {
    engagement: engagement.slug,
    modules,
    later: secondPassOf(mapping).modules,
    lanes: engagement.limits.lanes,
    deltaRounds: engagement.limits.deltaRounds,
    slice: engagement.limits.slice,
    orgs: { sandbox: engagement.destination.sandbox.orgId, production: engagement.destination.production.orgId },
    mappingDigest,
    goLive: true,
  };
}

/** The name of the next run of this kind in the environment: `full-1`, `full-2` … or `delta-1` … */
export async function nameRun({ ledger }: Ports, { engagement, environment, kind }: NameRunInput): Promise<string> {
  const runs = await listRuns(ledger, engagement);
  const same = runs.filter((run) => run.environment === environment && run.kind === kind);
  return `${kind}-${same.length + 1}`;
}
