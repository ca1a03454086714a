import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Org } from '../../emulators/zoho/orgs/org.ts';
import type { PhaseRef } from '../../schemas/refs.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { beginPhase } from '../../steps/phase.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { applySchema } from '../../steps/schema/apply.ts';
import { survey } from '../../steps/survey.ts';
import { transform } from '../../steps/transform/transform.ts';
import { prepareSteps, type StepsEngagement } from './steps.ts';

/** CSV text by object. The header names the fields, and its first column is the key. */
export type Rows = Partial<Record<LoadedObject, string>>;

/** An engagement whose source is a folder with a few rows. */
export interface SmallDelivery {
  rows: Rows;
  /** Other files of the folder: contents of documents, lists of identifiers. */
  files?: Record<string, string | Buffer>;
  /** More of the profile, such as `documentContent`. */
  profile?: object;
  /** The mapping from its `modules` on. */
  mapping: string;
}

export async function prepareDelivery({ rows, files = {}, profile, mapping }: SmallDelivery): Promise<StepsEngagement> {
  const steps = await prepareSteps({ accounts: 1 });
  const objects = Object.entries(rows).map(([object, text]) => {
    const fields = text.split('\n', 1)[0]!.toLowerCase().split(',');
    const columns = Object.fromEntries(fields.map((field) => [field, field.toUpperCase()]));
    return [object, { key: fields[0], files: `${object}.csv`, format: 'csv', fields: columns }] as const;
  });
  const source = {
    ...{ kind: 'files', folder: 'delivery', system: 'acme', timeZone: 'Europe/London' },
    ...{ objects: Object.fromEntries(objects), ...profile },
  };
  writeFileSync(join(steps.folder, 'source.yml'), JSON.stringify(source));
  for (const [name, content] of Object.entries(files)) put(steps, name, content);
  deliver(steps, rows);
  writeMapping(steps, mapping);
  return steps;
}

/** Delivers other rows of these objects. */
export function deliver(steps: StepsEngagement, rows: Rows): void {
  for (const [object, text] of Object.entries(rows)) put(steps, `${object}.csv`, text);
}

function put({ folder }: StepsEngagement, name: string, content: string | Buffer): void {
  const path = join(folder, 'delivery', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export const writeMapping = ({ folder }: StepsEngagement, mapping: string): void =>
  writeFileSync(join(folder, 'mapping.yml'), `version: 1\nphoneRegion: GB\ncurrency: GBP\n${mapping}`);

/** The sandbox as the emulator has it. */
export const sandboxOf = ({ emulator }: StepsEngagement): Org =>
  [...emulator.admin.orgs.values()].find(({ seed }) => seed.environment === 'sandbox')!;

/** Zoho's id of the record with a key in the sandbox. */
export const idOf = (steps: StepsEngagement, module: Module, key: string): string =>
  String(steps.state('sandbox')[module]?.records.find((one) => one['Portage_Key'] === key)?.['id']);

/** Loads all modules before one of them in full, and begins the phase of that one. Without a name, it is the last one. */
export async function beginLast(
  steps: StepsEngagement,
  stored: StoredEngagement,
  name: string,
  module = stored.modules.at(-1)!,
): Promise<PhaseRef> {
  const staging = (await steps.extract(name)).name;
  const run = { engagement: 'demo', environment: 'sandbox', run: name } as const;
  await survey(steps.ports, stored, run);
  await transform(steps.ports, stored, { ...run, kind: 'full', staging });
  await applySchema(steps.ports, stored, run);
  for (const earlier of stored.modules.slice(0, stored.modules.indexOf(module)))
    await steps.loadModule({ ...run, module: earlier });
  const phase = { ...run, module };
  await beginPhase(steps.ports, stored, phase);
  return phase;
}

/** A lane that takes a whole phase. */
export const onlyLane = { pass: 'base', lane: 0, lanes: 1, slice: 1_000 } as const;

/** The part of a mapping for e-mails of subscribers that have a number, an owner, a sender, a recipient and a time. */
export const mailsOfSubscribers = `  Emails:
    sources:
      - object: interactions
        fields:
          from: { from: from }
          to: { from: to }
          subject: { from: no }
          content: { from: no }
          date_time: { from: at, transforms: [datetime], required: true }
          sent: { constant: true }
          Parent_Id: { from: owner, lookup: subscribers, required: true }`;
