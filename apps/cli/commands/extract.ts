import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from '../../../connectors/digest.ts';
import { openSource } from '../../../connectors/bss/open.ts';
import { readManifest } from '../../../connectors/staging/manifest.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { readYaml } from '../../../connectors/yaml-file.ts';
import { SourceProfile } from '../../../schemas/profile.ts';
import { extractedObjects } from '../../../schemas/terms.ts';
import { extractSource } from '../../../steps/extract/extraction.ts';
import { command, listOption } from '../command.ts';
import { wrongUse } from '../failure.ts';
import { print, printInfo, printJson, printTable } from '../print.ts';
import { withoutContent } from '../source-failure.ts';

/** Reads a source itself, so that a delivery can be judged without a worker, Temporal and Zoho. */
export const extract = command({
  name: 'extract',
  description: 'Extract a source by its profile into CSV files with a manifest; needs neither a worker nor Zoho',
  example: 'portage extract engagements/delta-telecom/source.yml --into extracts --object billing_accounts,subscribers',
  args: {
    profile: { type: 'positional', required: true, description: 'Path of the source profile' },
    into: { type: 'string', required: true, description: 'Folder for the files; an interrupted extraction continues' },
    object: { type: 'string', description: 'Objects to extract: separated by commas, or repeated. Default: all' },
  },
  async run({ profile: file, into, object, json }, given) {
    if (!existsSync(file)) throw wrongUse(`There is no file ${file}.`, 'Give the path of a source profile.');
    if (existsSync(into) && !statSync(into).isDirectory())
      throw wrongUse(`${into} is a file.`, 'Give a folder. It is created if it is missing.');
    const whole = await readYaml(file, SourceProfile);
    const profile = {
      ...whole,
      objects: object === undefined ? whole.objects : chosen(whole.objects, listOption(given, 'object')),
    };
    const staging = createLocalStaging(resolve(into));
    if (await withoutContent(() => readManifest(staging, profile.system)))
      throw wrongUse(
        `${join(into, profile.system)} has a complete extraction already.`,
        'Give another folder, or remove it.',
      );
    const interruption = new AbortController();
    const stop = () => interruption.abort();
    process.once('SIGINT', stop);
    const source = openSource(profile, dirname(resolve(file)));
    try {
      const manifest = await withoutContent(() =>
        extractSource({
          source,
          staging,
          name: profile.system,
          system: profile.system,
          profileDigest: digestOf(profile),
          signal: interruption.signal,
        }),
      );
      if (json) return printJson(manifest);
      printTable(
        ['Source object', 'rows', 'counted by the source', 'bad rows', 'without a key of their own'],
        manifest.objects.map((one) => [one.object, one.rows, one.sourceRows, one.bad?.rows ?? 0, one.unsound]),
      );
      for (const one of manifest.objects) for (const remark of one.remarks) print(`! ${one.object}: ${remark}`);
      printInfo(`The files and manifest.json are in ${resolve(into, manifest.name)}. They contain customers' data.`);
    } finally {
      process.off('SIGINT', stop);
      await source.close();
    }
  },
});

/** The objects of a profile that are asked for. */
function chosen(objects: object, names: string[]): object {
  const unknown = names.find((name) => !(name in objects));
  if (unknown !== undefined) {
    const known = extractedObjects.filter((name) => name in objects).join(', ');
    throw wrongUse(`The profile has no object ${unknown}.`, `Choose from ${known}.`);
  }
  return Object.fromEntries(Object.entries(objects).filter(([name]) => names.includes(name)));
}
