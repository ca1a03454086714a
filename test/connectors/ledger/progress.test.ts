import type { Ledger } from '../../../connectors/ledger/database.ts';
import { listProgress, withProgress } from '../../../connectors/ledger/progress.ts';
import { closeRuns } from '../../../connectors/ledger/runs.ts';
import { openVerification } from '../../../connectors/ledger/verification.ts';
import { eventually } from '../../support/eventually.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

/** What people see of steps that take long. */
let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

const extraction = { step: 'extract', environment: null, run: null } as const;
const seenOf = async (engagement: string) =>
  (await listProgress(ledger, engagement)).map(({ step, subject, done, total }) => ({ step, subject, done, total }));

test('a step shows the newest counts while it works, and nothing when it has ended', async () => {
  const engagement = await openTestEngagement(ledger);
  const result = await withProgress(ledger, { engagement, ...extraction }, async (report) => {
    report('orders', 10, 10);
    report('subscribers', 1, 40);
    report('subscribers', 4, 40);
    const [seen] = await eventually(async () => {
      const steps = await seenOf(engagement);
      return steps.length > 0 ? steps : undefined;
    }, 'the progress of the step');
    expect(seen).toEqual({ step: 'extract', subject: 'subscribers', done: 4, total: 40 });
    return 'done';
  });
  expect(result).toBe('done');
  expect(await seenOf(engagement)).toEqual([]);
});

test('a step whose worker died is not shown for long, and starts over with its next attempt', async () => {
  const engagement = await openTestEngagement(ledger);
  await ledger.query(
    `insert into step_progress (engagement, step, subject, done, total) values ($1, 'extract', 'orders', 1, 2)`,
    [engagement],
  );
  expect(await seenOf(engagement)).toHaveLength(1);
  await withProgress(ledger, { engagement, ...extraction }, async () => expect(await seenOf(engagement)).toEqual([]));
  await ledger.query(
    `insert into step_progress (engagement, step, subject, done, total, at)
     values ($1, 'extract', 'orders', 1, 2, now() - interval '3 minutes')`,
    [engagement],
  );
  expect(await seenOf(engagement)).toEqual([]);
});

test('a step goes on when its progress can not be written', async () => {
  const failing = { query: () => Promise.reject(new Error('no connection')) };
  const work = withProgress(failing, { engagement: 'demo', ...extraction }, (report) => {
    report('orders', 1, 2);
    return Promise.resolve('done');
  });
  expect(await work).toBe('done');
});

test('a verification is shown while it has unread records, until its run is closed', async () => {
  const engagement = await openTestEngagement(ledger);
  const ref = { engagement, environment: 'sandbox' } as const;
  const run = await fillRun(ledger, { ...ref, run: 'full-1' }, [queued(1), queued(2)]);
  const verifying = () => seenOf(engagement).then((steps) => steps.filter(({ step }) => step === 'verify'));
  await openVerification(ledger, run, 'Accounts');
  expect(await verifying()).toEqual([]);
  await ledger.query(`update slice set began_at = now() where run = $1 and pass = 'verify'`, [run.id]);
  expect(await verifying()).toEqual([{ step: 'verify', subject: 'Accounts', done: 0, total: 2 }]);
  await closeRuns(ledger, ref);
  expect(await verifying()).toEqual([]);
});
