import { pause as message } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { sendUpdate } from '../engagement.ts';
import { print, printJson } from '../print.ts';

export const pause = command({
  name: 'pause',
  description: 'Finish the calls in progress, then send nothing until resume',
  example: 'portage pause delta-telecom',
  args: { slug: { type: 'positional', required: true, description: 'Slug of the engagement' } },
  run: ({ slug, json }) =>
    withClient(async (client) => {
      const answer = await sendUpdate(client, slug, message);
      if (json) printJson({ answer });
      else print(answer);
    }),
});
