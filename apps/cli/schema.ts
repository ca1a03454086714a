import type { SchemaState } from '../../schemas/schema-plan.ts';
import { environments } from '../../schemas/terms.ts';
import { ask } from './ask.ts';
import { withClient } from './client.ts';
import { readSlug } from './engagement.ts';
import { readEnvironment } from './exceptions.ts';
import { printTable } from './print.ts';

/** Arguments of the commands that read an org. */
export const schemaArgs = {
  slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
  environment: { type: 'string', description: 'sandbox or production; without it, both' },
} as const;

/** Reads the orgs and compares them with the mapping. Nothing is changed. */
export function readStates(slug: string, place: string | undefined): Promise<SchemaState[]> {
  const environment = readEnvironment(place);
  const engagement = readSlug(slug);
  return withClient(async (client) => {
    const states: SchemaState[] = [];
    for (const one of environment ? [environment] : environments)
      states.push(await ask(client, { about: 'schema', engagement, environment: one }));
    return states;
  });
}

/** Prints what is missing, what stands in the way, and what administrators do. */
export function printPlan({ steps, manual, conflicts }: SchemaState): void {
  if (conflicts.length > 0)
    printTable(
      ['Conflict in', 'What', 'What to do'],
      conflicts.map(({ module, what, fix }) => [module, what, fix]),
    );
  if (steps.length > 0)
    printTable(
      ['Module', 'Field', 'Change', 'Why'],
      steps.map(({ module, field, what, why }) => [module, field, what, why]),
    );
  if (manual.length > 0)
    printTable(
      ['By hand in', 'What', 'Why'],
      manual.map(({ module, what, why }) => [module, what, why]),
    );
}
