import { cutoverHead, cutoverRows, returnTexts } from '../../../domain/documents/cutover-plan.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { printInfo, printJson, printTable } from '../print.ts';

export const cutoverPlan = command({
  name: 'plan',
  description: 'The steps of the cutover with owner, minutes, checks and the way back',
  example: 'portage cutover plan delta-telecom',
  args: { slug: { type: 'positional', required: true, description: 'Slug of the engagement' } },
  async run({ slug, json }) {
    const engagement = readSlug(slug);
    const plan = await withClient((client) => ask(client, { about: 'cutover', engagement }));
    if (json) return printJson(plan);
    printTable(cutoverHead, cutoverRows(plan));
    printInfo(
      ['', ...plan.remarks, 'Fallback until the point of no return:', ...plan.fallback, '', ...returnTexts(plan)].join(
        '\n',
      ),
    );
  },
});
