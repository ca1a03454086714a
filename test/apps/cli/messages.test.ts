import { sendUpdate } from '../../../apps/cli/engagement.ts';
import { setLanes, signOffUpdate } from '../../../workflows/messages.ts';
import { startEngagement } from '../../workflows/engagement-driver.ts';
import { startEnvironment, type Environment } from '../../workflows/environment.ts';
import { fakeEngagement, hold } from '../../workflows/fake-activities.ts';

/** Messages of people to an engagement that ends at that moment. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

test('a message to an engagement that has ended is answered with how it ended', async () => {
  const fake = fakeEngagement();
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.sign({ decision: 'rejected' });
  await handle.result();
  await expect(sendUpdate(environment.client, fake.slug, setLanes, 2)).rejects.toMatchObject({
    message: `The engagement "${fake.slug}" has ended: rejected (rejected by a sign-off).`,
    unchanged: 'Nothing was changed.',
    next: `See the result: portage report ${fake.slug}`,
  });
});

test('a message that the engagement received and did not answer before its end is answered with this', async () => {
  const judging = hold({ signOff: null, verdict: { counted: false, why: '' } as const, evidence: null });
  const fake = fakeEngagement({ judgeSignOff: judging.activity });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  const signOff = await engagement.signOff();
  const answer = sendUpdate(environment.client, fake.slug, signOffUpdate, signOff);
  const refused = expect(answer).rejects.toMatchObject({
    message: `The engagement "${fake.slug}" has ended: terminated.`,
    unchanged: 'It ended before it answered the message, which has no effect any longer.',
  });
  await judging.running;
  await handle.terminate();
  await refused;
});
