import { isAsPlanned, stateText } from '../../../domain/schema-plan/state.ts';
import { command } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { print, printJson, printTable } from '../print.ts';
import { printPlan, readStates, schemaArgs } from '../schema.ts';

export const schemaVerify = command({
  name: 'verify',
  description:
    'Whether the orgs have what the mapping needs: what is missing, lost or different. Exit code 1 if something is',
  example: 'portage schema verify delta-telecom --environment sandbox',
  args: schemaArgs,
  async run({ slug, environment, json }) {
    const states = await readStates(slug, environment);
    if (json) printJson(states);
    else
      for (const state of states) {
        print(stateText(state));
        printPlan(state);
        if (state.lost.length > 0)
          printTable(
            ['Lost in', 'What'],
            state.lost.map(({ module, what }) => [module, what]),
          );
      }
    if (!states.every(isAsPlanned)) process.exitCode = exitCodes.failed;
  },
});
