import { followedRows, followedHead } from '../../../domain/documents/cutover-steps.ts';
import type { CutoverPlan, FollowedStep } from '../../../schemas/cutover.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, readKnownStatus } from '../engagement.ts';
import { printInfo, printJson, printTable } from '../print.ts';

export const cutoverStatus = command({
  name: 'status',
  description: 'How far the cutover is: each step with owner, state and minutes',
  example: 'portage cutover status delta-telecom',
  args: { slug: { type: 'positional', required: true, description: 'Slug of the engagement' } },
  async run({ slug, json }) {
    const engagement = readSlug(slug);
    const [steps, plan] = await withClient((client) =>
      Promise.all([
        readKnownStatus(client, slug).then(({ cutover = [] }) => cutover),
        ask(client, { about: 'cutover', engagement }),
      ]),
    );
    if (json) return printJson(steps.map((step) => ({ ...step, owner: ownerOf(plan, step) })));
    if (steps.length === 0)
      return printInfo(`No cutover is under way. Its steps are in the plan: portage cutover plan ${slug}`);
    const [step = '', ...others] = followedHead;
    printTable(
      [step, 'Owner', ...others],
      followedRows(steps).map(([name = '', ...cells], at) => [name, ownerOf(plan, steps[at]), ...cells]),
    );
    const last = plan.steps.find(({ isPointOfNoReturn }) => isPointOfNoReturn)?.id;
    printInfo(
      steps.some(({ id, state }) => id === last && state === 'done')
        ? '\nThe point of no return is passed.'
        : `\nUntil the gate ${last} is approved, a no-go leads back to before the freeze.`,
    );
  },
});

const ownerOf = ({ steps }: CutoverPlan, step: FollowedStep | undefined): string =>
  steps.find(({ id }) => id === step?.id)?.owner ?? '';
