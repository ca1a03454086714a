import { counted } from '../../../domain/documents/markdown.ts';
import { partWorkflowId } from '../../../schemas/refs.ts';
import type { schema, SchemaInput } from '../../../workflows/schema.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readRunning, readSlug } from '../engagement.ts';
import { readEnvironment } from '../exceptions.ts';
import { CliError, wrongUse } from '../failure.ts';
import { portageCommand } from '../portage-command.ts';
import { print, printInfo, printJson } from '../print.ts';

export const schemaApply = command({
  name: 'apply',
  description:
    'Create and extend the fields of the signed mapping now, as the next load would: the sandbox after the gate mapping, production after the gate production',
  example: 'portage schema apply delta-telecom --environment sandbox',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    environment: { type: 'string', description: 'sandbox or production' },
  },
  async run({ slug, environment: place, json }) {
    const environment = readEnvironment(place);
    const engagement = readSlug(slug);
    if (!environment) throw wrongUse('It is not said which org.', 'Give --environment sandbox or production.');
    const applied = await withClient(async (client) => {
      if ((await readRunning(client, engagement)).paused)
        throw new CliError(
          `The engagement "${engagement}" is paused.`,
          `Nothing was changed in ${environment}.`,
          `Resume it first: ${portageCommand(`resume ${engagement}`)}`,
        );
      const { orgId } = await ask(client, { about: 'rollback-target', engagement, environment });
      const input: SchemaInput = { engagement, environment, orgId };
      return client.workflow.execute<typeof schema>('schema', {
        workflowId: partWorkflowId(engagement, environment, 'schema'),
        taskQueue: 'portage',
        args: [input],
        staticSummary: `Schema of ${environment}`,
        // A command that was interrupted finds its own work again.
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    });
    if (json) return printJson(applied);
    printInfo(`${counted(applied.created, 'field')} created in ${environment}. portage schema verify reads them back.`);
    for (const { module, field, values } of applied.refused)
      print(`Zoho did not take into the list of ${module}.${field}: ${values.join(', ')}`);
  },
});
