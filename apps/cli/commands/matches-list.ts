import { matchesText } from '../../../domain/documents/matches.ts';
import { matchReasons } from '../../../schemas/match.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { readEnvironment } from '../exceptions.ts';
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
    ...matchArgs,
    record: { type: 'string', description: 'Only matches of the record with this key', valueHint: 'key' },
    records: { type: 'boolean', description: `List the open matches of up to ${perPage} records` },
    all: { type: 'boolean', description: 'List also matches that are not open' },
    after: { type: 'string', description: 'Begin behind this key', valueHint: 'key' },
  },
  async run({ slug, environment: place, module, rule, record: key, records, all, after, json }) {
    const environment = readEnvironment(place) ?? 'production';
    const answer = await withClient((client) =>
      ask(client, {
        about: 'matches',
        engagement: readSlug(slug),
        environment,
        choice: { ...(key !== undefined && { key }), ...(module && { module }), ...(rule !== undefined && { rule }) },
        ...{ onlyOpen: !all, after: after ?? '', most: records || key !== undefined ? perPage : 0 },
      }),
    );
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
