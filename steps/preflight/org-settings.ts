import type { Zoho } from '../../connectors/zoho/port.ts';
import { lockedModules, lockRuleOf, ownerOfLock } from '../../domain/history-lock.ts';
import { hasLayouts, traitsOf } from '../../domain/module-traits.ts';
import { planFields } from '../../domain/schema-plan/fields.ts';
import { together, type Found } from '../../domain/preflight/found.ts';
import { judgeAutomations, unreadAutomations } from '../../domain/preflight/judge-automations.ts';
import {
  judgeCurrency,
  judgeEdition,
  judgeExisting,
  judgeFieldCount,
  judgeHistoryLock,
  judgeIntegrationUser,
  judgeLatency,
  judgeLayout,
  judgeLocks,
  judgeTimeZone,
  judgeUniqueFields,
} from '../../domain/preflight/judge-org.ts';
import type { Check } from '../../schemas/report.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import type { Config } from '../ports.ts';
import { readRules, ruleScope } from '../read-rules.ts';
import { check } from './check.ts';
import { sourcesOf } from '../../domain/modules-of.ts';
import { secondPassOf } from '../../domain/second-pass.ts';

/**
 * Checks the settings of an org that can spoil a load: edition, zone, currency, limits, layouts, unique fields, locks,
 * automations.
 * @param latencyMs how long one call took
 */
export async function checkSettings(
  zoho: Zoho,
  { engagement, mapping, profile }: Config,
  modules: Module[],
  environment: Environment,
  latencyMs: number,
): Promise<Check[]> {
  const one = (id: string, run: () => Promise<Found>) => check(`${environment}.${id}`, run);
  const self = async () => {
    const own = await zoho.currentUser();
    return (await zoho.users()).find(({ id }) => id === own) ?? { profile: '', profileId: '' };
  };
  /** The same question for each module. */
  const each = (id: string, allPassed: string, run: (module: Module) => Promise<Found>) =>
    one(id, async () => {
      const found: Found[] = [];
      for (const module of modules) found.push(await run(module));
      return together(found, allPassed);
    });
  const locked = lockedModules(mapping);
  const judgeLocked = async () => {
    const found: Found[] = [];
    for (const module of locked) {
      const { whose } = ownerOfLock(await zoho.lockConfigurations(module), lockRuleOf(engagement.slug));
      const profiles = (await zoho.profiles()).map(({ name }) => name);
      const except = mapping.modules[module]?.lock?.except ?? [];
      found.push(judgeHistoryLock(module, { except, profiles, own: (await self()).profile, whose }));
    }
    return together(found, 'What the mapping locks at the switch can be locked.');
  };
  return [
    await one('edition', async () => judgeEdition(engagement.destination.edition, (await zoho.org()).edition)),
    await one('time-zone', async () => judgeTimeZone(profile.timeZone, (await zoho.org()).timeZone)),
    await one('currency', async () => judgeCurrency(mapping.currency, (await zoho.org()).currency)),
    await one('latency', () => Promise.resolve(judgeLatency(latencyMs))),
    await one('integration-user', async () => judgeIntegrationUser((await self()).profile)),
    await each('field-limits', 'The custom fields of every module fit into the edition.', async (module) => {
      const fields = await zoho.fields(module);
      const { missing } = planFields(mapping, module, fields, new Map());
      const present = fields.filter(({ custom }) => custom).length;
      return judgeFieldCount(module, (await zoho.org()).edition, present, missing.length);
    }),
    await each('layouts', 'Every source fills the mandatory fields of the layouts.', async (module) =>
      judgeLayout(module, hasLayouts(module) ? await zoho.layouts(module) : [], filledFields(mapping, module)),
    ),
    await each('unique-fields', 'No mapped field must be unique, except our key.', async (module) => {
      const unique = (await zoho.fields(module)).filter((field) => field.unique).map(({ apiName }) => apiName);
      const filled = filledFields(mapping, module).flatMap(({ base, custom }) => [...base, ...custom]);
      return judgeUniqueFields(module, unique, filled, mapping.key);
    }),
    await each('existing-records', 'The mapped modules are empty.', async (module) =>
      judgeExisting(module, await zoho.count(module), environment, mapping.modules[module]?.match !== undefined),
    ),
    await each('locks', 'No rule locks records of the mapped modules.', async (module) => {
      const configurations = traitsOf(module).lockable ? await zoho.lockConfigurations(module) : [];
      const { profileId } = await self();
      return judgeLocks(module, configurations.filter(({ except }) => !except.includes(profileId)).length);
    }),
    await one('automations', async () => {
      const { rules, unread } = await readRules(zoho, modules.filter(hasLayouts));
      return unread === null ? judgeAutomations(rules) : unreadAutomations(unread, ruleScope);
    }),
    ...(locked.length > 0 ? [await one('read-only-history', judgeLocked)] : []),
  ];
}

/** The fields that each source of a module fills, by pass. */
function filledFields(mapping: Config['mapping'], module: Module) {
  const second = secondPassOf(mapping);
  return sourcesOf(mapping, module).map(({ object, fields, custom, lines }) => {
    const isSecond = (name: string) => second.writes(module, fields[name]!);
    const names = Object.keys(fields);
    return {
      object,
      base: [mapping.key, ...names.filter((name) => !isSecond(name)), ...(lines ? [lines.into] : [])],
      custom: [...Object.keys(custom), ...names.filter(isSecond)],
    };
  });
}
