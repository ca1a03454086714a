import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { printInfo, printJson, printTable } from '../print.ts';

export const spotCheckShow = command({
  name: 'show',
  description: 'The records of the newest spot check, without their values: these are in the console only',
  example: 'portage spot-check show delta-telecom',
  args: { slug: { type: 'positional', required: true, description: 'Slug of the engagement' } },
  async run({ slug, json }) {
    const engagement = readSlug(slug);
    const sheet = await withClient((client) => ask(client, { about: 'spot-check', engagement }));
    if (json) return printJson(sheet);
    const { run, population, finishedBy, records } = sheet;
    const random = records.filter(({ isRandom }) => isRandom).length;
    const open = records.filter(({ verdict }) => verdict === null).length;
    printInfo(
      `sandbox ${run}: ${records.length} records, ${random} of them at random from ${population.toLocaleString('en')}. ` +
        (finishedBy === null ? `${open} are not judged yet.\n` : `Finished by ${finishedBy}.\n`),
    );
    printTable(
      ['No', 'Record', 'Module', 'Outcome', 'Drawn', 'Fields that differ', 'Judged'],
      records.map((one) => [
        ...[one.no, one.key, one.module, one.outcome, one.isRandom ? 'at random' : 'chosen'],
        ...[one.differingFields.join(', '), one.verdict === null ? '' : `${one.verdict}, ${one.judgedBy}`],
      ]),
    );
    if (finishedBy === null)
      printInfo(
        `\nCompare the values in the console, then: portage spot-check judge ${slug} NO right|wrong --run ${run} --as EMAIL --role ROLE`,
      );
  },
});
