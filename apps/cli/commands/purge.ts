import { erasureColumns, erasureRows } from '../../../domain/documents/erasure.ts';
import { purgeWorkflowId } from '../../../schemas/refs.ts';
import type { purge as workflow } from '../../../workflows/purge.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { confirmByTyping } from '../confirm.ts';
import { readSlug } from '../engagement.ts';
import { CliError, wrongUse } from '../failure.ts';
import { printFacts, printInfo, printJson, printTable } from '../print.ts';

export const purge = command({
  name: 'purge',
  description:
    'Erase the personal data of an engagement that has ended, after the retention in its engagement file: staging, values for Zoho, before-images',
  example: 'portage purge delta-telecom --preview',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    preview: { type: 'boolean', description: 'Print what would be erased and when, and do nothing' },
    confirm: {
      type: 'string',
      description: 'The slug once more, for programs that can not be asked',
      valueHint: 'slug',
    },
  },
  run: ({ slug, preview, confirm, json }) =>
    withClient(async (client) => {
      const engagement = readSlug(slug);
      if (confirm !== undefined && confirm !== engagement)
        throw wrongUse(`--confirm is not ${engagement}.`, 'Give the slug of the engagement that is to be erased.');
      const found = await ask(client, { about: 'erasure', engagement });
      if (preview && json) return printJson(found);
      if (!json) {
        printFacts([
          ['engagement', engagement],
          ['may be erased from', found.from ?? `${found.days} days after its end`],
        ]);
        printTable(erasureColumns, erasureRows(found));
      }
      if (preview) return printInfo(`${found.whyNot ?? 'It can be erased now.'} Nothing was erased.`);
      if (found.whyNot !== null) throw new CliError(found.whyNot, 'Nothing was erased.', 'Erase it later.');
      if (
        confirm === undefined &&
        !(await confirmByTyping(`Type ${engagement} to erase this for good: `, engagement))
      ) {
        throw wrongUse(
          'The erasure was not confirmed.',
          `Run the same command with --confirm ${engagement}, or type the slug when asked.`,
        );
      }
      const erased = await client.workflow.execute<typeof workflow>('purge', {
        workflowId: purgeWorkflowId(engagement),
        taskQueue: 'portage',
        args: [{ engagement }],
        staticSummary: 'Erase personal data',
        // A command that was interrupted finds its own work again.
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      if (json) return printJson(erased);
      printInfo('Erased. The audit chain stays, with an entry about this: portage audit verify checks it.');
    }),
});
