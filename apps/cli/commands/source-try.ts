import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { openSource } from '../../../connectors/bss/open.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { openFolder } from '../../../connectors/temporary-files.ts';
import { readYaml } from '../../../connectors/yaml-file.ts';
import { counted } from '../../../domain/documents/markdown.ts';
import { SourceProfile } from '../../../schemas/profile.ts';
import { trySource, type TriedObject, type TriedSource } from '../../../steps/try-source.ts';
import { command } from '../command.ts';
import { wrongUse } from '../failure.ts';
import { print, printJson } from '../print.ts';
import { withoutContent } from '../source-failure.ts';

/** The only command that reads a source itself, so that a profile can be tried without a worker and Temporal. */
export const sourceTry = command({
  name: 'try',
  description: 'Read the first rows of a source by its profile; needs neither a worker nor Temporal',
  example: 'portage source try engagements/delta-telecom/source.yml',
  args: { profile: { type: 'positional', required: true, description: 'Path of the source profile' } },
  async run({ profile: file, json }) {
    if (!existsSync(file)) throw wrongUse(`There is no file ${file}.`, 'Give the path of a source profile.');
    const profile = await readYaml(file, SourceProfile);
    const source = openSource(profile, dirname(resolve(file)));
    const folder = await openFolder(tmpdir());
    try {
      const staging = createLocalStaging(folder.path);
      const tried = await withoutContent(() => trySource(profile, source, staging, json ? undefined : printObject));
      if (json) printJson(tried);
      else printRest(tried);
    } finally {
      await folder.remove();
      await source.close();
    }
  },
});

function printObject({ object, rows, isExact, fields, problems }: TriedObject): void {
  const lines = [
    `${object}: ${counted(rows, 'row')}${isExact ? '' : ' by the server’s own count'}`,
    ...fields.map(
      ({ name, type, samples }) => `${name} ${type}${samples.length > 0 ? `, such as ${samples.join(' or ')}` : ''}`,
    ),
    ...problems.map((problem) => `! ${problem}`),
  ];
  print(lines.join('\n  '));
}

/** Prints all but the objects. */
function printRest({ handoff, customFields, firstDocument }: TriedSource): void {
  for (const { object, rows } of handoff) print(`${object}: ${counted(rows, 'row')}, handed off`);
  print(counted(customFields, 'custom field'));
  if (firstDocument === null) print('there is no document');
  if (firstDocument)
    print(`the first document has ${firstDocument.bytes === null ? 'no file' : counted(firstDocument.bytes, 'byte')}`);
}
