import { ConnectorError } from '../connectors/error.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { checkMapping, type Destination } from '../domain/check-mapping.ts';
import { preflightDocument } from '../domain/documents/preflight.ts';
import { orderModules } from '../domain/order-modules.ts';
import { planFields } from '../domain/plan-fields.ts';
import type { Check, PreflightReport } from '../schemas/report.ts';
import { environments, type Environment } from '../schemas/words.ts';
import { writeDocument } from './documents.ts';
import type { Config, Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

type Result = Omit<Check, 'id' | 'state'> & { state?: Check['state'] };

/** Runs one check; an error of the other side is its finding, and not the end of the preflight. */
async function check(id: string, run: () => Promise<Result>): Promise<Check> {
  try {
    return { state: 'pass', ...(await run()), id };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { id, state: 'fail', what: error.message, affected: 0, fix: null };
  }
}

const pass = (what: string): Result => ({ what, affected: 0, fix: null });

/** Every check of the preflight; nothing is written anywhere. */
export async function checkEngagement(ports: Ports, config: Config): Promise<PreflightReport> {
  const checks = [...(await checkSource(ports, config))];
  for (const environment of environments) checks.push(...(await checkOrg(ports, config, environment)));
  return { engagement: config.engagement.slug, checks };
}

async function checkSource({ openSource }: Ports, config: Config): Promise<Check[]> {
  const opened: { source?: ReturnType<Ports['openSource']> } = {};
  try {
    return [
      await check('source.reachable', async () => {
        opened.source = openSource(config);
        const columns = await opened.source.columns();
        return pass(`The source answers and all ${Object.keys(columns).length} queries of the profile run.`);
      }),
    ];
  } finally {
    await opened.source?.close();
  }
}

async function checkOrg(ports: Ports, config: Config, environment: Environment): Promise<Check[]> {
  const named = config.engagement.destination[environment];
  const reachable = await check(`${environment}.org`, async () => {
    const org = await withZoho(ports, config, { environment, phase: 'preflight' }, (zoho) => zoho.org());
    const right = org.orgId === named.orgId && org.environment === environment;
    if (right) return pass(`${org.companyName}, ${org.edition}, ${org.timeZone}, ${org.currency}.`);
    return {
      state: 'fail',
      what: `The credentials lead to org ${org.orgId} (${org.environment}), the engagement file names ${named.orgId}.`,
      affected: 0,
      fix: `Make the refresh token of destination.${environment} while the right org is chosen.`,
    };
  });
  if (reachable.state === 'fail') return [reachable];
  const others = await withZoho(ports, config, { environment, phase: 'preflight' }, (zoho) =>
    checkContent(zoho, config, environment),
  );
  return [reachable, ...others];
}

async function checkContent(zoho: Zoho, config: Config, environment: Environment): Promise<Check[]> {
  return [
    await check(`${environment}.modules`, async () => {
      const present = await zoho.modules();
      const lacking = orderModules(config.mapping).filter((module) => !present.includes(module));
      if (lacking.length === 0) return pass('Every mapped module is there.');
      return {
        state: 'fail',
        what: `The org has no ${lacking.join(', ')}.`,
        affected: lacking.length,
        fix: 'Choose an edition with these modules, or take them out of mapping.yml.',
      };
    }),
    await check(`${environment}.users`, async () => {
      const users = new Map((await zoho.users()).map((user) => [user.email.toLowerCase(), user]));
      const wanted = new Set(
        [config.owners.default, ...Object.values(config.owners.owners)].map((one) => one.toLowerCase()),
      );
      const missing = [...wanted].filter((email) => !users.get(email)?.active);
      if (missing.length === 0) return pass(`All ${wanted.size} owners are active users.`);
      return {
        state: 'fail',
        what: `${missing.length} owners of the owner map are no active users of the org.`,
        affected: missing.length,
        fix: 'Add or activate the users, or name others in owners.yml.',
      };
    }),
    await check(`${environment}.fields`, async () => {
      const conflicts: string[] = [];
      for (const module of orderModules(config.mapping)) {
        const plan = planFields(config.mapping, module, await zoho.fields(module));
        conflicts.push(...plan.conflicts.map((one) => `${module}: ${one}`));
      }
      if (conflicts.length === 0) return pass('Every custom field is there already or can be created.');
      return {
        state: 'fail',
        what: conflicts.join('; '),
        affected: conflicts.length,
        fix: 'Rename the custom fields in mapping.yml.',
      };
    }),
  ];
}

/** Fields of the production org by module; what the mapping is checked against. */
export async function describeDestination(ports: Ports, config: Config): Promise<Destination> {
  return withZoho(ports, config, { environment: 'production', phase: 'mapping' }, async (zoho) => {
    const fields: Destination = {};
    for (const module of orderModules(config.mapping)) fields[module] = await zoho.fields(module);
    return fields;
  });
}

export function preflightActivities(ports: Ports) {
  return {
    /** Runs every check and writes the document; a failed check ends the engagement before anything is written. */
    async preflight(input: { engagement: string }): Promise<{ passed: number; warned: number }> {
      const stored = await readEngagement(ports.ledger, input.engagement);
      const report = await checkEngagement(ports, stored);
      if (report.checks.every((one) => one.state !== 'fail')) report.checks.push(...(await checkFields(ports, stored)));
      await writeDocument(ports, stored, 'preflight', preflightDocument(report), report);
      const failed = report.checks.filter((one) => one.state === 'fail');
      if (failed.length > 0) {
        const told = failed.map(({ id, what, fix }) => `${id}: ${what}${fix ? ` ${fix}` : ''}`);
        throw new ConnectorError('configuration', `Preflight failed; nothing was written.\n${told.join('\n')}`);
      }
      const warned = report.checks.filter((one) => one.state === 'warn').length;
      return { passed: report.checks.length - warned, warned };
    },
  };
}

async function checkFields(ports: Ports, config: Config): Promise<Check[]> {
  const source = ports.openSource(config);
  try {
    const problems = checkMapping(config.mapping, await source.columns(), await describeDestination(ports, config));
    const failed = problems.filter((one) => one.severity === 'fail');
    const open = problems.length - failed.length;
    if (failed.length === 0) {
      const what =
        open === 0
          ? 'Every source field is mapped or ignored on purpose.'
          : `${open} source fields are neither mapped nor ignored.`;
      const fix = open === 0 ? null : 'The mapping document lists them.';
      return [{ id: 'mapping.fields', state: open === 0 ? 'pass' : 'warn', what, affected: open, fix }];
    }
    return failed.map(({ path, message, fix }) => ({
      id: 'mapping.fields',
      state: 'fail' as const,
      what: `mapping.yml, ${path}: ${message}.`,
      affected: 1,
      fix,
    }));
  } finally {
    await source.close();
  }
}
