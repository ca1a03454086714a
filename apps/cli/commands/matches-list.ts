import { matchesText } from '../../../domain/documents/matches.ts';
import { matchReasons } from '../../../schemas/match.ts';
import { readMatchList } from '../../../connectors/ledger/match-list.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { readEnvironment } from '../exceptions.ts';
import { withLedger } from '../ledger.ts';
import { matchArgs } from '../matches.ts';
import { print, printInfo, printJson, printTable } from '../print.ts';

const perPage = 100;

export const matchesList = command({
  name: 'list',
  description:
    'The matches with records in Zoho by rule; with --records also each of them, with ids and without values',
  example: 'portage matches list delta-telecom --records --module Contacts',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    ledger: {
      type: 'string',
      description: 'Read the ledger itself, without a worker: a reference to its URL, env:NAME or file:PATH',
      valueHint: 'reference',
    },
    ...matchArgs,
    record: { type: 'string', description: 'Only matches of the record with this key', valueHint: 'key' },
    records: { type: 'boolean', description: `List the open matches of up to ${perPage} records` },
    all: { type: 'boolean', description: 'List also matches that are not open' },
    after: { type: 'string', description: 'Begin behind this key', valueHint: 'key' },
  },
  async run({ slug, ledger: reference, environment: place, module, rule, record: key, records, all, after, json }) {
    const environment = readEnvironment(place) ?? 'production';
    const ref = { engagement: readSlug(slug), environment };
    const question = {
      choice: { ...(key !== undefined && { key }), ...(module && { module }), ...(rule !== undefined && { rule }) },
      ...{ onlyOpen: !all, after: after ?? '', most: records || key !== undefined ? perPage : 0 },
    };
    const answer =
      reference === undefined
        ? await withClient((client) => ask(client, { about: 'matches', ...ref, ...question }))
        : await withLedger(reference, (ledger) => readMatchList(ledger, ref, question));
    if (json) return printJson(answer);
    const text = matchesText(answer.groups) || 'No records were matched with those in Zoho.';
    printInfo(`${answer.environment}: ${text}\n`);
    if (answer.groups.length > 0)
      printTable(
        ['Module', 'Rule', 'Adopted', 'Kept apart', 'Open'],
        answer.groups.map((one) => [one.module, one.rule, one.adopt, one.apart, one.ask]),
      );
    if (answer.matches.length > 0) {
      print('');
      printTable(
        ['Record', 'Record in Zoho', 'Rule', 'Similarity', 'State', 'Why', 'Decided by'],
        answer.matches.map(({ key: own, zohoModule, zohoId, rule: name, score, state, why, decidedBy }) => [
          ...[own, `${zohoModule} ${zohoId}`, name, score === null ? 'equal' : `${Math.round(100 * score)} %`],
          ...[state, matchReasons[why], decidedBy ?? ''],
        ]),
      );
    }
    if (answer.next !== null) printInfo(`\nThere are more: add --after ${answer.next}`);
  },
});
