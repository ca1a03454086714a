import { resolve } from 'node:path';
import { preflightVerdict } from '../../../domain/documents/preflight.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readEngagementSlug } from '../engagement-file.ts';
import { exitCodes } from '../failure.ts';
import { print, printJson, printTable, printInfo } from '../print.ts';

export const preflight = command({
  name: 'preflight',
  description:
    'Check an engagement file and everything that it refers to; nothing is written. Exit code 1 if a check fails',
  example: 'portage preflight engagements/delta-telecom/engagement.yml',
  args: { file: { type: 'positional', required: true, description: 'Path of engagement.yml' } },
  async run({ file, json }) {
    readEngagementSlug(file);
    const { checks, engagement } = await withClient((client) =>
      ask(client, { about: 'preflight', file: resolve(file) }),
    );
    if (json) printJson({ engagement, checks });
    else {
      printTable(
        ['State', 'Check', 'Affected', 'What was found'],
        checks.map(({ state, id, affected, what }) => [state, id, affected, what]),
      );
      for (const { id, state, fix } of checks) if (state !== 'pass' && fix) print(`\n${id}: ${fix}`);
      printInfo(`\n${preflightVerdict(checks)}`);
    }
    if (checks.some((check) => check.state === 'fail')) process.exitCode = exitCodes.failed;
  },
});
