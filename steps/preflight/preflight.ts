import { ConnectorError } from '../../connectors/error.ts';
import { checkMapping } from '../../domain/check-mapping.ts';
import { preflightDocument } from '../../domain/documents/preflight.ts';
import type { Check, PreflightReport } from '../../schemas/report.ts';
import { environments } from '../../schemas/terms.ts';
import { describeDestination } from '../describe-destination.ts';
import { writeDocument } from '../documents.ts';
import type { Config, Ports, StoredEngagement } from '../ports.ts';
import { withSource } from '../with-source.ts';
import { check, pass } from './check.ts';
import { checkOrg } from './org.ts';

/** Runs all checks that don't depend on the mapping. They write nothing. */
export async function checkEngagement(ports: Ports, config: Config): Promise<PreflightReport> {
  const checks = [await checkSource(ports, config)];
  for (const environment of environments) checks.push(...(await checkOrg(ports, config, environment)));
  return { engagement: config.engagement.slug, checks };
}

const checkSource = (ports: Ports, config: Config): Promise<Check> =>
  check('source.reachable', () =>
    withSource(ports, config, async (source) => {
      const columns = await source.columns();
      return pass(`The source responds, and all ${Object.keys(columns).length} objects of the profile can be read.`);
    }),
  );

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
  if (report.checks.every((one) => one.state !== 'fail')) report.checks.push(...(await checkFields(ports, stored)));
  await writeDocument(ports, stored, { kind: 'preflight' }, preflightDocument(report), report);
  const failed = report.checks.filter((one) => one.state === 'fail');
  if (failed.length > 0) {
    const lines = failed.map(({ id, what, fix }) => `${id}: ${what}${fix ? ` ${fix}` : ''}`);
    throw new ConnectorError('configuration', `Preflight failed. No record was written.\n${lines.join('\n')}`);
  }
  const warned = report.checks.filter((one) => one.state === 'warn').length;
  return { passed: report.checks.length - warned, warned };
}

/** Checks the mapping against the columns of the source and the fields of the destination. */
async function checkFields(ports: Ports, stored: StoredEngagement): Promise<Check[]> {
  const columns = await withSource(ports, stored, (source) => source.columns());
  const destination = await describeDestination(ports, stored, stored.modules);
  const problems = checkMapping(stored.mapping, columns, destination);
  const failed = problems.filter((one) => one.severity === 'fail');
  const open = problems.length - failed.length;
  if (failed.length > 0) {
    return failed.map(({ path, message, fix }) => ({
      id: 'mapping.fields',
      state: 'fail' as const,
      what: `mapping.yml, ${path}: ${message}.`,
      affected: 1,
      fix,
    }));
  }
  const what =
    open === 0
      ? 'Every source field is mapped or ignored on purpose.'
      : `${open} source fields are neither mapped nor ignored.`;
  const fix = open === 0 ? null : 'The mapping document lists them.';
  return [{ id: 'mapping.fields', state: open === 0 ? 'pass' : 'warn', what, affected: open, fix }];
}
