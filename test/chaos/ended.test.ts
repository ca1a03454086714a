import { eventually } from '../support/eventually.ts';
import { startEngagement } from '../workflows/engagement-driver.ts';
import { startEnvironment, type Environment } from '../workflows/environment.ts';
import { fakeEngagement } from '../workflows/fake-activities.ts';
import { EngagementEnded, messages } from './faults/messages.ts';
import type { Fault } from './schedule.ts';
import type { Site } from './site.ts';

/** A fault can come at the moment in which the engagement ends: then there is nobody to send its message to. */
let environment: Environment;
let site: Site;
beforeAll(async () => {
  environment = await startEnvironment();
  const fake = fakeEngagement();
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await engagement.sign({ decision: 'rejected' });
  await handle.result();
  site = {
    slug: fake.slug,
    engagement: { client: environment.client },
    current: null,
    wait: (probe: () => Promise<unknown>, what: string) => eventually(probe, what, 10_000),
  } as unknown as Site;
});
afterAll(() => environment.close());

test.each(['unknown-signal', 'lanes', 'pause', 'malformed-sign-off'] as const)(
  'the fault %s that comes after the end of the engagement is missed',
  async (kind) => {
    await expect(messages[kind](site, { pick: 0, size: 2 } as Fault)).rejects.toThrow(EngagementEnded);
  },
);
