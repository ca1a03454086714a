import { listRetries } from '../../../apps/cli/retries.ts';
import { ConnectorError } from '../../../connectors/error.ts';
import { eventually } from '../../support/eventually.ts';
import { startEngagement } from '../../workflows/engagement-driver.ts';
import { startEnvironment, type Environment } from '../../workflows/environment.ts';
import { fakeEngagement } from '../../workflows/fake-activities.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

test('a call of a load that Zoho does not answer is listed with its failures, since when, the reason and the next attempt', async () => {
  let isAway = true;
  const fake = fakeEngagement({
    survey: () =>
      isAway
        ? Promise.reject(
            new ConnectorError('unavailable', 'Zoho does not respond (ECONNREFUSED). The call is repeated.'),
          )
        : Promise.resolve({ found: 0 }),
  });
  const engagement = await startEngagement(environment.client, fake);
  expect(await listRetries(environment.client, fake.slug)).toEqual([]);
  await engagement.approveUntil('mapping');
  const before = Date.now();
  await engagement.sign();
  const [retry] = await eventually(async () => {
    const found = await listRetries(environment.client, fake.slug);
    return (found[0]?.attempts ?? 0) > 1 && found[0]?.nextAt ? found : undefined;
  }, 'a repeated call');
  expect(retry).toMatchObject({
    call: 'survey',
    workflowId: `${engagement.handle.workflowId}/sandbox/full`,
    reason: 'Zoho does not respond (ECONNREFUSED). The call is repeated.',
  });
  expect(Date.parse(retry?.firstFailedAt ?? '')).toBeGreaterThanOrEqual(before);
  expect(Date.parse(retry?.firstFailedAt ?? '')).toBeLessThan(Date.parse(retry?.failedAt ?? ''));
  expect(Date.parse(retry?.nextAt ?? '')).toBeGreaterThan(Date.parse(retry?.failedAt ?? ''));
  isAway = false;
  await engagement.atGate('rehearsal');
  expect(await listRetries(environment.client, fake.slug)).toEqual([]);
});
