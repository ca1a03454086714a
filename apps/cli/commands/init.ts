import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { portageCommand } from '../portage-command.ts';
import { print, printJson, printInfo } from '../print.ts';
import { sourceKinds, templates } from '../templates.ts';

export const init = command({
  name: 'init',
  description: 'Write the commented files of a new engagement into a folder; existing files are never overwritten',
  example: 'portage init engagements/delta-telecom --slug delta-telecom',
  args: {
    folder: { type: 'positional', default: '.', description: 'Folder to write into' },
    slug: { type: 'string', required: true, description: 'Short name of the engagement, in lower case with dashes' },
    source: {
      type: 'enum',
      default: 'postgres',
      options: [...sourceKinds],
      description:
        'What the records are read from: a database, a delivery of files, TM Forum APIs, or an export over HTTP',
    },
  },
  // eslint-disable-next-line @typescript-eslint/require-await -- a command's run is asynchronous
  async run({ folder, slug, source, json }) {
    const files = Object.entries(templates(readSlug(slug), source)).map(([name, text]) => ({
      path: join(folder, name),
      text,
    }));
    const existing = files.find(({ path }) => existsSync(path));
    if (existing) {
      throw wrongUse(`${existing.path} already exists.`, 'Choose another folder, or move the file away first.');
    }
    for (const { path, text } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx', mode: path.endsWith('.env') ? 0o600 : 0o644 });
    }
    if (json) printJson({ files: files.map(({ path }) => path) });
    else for (const { path } of files) print(path);
    const file = join(folder, 'engagement.yml');
    printInfo(
      `Fill in what is marked with CHANGE, then: ${portageCommand(`preflight ${file}`)}\n` +
        `A mapping for your source can be proposed: ${portageCommand(`propose ${file} --replace`)}`,
    );
  },
});
