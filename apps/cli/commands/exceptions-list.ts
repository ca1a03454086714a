import { exceptionsText } from '../../../domain/documents/gate-summary.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { choiceArgs, choiceOf, readEnvironment } from '../exceptions.ts';
import { print, printInfo, printJson, printTable } from '../print.ts';

const perPage = 100;

export const exceptionsList = command({
  name: 'list',
  description: 'The exceptions of a load by reason; with --records also each record',
  example: 'portage exceptions list delta-telecom --records --module Contacts',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    ...choiceArgs,
    run: { type: 'string', description: 'Name of the load, such as full-1; by default the newest' },
    records: { type: 'boolean', description: `List up to ${perPage} records without a decision` },
    all: { type: 'boolean', description: 'List also records with a decision' },
    after: { type: 'string', description: 'Begin behind this key', valueHint: 'key' },
  },
  async run({ slug, environment: place, run, records: withRecords, all, after, json, ...filter }) {
    const environment = readEnvironment(place);
    const answer = await withClient((client) =>
      ask(client, {
        about: 'exceptions',
        engagement: readSlug(slug),
        ...(environment && { environment }),
        ...(run !== undefined && { run }),
        ...{ choice: choiceOf(filter), onlyOpen: !all, after: after ?? '', most: withRecords ? perPage : 0 },
      }),
    );
    if (json) return printJson(answer);
    printInfo(`${answer.environment} ${answer.run}: ${exceptionsText(answer, null)}\n`);
    if (answer.reasons.length > 0) {
      printTable(
        ['Module', 'Kind', 'Reason', 'Records', 'Without a decision'],
        answer.reasons.map(({ module, kind, reason, count, open }) => [module, kind, reason, count, open]),
      );
    }
    if (answer.records.length > 0) {
      print('');
      printTable(
        ['Record', 'Kind', 'Reason', 'Owner', 'Due', 'Decision'],
        answer.records.map(({ key, kind, reason, owner, due, decision }) => [
          ...[key, kind, reason, owner ?? '', due ?? '', decision ?? ''],
        ]),
      );
    }
    if (answer.next !== null) printInfo(`\nThere are more: add --after ${answer.next}`);
  },
});
