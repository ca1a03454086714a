import { ConnectorError } from '../../connectors/error.ts';
import type { DecideMatches } from '../../schemas/match.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement } from './fake-activities.ts';

/** What `portage matches` sends to an engagement that runs. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const decision: DecideMatches = {
  environment: 'production',
  choice: { rule: 'e-mail' },
  decision: 'apart',
  by: 'ada@customer.example',
  role: 'sponsor',
};

test('matches are listed and decided while an engagement waits at a gate, which then shows the new evidence', async () => {
  const listed = { environment: 'production', groups: [], matches: [], next: null };
  const fake = fakeEngagement({ answer: () => Promise.resolve(listed) });
  const engagement = await startEngagement(environment.client, fake);
  const { gate } = await engagement.atGate('scope');
  const question = { about: 'matches', engagement: fake.slug, environment: 'production', choice: {} } as const;
  const answer = await environment.client.workflow.execute('inquiry', {
    taskQueue: 'portage',
    workflowId: `inquiry/${fake.slug}/matches`,
    args: [{ ...question, onlyOpen: true, after: '', most: 10 }],
  });
  expect(answer).toEqual(listed);
  const verdict = await engagement.handle.executeUpdate(messages.decideMatches, { args: [decision] });
  expect(verdict).toEqual({ counted: true, count: 1 });
  expect((await engagement.status()).gate?.digest).not.toBe(gate?.digest);
});

test('a decision whose worker dies is judged again under the same id, so that it is stored once', async () => {
  let isDead = true;
  const fake = fakeEngagement({
    decideMatches: () => {
      if (!isDead) return Promise.resolve({ counted: true, count: 1 });
      isDead = false;
      return Promise.reject(new ConnectorError('unavailable', 'The worker was killed.'));
    },
  });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  const verdict = await engagement.handle.executeUpdate(messages.decideMatches, { args: [decision] });
  expect(verdict).toEqual({ counted: true, count: 1 });
  const attempts = fake.calls.filter(({ activity }) => activity === 'decideMatches');
  expect(attempts).toHaveLength(2);
  expect(attempts[0]?.input).toEqual(attempts[1]?.input);
  expect(attempts[0]?.input).toMatchObject({ id: expect.any(String) as string });
});
