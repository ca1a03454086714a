import type { Zoho } from '../../connectors/zoho/port.ts';
import { orderModules } from '../../domain/order-modules.ts';
import { planFields } from '../../domain/schema-plan/fields.ts';
import type { Check } from '../../schemas/report.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import type { Config, Ports } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { check, pass } from './check.ts';
import { checkSettings } from './org-settings.ts';

/** Owners that a check names; it counts the others. */
const mostNamed = 20;

/** Checks one org: first that it is the right org, then its modules, users and fields. */
export async function checkOrg(ports: Ports, config: Config, environment: Environment): Promise<Check[]> {
  const named = config.engagement.destination[environment];
  const reachable = await check(`${environment}.org`, async () => {
    const org = await withZoho(ports, config, { environment, phase: 'preflight' }, (zoho) => zoho.org());
    const right = org.orgId === named.orgId && org.environment === environment;
    if (right) return pass(`${org.companyName}, ${org.edition}, ${org.timeZone}, ${org.currency}.`);
    return {
      state: 'fail',
      what: `The credentials belong to org ${org.orgId} (${org.environment}), but the engagement file names ${named.orgId}.`,
      affected: 0,
      fix: `Create the refresh token of destination.${environment} while the right org is selected.`,
    };
  });
  if (reachable.state === 'fail') return [reachable];
  const modules = orderModules(config.mapping);
  const others = await withZoho(ports, config, { environment, phase: 'preflight' }, async (zoho) => [
    await checkModules(zoho, modules, environment),
    await checkUsers(zoho, config, environment),
    await checkFields(zoho, config, modules, environment),
    ...(await checkSettings(zoho, config, modules, environment)),
  ]);
  return [reachable, ...others];
}

const checkModules = (zoho: Zoho, modules: Module[], environment: Environment): Promise<Check> =>
  check(`${environment}.modules`, async () => {
    const present = await zoho.modules();
    const missing = modules.filter((module) => !present.includes(module));
    if (missing.length === 0) return pass('The org has every mapped module.');
    return {
      state: 'fail',
      what: `The org does not have the modules ${missing.join(', ')}.`,
      affected: missing.length,
      fix: 'Use an edition with these modules, or remove them from mapping.yml.',
    };
  });

const checkUsers = (zoho: Zoho, { owners }: Config, environment: Environment): Promise<Check> =>
  check(`${environment}.users`, async () => {
    const users = new Map((await zoho.users()).map((user) => [user.email.toLowerCase(), user]));
    const wanted = new Set([owners.default, ...Object.values(owners.owners)].map((one) => one.toLowerCase()));
    const missing = [...wanted].filter((email) => !users.get(email)?.active);
    if (missing.length === 0) return pass(`All ${wanted.size} owners are active users.`);
    return {
      state: 'fail',
      what: `Owners that are not active users of the org: ${missing.slice(0, mostNamed).join(', ')}${missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : ''}.`,
      affected: missing.length,
      fix: 'Add or activate the users, or use other users in owners.yml.',
    };
  });

const checkFields = (zoho: Zoho, { mapping }: Config, modules: Module[], environment: Environment): Promise<Check> =>
  check(`${environment}.fields`, async () => {
    const conflicts: string[] = [];
    for (const module of modules) {
      const plan = planFields(mapping, module, await zoho.fields(module), new Map());
      conflicts.push(...plan.conflicts.map((one) => `${module}: ${one}`));
    }
    if (conflicts.length === 0) return pass('Every custom field exists already or can be created.');
    return {
      state: 'fail',
      what: conflicts.join('; '),
      affected: conflicts.length,
      fix: 'Rename the custom fields in mapping.yml.',
    };
  });
