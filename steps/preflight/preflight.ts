import { ConnectorError } from '../../connectors/error.ts';
import type { Source } from '../../connectors/bss/port.ts';
import type { ZohoUser } from '../../connectors/zoho/port.ts';
import { preflightDocument } from '../../domain/documents/preflight.ts';
import type { Check, PreflightReport } from '../../schemas/report.ts';
import { environments, type Environment } from '../../schemas/terms.ts';
import { judgeOwners, judgeUnlisted, type RecordsOfUsers } from '../../domain/preflight/judge-owners.ts';
import { orderModules } from '../../domain/order-modules.ts';
import type { ZohoFields } from '../describe-destination.ts';
import { writeDocument } from '../documents.ts';
import { openGuardForTexts } from '../guard.ts';
import type { Config, Ports, StoredEngagement } from '../ports.ts';
import { withSource } from '../with-source.ts';
import { check, checkAll, pass } from './check.ts';
import { findMappingProblems, mappingBasisOf, mappingChecks } from './mapping.ts';
import { checkDocumentsFolder } from './documents-folder.ts';
import { checkDecisions } from './engagement.ts';
import { checkOrg } from './org.ts';
import { checkRows } from './rows.ts';
import { checkWorker } from './worker.ts';

/**
 * Runs all checks: of the source, of the orgs, of the mapping against both, and of the first rows. They write nothing. What
 * a failed check prevents is left out; all others are made.
 */
export async function checkEngagement(ports: Ports, config: Config): Promise<PreflightReport> {
  const folder = await checkDocumentsFolder(config);
  const orgs: Check[] = [];
  let destination: ZohoFields = {};
  const usersOf = new Map<Environment, ZohoUser[] | null>();
  let records: RecordsOfUsers = null;
  for (const environment of environments) {
    const { checks, fields, users } = await checkOrg(ports, config, environment);
    orgs.push(...checks);
    usersOf.set(environment, users);
    // The mapping is checked against production.
    if (environment === 'production') destination = fields;
  }
  const isDescribed = orderModules(config.mapping).every((module) => destination[module]);
  // A source that can't be opened is a failed check, too.
  const [reachable, ...others] = await checkAll('source.reachable', () =>
    withSource(ports, config, async (source) => {
      let columns: Awaited<ReturnType<Source['columns']>> = {};
      const reachable = await check('source.reachable', async () => {
        columns = await source.columns();
        return pass(`The source responds, and all ${Object.keys(columns).length} objects of the profile can be read.`);
      });
      if (reachable.state === 'fail') return [reachable];
      const mapping = isDescribed
        ? await checkAll('mapping.fields', async () =>
            mappingChecks(
              findMappingProblems(
                config,
                await mappingBasisOf(config, source, columns, destination),
                await openGuardForTexts(ports, config),
              ),
            ),
          )
        : [];
      // A preflight that can't be completed is repeated. A vendor's export is not started for each time.
      const isRepeated = [...orgs, ...mapping].some((one) => one.isPassing);
      const rows =
        isRepeated && config.profile.kind === 'bulk'
          ? [notTried]
          : await checkAll('rows', async () => {
              const tried = await checkRows(ports, config, source, columns);
              records = tried.users;
              return tried.checks;
            });
      return [reachable, ...mapping, ...rows];
    }),
  );
  const owners = [
    await check('owners', () => judgeUnlisted(config.owners, records)),
    ...(await Promise.all(
      environments.flatMap((environment) => {
        const users = usersOf.get(environment);
        return users ? [check(`${environment}.users`, () => judgeOwners(config.owners, users, records))] : [];
      }),
    )),
  ];
  const own = [...(await checkDecisions(config)), folder, ...(await checkWorker(ports, config))];
  const checks = [...(reachable ? [reachable] : []), ...orgs, ...others, ...owners, ...own];
  return { engagement: config.engagement.slug, checks };
}

const notTried: Check = {
  ...{ id: 'rows', state: 'warn', affected: 0 },
  what: "No rows were tried: other checks could not be made, so the vendor's export was not started.",
  fix: 'Run the preflight again when the other checks can be made.',
};

/**
 * Runs all checks and writes the preflight document.
 * @throws ConnectorError `configuration` with the fixes if a check fails; only the document was written. `server-error`
 * without a document if a check could not be made: a server is away, or its address is wrong
 */
export async function preflight(ports: Ports, stored: StoredEngagement): Promise<{ passed: number; warned: number }> {
  const report = await checkEngagement(ports, stored);
  const notMade = report.checks.filter((one) => one.isPassing);
  if (notMade.length > 0) {
    const lines = notMade.map(({ id, what }) => `${id}: ${what}`);
    throw new ConnectorError(
      'server-error',
      `Preflight could not make all checks, and is repeated.\n${lines.join('\n')}`,
    );
  }
  await writeDocument(ports, stored, { kind: 'preflight' }, preflightDocument(report), report);
  const failed = report.checks.filter((one) => one.state === 'fail');
  if (failed.length > 0) {
    const lines = failed.map(
      ({ id, what, withoutPeople, fix }) => `${id}: ${withoutPeople ?? what}${fix ? ` ${fix}` : ''}`,
    );
    throw new ConnectorError('configuration', `Preflight failed. No record was written.\n${lines.join('\n')}`);
  }
  const warned = report.checks.filter((one) => one.state === 'warn').length;
  return { passed: report.checks.length - warned, warned };
}
