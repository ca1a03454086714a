import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { CliError, wrongUse } from '../failure.ts';
import { printJson, printTable, printInfo } from '../print.ts';

export const trace = command({
  name: 'trace',
  description: 'The history of one record',
  example: 'portage trace delta-telecom subscribers:SUB-000001',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    key: {
      type: 'positional',
      required: true,
      description: 'Source object and source id, such as subscribers:SUB-000001',
    },
  },
  async run({ slug, key, json }) {
    if (!/^[a-z][a-z0-9_-]*:.+$/s.test(key)) {
      throw wrongUse(`"${key}" is not a key.`, 'Give source object and id, such as subscribers:SUB-000001.');
    }
    const engagement = readSlug(slug);
    const trace = await withClient((client) => ask(client, { about: 'trace', engagement, key }));
    if (trace.events.length === 0) {
      throw new CliError(
        `The engagement "${slug}" has no record ${key}.`,
        'Nothing was changed.',
        'Check the id in the staged CSV file; only records that were extracted have a history.',
      );
    }
    if (json) return printJson(trace);
    printInfo(`${trace.key}\n`);
    printTable(
      ['Environment', 'Run', 'What'],
      trace.events.map(({ environment, run, what }) => [environment, run, what]),
    );
  },
});
