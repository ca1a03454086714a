import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { CliError } from '../../../apps/cli/failure.ts';
import { createProgressFeed } from '../../../apps/console/live/progress.ts';
import { isAnswerOf } from '../../../apps/console/refused.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';

test('that an engagement has ended is an answer for people, and an outage is none', () => {
  expect(isAnswerOf(new CliError('The engagement "demo" has ended.', 'Nothing was changed.', 'See it.'))).toBe(true);
  expect(isAnswerOf(new Error('connect ECONNREFUSED'))).toBe(false);
});

test('an engagement of which Temporal has no workflow is not shown as an outage', async () => {
  const query = () => Promise.reject(new WorkflowNotFoundError('not found', 'engagement/demo', undefined));
  const client = { options: { namespace: 'portage' }, workflow: { getHandle: () => ({ query }) } };
  const ledger = { query: () => Promise.resolve([]) };
  const feed = createProgressFeed(ledger as unknown as Ledger, client as unknown as Client);
  expect(await feed.read('demo')).toMatchObject({
    status: null,
    problem: expect.stringMatching(
      /^The ledger has this engagement, but Temporal has no workflow of it: it was imported/,
    ) as string,
  });
});
