import { setLanes } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { sendUpdate } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { print, printJson } from '../print.ts';

export const lanes = command({
  name: 'lanes',
  description: 'Change how many calls to Zoho are made at once',
  example: 'portage lanes delta-telecom 4',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    lanes: { type: 'positional', required: true, description: 'Calls at once, 1 to 10' },
  },
  run: ({ slug, lanes: wanted, json }) =>
    withClient(async (client) => {
      if (!/^\d+$/.test(wanted)) throw wrongUse(`"${wanted}" is not a number of lanes.`, 'Give 1 to 10.');
      const answer = await sendUpdate(client, slug, setLanes, Number(wanted));
      if (json) printJson({ answer });
      else print(answer);
    }),
});
