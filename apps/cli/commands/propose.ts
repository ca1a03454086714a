import { resolve } from 'node:path';
import { counted } from '../../../domain/documents/markdown.ts';
import type { SecondOpinion } from '../../../schemas/report.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readEngagementSlug } from '../engagement-file.ts';
import { exitCodes } from '../failure.ts';
import { portageCommand } from '../portage-command.ts';
import { print, printInfo, printJson, printTable } from '../print.ts';

/** What needs people most comes first. */
const tiers = ['unsure', 'likely', 'certain'];

const percent = (score: number) => `${Math.round(100 * score)} %`;

export const propose = command({
  name: 'propose',
  description:
    'Write a proposed mapping.yml for the source and the org of an engagement file; an existing file stays unless --replace is given',
  example: 'portage propose engagements/delta-telecom/engagement.yml --into engagements/delta-telecom/proposed.yml',
  args: {
    file: { type: 'positional', required: true, description: 'Path of engagement.yml' },
    into: { type: 'string', description: 'File to write. Default: the mapping that the engagement file names' },
    replace: { type: 'boolean', description: 'Replace the file if it exists' },
    'without-earlier': { type: 'boolean', description: 'Use no decisions of other engagements' },
    all: { type: 'boolean', description: 'Also print the decisions that are certain' },
  },
  async run({ file, into, replace, 'without-earlier': withoutEarlier, all, json }) {
    readEngagementSlug(file);
    const report = await withClient((client) =>
      ask(
        client,
        {
          about: 'propose',
          file: resolve(file),
          ...(into === undefined ? {} : { into: resolve(into) }),
          replace: replace ?? false,
          withoutEarlier: withoutEarlier ?? false,
        },
        // It reads the whole source.
        '1 day',
      ),
    );
    const { columns, remarks, problems, earlier, secondOpinion } = report;
    if (json) printJson(report);
    else {
      const shown = columns
        .filter(({ tier }) => all || tier !== 'certain')
        .toSorted((one, other) => tiers.indexOf(one.tier) - tiers.indexOf(other.tier));
      if (shown.length > 0)
        printTable(
          ['Source field', 'Into', 'Score', 'Sure', 'Why', 'Next', 'Why not'],
          shown.map(({ column, module, into: field, score, tier, evidence, runnerUp }) => [
            ...[column, `${module}.${field}`, percent(score), tier, evidence.join(', ')],
            ...(runnerUp ? [`${runnerUp.into} ${percent(runnerUp.score)}`, runnerUp.whyNot] : ['', '']),
          ]),
        );
      for (const remark of remarks) print(`! ${remark}`);
      for (const { severity, path, message, fix } of problems) print(`! ${severity}: ${path}: ${message}. ${fix}`);
      if (earlier.columns > 0)
        printInfo(`\nDecisions about ${counted(earlier.columns, 'column')} from: ${earlier.engagements.join(', ')}.`);
      if (secondOpinion) printInfo(`\n${opinionText(secondOpinion)}`);
      const of = (tier: string) => columns.filter((one) => one.tier === tier).length;
      printInfo(
        `\n${counted(columns.length, 'decision')}: ${of('certain')} certain, ${of('likely')} likely, ${of('unsure')} unsure. ` +
          `Written to ${report.file}.\nCheck what is not certain, then: ${portageCommand(`preflight ${file}`)}`,
      );
    }
    if (problems.some(({ severity }) => severity === 'fail')) process.exitCode = exitCodes.failed;
  },
});

function opinionText({ model, host, calls, tokens, columns, votes, ignored, file }: SecondOpinion): string {
  const cost = `${counted(calls, 'call')}${tokens === null ? '' : `, ${counted(tokens, 'token')}`}`;
  return (
    `Second opinion of ${model} at ${host}: ${cost}, ${counted(votes, 'answer')} for ${counted(columns, 'decision')}` +
    `${ignored > 0 ? `, ${ignored} ignored` : ''}. Questions and answers: ${file}.`
  );
}
