import type { Zoho } from '../../connectors/zoho/port.ts';
import { isFile } from '../../domain/module-traits.ts';
import { planFields } from '../../domain/plan-fields.ts';
import { together, type Found } from '../../domain/preflight/found.ts';
import {
  judgeCurrency,
  judgeEdition,
  judgeExisting,
  judgeFieldCount,
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
import { check } from './check.ts';

/** Records of products and files can't be locked. docs: lock-records */
const unlockable: Module[] = ['Products', 'Attachments'];

/** Checks the settings of an org that can spoil a load: edition, zone, currency, limits, layouts, unique fields, locks. */
export async function checkSettings(
  zoho: Zoho,
  { engagement, mapping, profile }: Config,
  modules: Module[],
  environment: Environment,
): Promise<Check[]> {
  const one = (id: string, run: () => Promise<Found>) => check(`${environment}.${id}`, run);
  const org = () => zoho.org();
  /** The same question for each module. */
  const each = (id: string, allPassed: string, run: (module: Module) => Promise<Found>) =>
    one(id, async () => {
      const found: Found[] = [];
      for (const module of modules) found.push(await run(module));
      return together(found, allPassed);
    });
  return [
    await one('edition', async () => judgeEdition(engagement.destination.edition, (await org()).edition)),
    await one('time-zone', async () => judgeTimeZone(profile.timeZone, (await org()).timeZone)),
    await one('currency', async () => judgeCurrency(mapping.currency, (await org()).currency)),
    await one('latency', async () => {
      const began = performance.now();
      await org();
      return judgeLatency(performance.now() - began);
    }),
    await one('integration-user', async () => {
      const self = await zoho.currentUser();
      return judgeIntegrationUser((await zoho.users()).find(({ id }) => id === self)?.profile ?? '');
    }),
    await each('field-limits', 'The custom fields of every module fit into the edition.', async (module) => {
      const fields = await zoho.fields(module);
      const { missing } = planFields(mapping, module, fields, new Map());
      const present = fields.filter(({ custom }) => custom).length;
      return judgeFieldCount(module, (await org()).edition, present, missing.length);
    }),
    await each('layouts', 'Every source fills the mandatory fields of the layouts.', async (module) =>
      // Files have no layouts.
      judgeLayout(module, isFile(module) ? [] : await zoho.layouts(module), filledFields(mapping, module)),
    ),
    await each('unique-fields', 'No mapped field must be unique, except our key.', async (module) => {
      const unique = (await zoho.fields(module)).filter((field) => field.unique).map(({ apiName }) => apiName);
      const filled = filledFields(mapping, module).flatMap(({ base, custom }) => [...base, ...custom]);
      return judgeUniqueFields(module, unique, filled, mapping.key);
    }),
    await each('existing-records', 'The mapped modules are empty.', async (module) =>
      judgeExisting(module, await zoho.count(module), environment),
    ),
    await each('locks', 'No rule locks records of the mapped modules.', async (module) =>
      judgeLocks(module, unlockable.includes(module) ? 0 : await zoho.countLockRules(module)),
    ),
  ];
}

/** The fields that each source of a module fills, by pass. */
const filledFields = (mapping: Config['mapping'], module: Module) =>
  (mapping.modules[module]?.sources ?? []).map(({ object, fields, custom, lines }) => ({
    object,
    base: [mapping.key, ...Object.keys(fields), ...(lines ? [lines.into] : [])],
    custom: Object.keys(custom),
  }));
