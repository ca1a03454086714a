import { resolve } from 'node:path';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readEngagementSlug } from '../engagement-file.ts';
import { portageCommand } from '../portage-command.ts';
import { print, printJson, printInfo } from '../print.ts';
import { startEngagement, waitUntilOpened } from '../start-engagement.ts';

export const start = command({
  name: 'start',
  description: 'Start the engagement that a file describes; no record moves before its gates are signed',
  example: 'portage start engagements/delta-telecom/engagement.yml',
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'Path of engagement.yml, which must be the same for the worker',
    },
  },
  async run({ file, json }) {
    const slug = readEngagementSlug(file);
    await withClient(async (client) => {
      const workflowId = await startEngagement(client, slug, resolve(file));
      const opened = await waitUntilOpened(client, slug);
      if (json) printJson({ engagement: slug, workflowId, opened });
      else print(`Started ${workflowId}`);
      printInfo(
        opened
          ? `Follow it: ${portageCommand(`status ${slug}`)}`
          : 'No worker has started it yet; it waits for one (npm run dev).',
      );
    });
  },
});
