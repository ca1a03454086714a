import type { Zoho, ZohoOrg, ZohoUser } from '../../connectors/zoho/port.ts';
import { lockedModules } from '../../domain/history-lock.ts';
import { orderModules } from '../../domain/order-modules.ts';
import { failed } from '../../domain/preflight/found.ts';
import { judgeCheckUser } from '../../domain/preflight/judge-org.ts';
import { planFields } from '../../domain/schema-plan/fields.ts';
import { isToCreate, moduleConflicts, newModuleOf } from '../../domain/schema-plan/new-module.ts';
import type { Check } from '../../schemas/report.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import { fieldsOf, type ZohoFields } from '../describe-destination.ts';
import type { Config, Ports } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { check, pass } from './check.ts';
import { checkSettings } from './org-settings.ts';
import { readOnce } from './read-once.ts';

/** What the checks of an org found, and what they could read of it. */
export interface OrgChecks {
  checks: Check[];
  fields: ZohoFields;
  /** Its users; null if they could not be read. */
  users: ZohoUser[] | null;
}

/** Checks one org: first that it is the right org, then its modules, fields and settings. Its users are judged later, with the rows. */
export const checkOrg = (ports: Ports, config: Config, environment: Environment): Promise<OrgChecks> =>
  withZoho(ports, config, { environment, phase: 'preflight' }, async (client) => {
    const zoho = readOnce(client);
    let latencyMs = 0;
    const reachable = await check(`${environment}.org`, async () => {
      const began = performance.now();
      const org = await zoho.org();
      latencyMs = performance.now() - began;
      return judgeOrg(org, config, environment);
    });
    if (reachable.state === 'fail') return { checks: [reachable], fields: {}, users: null };
    const modules = orderModules(config.mapping);
    const fields: ZohoFields = {};
    let users: ZohoUser[] | null = null;
    const readUsers = await check(`${environment}.users`, async () => {
      users = await zoho.users();
      return pass('The users can be read.');
    });
    const checks = [
      reachable,
      await checkModules(zoho, config, modules, environment),
      await checkFields(zoho, config, modules, environment, fields),
      ...(await checkSettings(zoho, config, await presentOf(zoho, config, modules), environment, latencyMs)),
    ];
    if (environment === 'production' && lockedModules(config.mapping).length > 0)
      checks.push(await checkCheckUser(ports, config, zoho));
    return { checks: users ? checks : [...checks, readUsers], fields, users };
  });

/** Checks the user that will try changes of locked records: it must be another one, which the locks stop. */
const checkCheckUser = (ports: Ports, config: Config, zoho: Zoho): Promise<Check> =>
  check('production.check-user', async () => {
    const { mapping, engagement } = config;
    const except = lockedModules(mapping).flatMap((module) => mapping.modules[module]?.lock?.except ?? []);
    if (!engagement.destination.check_user) return judgeCheckUser(null, except);
    const as = { environment: 'production', phase: 'preflight', user: 'check_user' } as const;
    const found = await withZoho(ports, config, as, async (other) => ({
      org: await other.org(),
      id: await other.currentUser(),
    }));
    const { orgId } = engagement.destination.production;
    if (found.org.orgId !== orgId)
      return failed(
        `The credentials of destination.check_user belong to org ${found.org.orgId}, but the engagement file names ${orgId}.`,
        'Create its refresh token while the right org is selected.',
      );
    const isLoad = found.id === (await zoho.currentUser());
    const user = (await zoho.users()).find(({ id }) => id === found.id);
    return judgeCheckUser({ active: user?.active ?? false, profile: user?.profile ?? '', isLoad }, except);
  });

function judgeOrg(org: ZohoOrg, { engagement }: Config, environment: Environment): ReturnType<typeof pass> {
  const named = engagement.destination[environment];
  if (org.orgId === named.orgId && org.environment === environment)
    return pass(`${org.companyName}, ${org.edition}, ${org.timeZone}, ${org.currency}.`);
  return {
    state: 'fail',
    what: `The credentials belong to org ${org.orgId} (${org.environment}), but the engagement file names ${named.orgId}.`,
    affected: 0,
    fix: `Create the refresh token of destination.${environment} while the right org is selected.`,
  };
}

/** The modules that are there, and those that should be. A module that the schema step creates has no settings yet. */
async function presentOf(zoho: Zoho, { mapping }: Config, modules: Module[]): Promise<Module[]> {
  const present = await zoho.modules();
  return modules.filter((module) => !isToCreate(mapping, module, present));
}

const checkModules = (zoho: Zoho, { mapping }: Config, modules: Module[], environment: Environment): Promise<Check> =>
  check(`${environment}.modules`, async () => {
    const present = await zoho.modules();
    const created = modules.filter((module) => isToCreate(mapping, module, present));
    const missing = modules.filter((module) => !present.includes(module) && !created.includes(module));
    if (missing.length === 0 && created.length === 0) return pass('The org has every mapped module.');
    if (missing.length === 0) {
      const profiles = (await zoho.profiles()).map(({ name }) => name);
      const facts = { edition: (await zoho.org()).edition, profiles, labels: await zoho.moduleLabels() };
      const conflicts = created.flatMap((module) => moduleConflicts(module, newModuleOf(mapping, module)!, facts));
      const names = created.join(', ');
      if (conflicts.length === 0) return pass(`The org has every mapped module but ${names}, which can be created.`);
      return {
        state: 'fail',
        what: `${conflicts.map(({ what }) => what).join('; ')}.`,
        affected: conflicts.length,
        fix: conflicts[0]!.fix,
      };
    }
    return {
      state: 'fail',
      what: `The org does not have the modules ${missing.join(', ')}.`,
      affected: missing.length,
      fix: 'Use an edition with these modules, correct their API names in mapping.yml, or add create to them.',
    };
  });

/** @param fields gets the fields of each module */
const checkFields = (
  zoho: Zoho,
  config: Config,
  modules: Module[],
  environment: Environment,
  fields: ZohoFields,
): Promise<Check> =>
  check(`${environment}.fields`, async () => {
    const conflicts: string[] = [];
    for (const module of modules) {
      const present = (fields[module] = await fieldsOf(zoho, config, module));
      const plan = planFields(config.mapping, module, present, new Map());
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
