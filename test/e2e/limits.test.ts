import { loadedModules } from '../support/compare.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';

/** Zoho rejects calls: too many at once, or no credits left. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 60 });
  engagement.edit('engagement.yml', 'creditFloor: 1000', 'creditFloor: 100\n  creditRecheckSeconds: 2');
  await engagement.start();
  await engagement.signUntil('mapping');
});
afterAll(() => engagement.close(), 60_000);

const rejectedByLoad = (reports: { reasons: { reason: string }[] }[]) =>
  reports.flatMap((report) => report.reasons).filter(({ reason }) => /TOO_MANY|LIMIT|429/.test(reason));

test('the load waits while Zoho answers many calls with 429, and no record is rejected for it', async () => {
  await engagement.faults([{ kind: 'status-429', path: '^/(Accounts|Contacts|Sales_Orders)', share: 0.3 }]);
  await engagement.sign();
  const status = await engagement.until((seen) => seen.gate !== null);
  type Stats = { faults: Record<string, number> };
  expect((await engagement.admin<Stats>('GET', 'stats')).faults['status-429']).toBeGreaterThan(5);
  expect(status.gate?.gate).toBe('rehearsal');
  expect(status.reports.map((report) => report.identityClosed)).toEqual(loadedModules.map(() => true));
  expect(rejectedByLoad(status.reports)).toEqual([]);
});

test('without credits the load waits on a timer that shows until when, and continues when there are credits again', async () => {
  await engagement.faults([]);
  await engagement.signUntil('production');
  await engagement.admin('POST', 'limits', { creditsPerWindow: 250, windowMs: 10_000 });
  await engagement.sign();
  await engagement.until((seen) => seen.reports.filter((report) => report.environment === 'production').length === 5);
  const status = await engagement.until((seen) => seen.gate !== null);
  expect(status.gate?.gate).toBe('freeze');
  const timers: string[] = [];
  for await (const { workflowId, runId } of engagement.client.workflow.list({ query: `WorkflowType = 'moduleLoad'` })) {
    const history = await engagement.client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of history.events ?? []) {
      const data = event.timerStartedEventAttributes && event.userMetadata?.summary?.data;
      if (data) timers.push(Buffer.from(data).toString());
    }
  }
  expect(timers.length).toBeGreaterThan(0);
  expect(timers[0]).toMatch(/waiting for credits until \d\d:\d\d/);
  const reports = status.reports.filter((report) => report.environment === 'production');
  expect(reports.map((report) => report.identityClosed)).toEqual(loadedModules.map(() => true));
  expect(rejectedByLoad(reports)).toEqual([]);
});
