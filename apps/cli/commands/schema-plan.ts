import { planText, schemaPlanDocument } from '../../../domain/documents/schema-plan.ts';
import { command } from '../command.ts';
import { print, printJson } from '../print.ts';
import { printPlan, readStates, schemaArgs } from '../schema.ts';

export const schemaPlan = command({
  name: 'plan',
  description: 'What the orgs lack for the mapping, and who changes it; nothing is changed',
  example: 'portage schema plan delta-telecom --environment production',
  args: { ...schemaArgs, markdown: { type: 'boolean', description: 'Print the plan as Markdown' } },
  async run({ slug, environment, markdown, json }) {
    const states = await readStates(slug, environment);
    if (json) return printJson(states);
    if (markdown) return print(schemaPlanDocument(states).trimEnd());
    for (const state of states) {
      print(planText(state));
      printPlan(state);
    }
  },
});
