import type { Ledger } from '../../../connectors/ledger/database.ts';
import { adoptRecords } from '../../../connectors/ledger/environments.ts';
import { traceRecord } from '../../../connectors/ledger/records.ts';
import { bookRemovals, countRemovals, listRemovals } from '../../../connectors/ledger/rollback.ts';
import { setRunState } from '../../../connectors/ledger/runs.ts';
import type { QueuedRecord } from '../../../schemas/record.ts';
import { runLane } from '../../../steps/load/lane.ts';
import { createFakeZoho } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

/** An engagement with these records loaded. */
async function loadRecords(records: QueuedRecord[]) {
  const engagement = await openTestEngagement(ledger);
  const zoho = createFakeZoho();
  const load = async (name: string) => {
    const ref = { engagement, environment: 'sandbox', run: name } as const;
    const run = await fillRun(ledger, ref, records);
    const creditsBackAt = () => Promise.resolve(new Date());
    const ports = { ledger, zoho, keyField: 'Portage_Key', creditFloor: 0, breakerPercent: 100, creditsBackAt };
    const lane = { ...ref, module: 'Accounts', pass: 'base', lane: 0, lanes: 1, slice: 20_000 } as const;
    await runLane(ports, lane, new AbortController().signal);
    return run;
  };
  return { ref: { engagement, environment: 'sandbox' } as const, zoho, load, run: await load('full-1') };
}

const accounts = (count: number) => Array.from({ length: count }, (_, number) => queued(number + 1, { custom: {} }));

test('the lanes of a rollback list every record of ours once, page after page, and no adopted record', async () => {
  const { ref, run } = await loadRecords(accounts(250));
  await adoptRecords(ledger, run.env, 'Accounts', [{ key: 'acme:billing_accounts:OLD', id: '77', modifiedAt: null }]);
  const keys: string[] = [];
  for (const lane of [0, 1, 2]) {
    const scope = { ...ref, module: 'Accounts', lane, lanes: 3 } as const;
    for (let after = ''; ;) {
      const page = await listRemovals(ledger, scope, { env: run.env, after, limit: 20 });
      keys.push(...page.map(({ key }) => key));
      after = page.at(-1)?.key ?? '';
      if (page.length === 0) break;
    }
  }
  expect(keys.sort()).toEqual(accounts(250).map(({ key }) => key));
});

test('a record that was rolled back is created again by the next run', async () => {
  const { ref, run, load, zoho } = await loadRecords(accounts(3));
  const scope = { ...ref, module: 'Accounts', lane: 0, lanes: 1 } as const;
  const removals = await listRemovals(ledger, scope, { env: run.env, after: '', limit: 100 });
  zoho.records.clear();
  const results = ['deleted', 'gone', 'failed'] as const;
  await bookRemovals(
    ledger,
    run.env,
    'Accounts',
    removals.map((one, at) => ({ ...one, result: results[at] ?? 'failed' })),
  );
  expect(await countRemovals(ledger, ref)).toEqual([{ module: 'Accounts', left: 1, deleted: 1, gone: 1, failed: 1 }]);
  await setRunState(ledger, run.id, 'rolled-back');
  await load('full-2');
  expect(zoho.writes.map(({ how, keys }) => [how, keys.length])).toEqual([
    ['insert', 3],
    ['insert', 2],
  ]);
});

test('the trace of a record lists its number, its outcome and its removal, run by run', async () => {
  const { ref, run } = await loadRecords(accounts(2));
  const { key } = queued(2);
  const [, second] = await listRemovals(
    ledger,
    { ...ref, module: 'Accounts', lane: 0, lanes: 1 },
    { env: run.env, after: '', limit: 2 },
  );
  if (second) await bookRemovals(ledger, run.env, 'Accounts', [{ ...second, result: 'deleted' }]);
  const { events } = await traceRecord(ledger, ref.engagement, key);
  expect(events).toEqual([
    { environment: 'sandbox', run: 'full-1', what: 'queued for Accounts as number 2' },
    { environment: 'sandbox', run: 'full-1', what: expect.stringMatching(/^created as Accounts \d+$/) },
    { environment: 'sandbox', run: 'full-1', what: 'rolled back: deleted' },
  ]);
});
