import type { Ledger } from '../../../connectors/ledger/database.ts';
import { adoptRecords, openEnvironment } from '../../../connectors/ledger/environments.ts';
import { storeBeforeImages, traceRecord } from '../../../connectors/ledger/records.ts';
import {
  bookRollback,
  closeRollback,
  countItems,
  findRollback,
  listItems,
  takeRollbackSlice,
  type ItemResult,
} from '../../../connectors/ledger/rollback.ts';
import { planRollback } from '../../../connectors/ledger/rollback-plan.ts';
import { closeRuns, findRun } from '../../../connectors/ledger/runs.ts';
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
  const ref = { engagement, environment: 'sandbox' } as const;
  const load = async (name: string) => {
    const run = await fillRun(ledger, { ...ref, run: name }, records);
    const creditsBackAt = () => Promise.resolve(new Date());
    const ports = {
      ledger,
      zoho,
      keyField: 'Portage_Key',
      conflicts: 'ask' as const,
      creditFloor: 0,
      breakerPercent: 100,
      creditsBackAt,
    };
    const lane = { ...ref, run: name, module: 'Accounts', pass: 'base', lane: 0, lanes: 1, slice: 20_000 } as const;
    await runLane(ports, lane, new AbortController().signal);
    return run;
  };
  /** Plans the rollback of everything that the fake org has. */
  const plan = async () => {
    await closeRuns(ledger, ref);
    await planRollback(ledger, ref, async (open) => {
      const present = [...zoho.records.values()].map((one) => ({
        ...{ key: String(one['Portage_Key']), zohoId: String(one['id']), modifiedAt: null, edited: false },
      }));
      await open.see(present);
      await open.store();
    });
    return rollbackOf(ref);
  };
  return { ref, zoho, load, plan, run: await load('full-1') };
}

async function rollbackOf(ref: { engagement: string; environment: 'sandbox' }) {
  const rollback = await findRollback(ledger, ref);
  if (!rollback) throw new Error('there is no rollback');
  return rollback;
}

const accounts = (count: number) => Array.from({ length: count }, (_, number) => queued(number + 1, { custom: {} }));
const lane = (number: number, lanes = 1) => ({ module: 'Accounts', lane: number, lanes, size: 100 }) as const;

/** Books these results for the items of the next slice. */
async function settle(rollback: Awaited<ReturnType<typeof rollbackOf>>, results: ItemResult[]) {
  const held = await takeRollbackSlice(ledger, rollback, lane(0));
  if (!held) throw new Error('there is no slice');
  const items = await listItems(ledger, rollback, held.bookedTo + 1, held.lastNo);
  const settled = items.map(({ no, key }, at) => {
    const result = results[at] ?? 'deleted';
    return { no, key, result, reason: result === 'refused' ? 'locked' : null, modifiedAt: null };
  });
  await bookRollback(ledger, rollback, 'Accounts', held, { lastNo: held.lastNo, settled, claimSize: 100 });
}

test('the lanes of a rollback get every record of ours once, and no adopted record that no load has changed', async () => {
  const { run, plan } = await loadRecords(accounts(250));
  await adoptRecords(ledger, run.env, 'Accounts', [{ key: 'acme:billing_accounts:OLD', id: '77', modifiedAt: null }]);
  const rollback = await plan();
  const keys: string[] = [];
  for (let number = 0; ; number = (number + 1) % 3) {
    const held = await takeRollbackSlice(ledger, rollback, lane(number, 3));
    if (!held) break;
    const items = await listItems(ledger, rollback, held.bookedTo + 1, held.lastNo);
    keys.push(...items.map(({ key }) => key));
    const settled = items.map(({ no, key }) => ({
      no,
      key,
      result: 'deleted' as const,
      reason: null,
      modifiedAt: null,
    }));
    await bookRollback(ledger, rollback, 'Accounts', held, { lastNo: held.lastNo, settled, claimSize: 100 });
  }
  expect(keys.sort()).toEqual(accounts(250).map(({ key }) => key));
});

test('adopted records that a load has changed come first, with their values from before', async () => {
  const { run, plan, zoho } = await loadRecords(accounts(2));
  const key = 'acme:billing_accounts:OLD' as const;
  await adoptRecords(ledger, run.env, 'Accounts', [{ key, id: '77', modifiedAt: null }]);
  await storeBeforeImages(ledger, run, [{ key, body: { Account_Name: 'Before', Phone: null } }]);
  zoho.records.set('77', { id: '77', Portage_Key: key });
  const rollback = await plan();
  const [first] = await listItems(ledger, rollback, 1, 1);
  expect(first).toMatchObject({ key, action: 'restore', image: { Account_Name: 'Before', Phone: null } });
});

test('a record that was rolled back is created again by the next run, and one that Zoho refused to delete is not', async () => {
  const { run, load, plan, zoho } = await loadRecords(accounts(3));
  const rollback = await plan();
  await settle(rollback, ['deleted', 'gone', 'refused']);
  const counts = await ledger.withClient((client) => countItems(client, 'rollback_item', rollback.id));
  expect(counts.map(({ result, count }) => [result, count]).sort()).toEqual([
    ['deleted', 1],
    ['gone', 1],
    ['refused', 1],
  ]);
  await closeRollback(ledger, rollback);
  expect((await findRun(ledger, run)).state).toBe('closed');
  zoho.records.clear();
  await load('full-2');
  expect(zoho.writes.map(({ how, keys }) => [how, keys.length])).toEqual([
    ['insert', 3],
    ['insert', 2],
  ]);
});

test('loads of which nothing is left count as rolled back', async () => {
  const { run, plan } = await loadRecords(accounts(2));
  const rollback = await plan();
  await settle(rollback, []);
  await closeRollback(ledger, rollback);
  expect((await findRun(ledger, run)).state).toBe('rolled-back');
});

test('a later attempt of a lane takes its slice over, and the earlier one can book nothing', async () => {
  const { plan } = await loadRecords(accounts(2));
  const rollback = await plan();
  const first = await takeRollbackSlice(ledger, rollback, lane(0));
  const second = await takeRollbackSlice(ledger, rollback, lane(0));
  expect(second).toMatchObject({ slice: first?.slice, unsureTo: 2 });
  if (!first) throw new Error('there is no slice');
  const late = bookRollback(ledger, rollback, 'Accounts', first, { lastNo: 2, settled: [], claimSize: 100 });
  await expect(late).rejects.toMatchObject({ kind: 'fenced' });
});

test('a new rollback fences the lanes of the one before', async () => {
  const { plan, ref } = await loadRecords(accounts(2));
  const old = await plan();
  const held = await takeRollbackSlice(ledger, old, lane(0));
  await plan();
  expect(await takeRollbackSlice(ledger, old, lane(0))).toBeNull();
  if (!held) throw new Error('there is no slice');
  const late = bookRollback(ledger, old, 'Accounts', held, { lastNo: 2, settled: [], claimSize: 100 });
  await expect(late).rejects.toMatchObject({ kind: 'fenced' });
  expect((await rollbackOf(ref)).id).toBeGreaterThan(old.id);
});

test('what a lane may have sent and has not booked is a candidate, and closing its run says since when', async () => {
  const { ref, zoho, plan, run } = await loadRecords(accounts(1));
  await fillRun(ledger, { ...ref, run: 'delta-1' }, [
    ...accounts(1),
    queued(2, { custom: {} }),
    queued(3, { custom: {} }),
  ]);
  const { id } = await findRun(ledger, { ...ref, run: 'delta-1' });
  await ledger.query(`update slice set claimed_to = last_no where run = $1 and pass = 'base'`, [id]);
  zoho.records.set('88', { id: '88', Portage_Key: queued(2).key });
  expect((await closeRuns(ledger, ref)).unsureSince).toBeInstanceOf(Date);
  const rollback = await plan();
  const items = await listItems(ledger, rollback, 1, 100);
  expect(items.map(({ key }) => key).sort()).toEqual([queued(1).key, queued(2).key]);
  const [found] = await ledger.query('select created_run, origin from record where env = $1 and zoho_id = 88', [
    run.env,
  ]);
  expect(found).toEqual({ created_run: id, origin: 'ours' });
});

test('a run whose lanes have booked everything needs no waiting', async () => {
  const { ref } = await loadRecords(accounts(1));
  expect(await closeRuns(ledger, ref)).toEqual({ unsureSince: null });
});

test('modules come in the reverse order of their load', async () => {
  const engagement = await openTestEngagement(ledger);
  const ref = { engagement, environment: 'sandbox' } as const;
  const contact = queued(2, { key: 'test:subscribers:S-1', module: 'Contacts' });
  await fillRun(ledger, { ...ref, run: 'full-1' }, [queued(1), contact]);
  const { env } = await openEnvironment(ledger, ref);
  for (const [key, module] of [
    [queued(1).key, 'Accounts'],
    [contact.key, 'Contacts'],
    ['test:orders:V-1', 'Vendors'],
  ])
    await ledger.query(`insert into record (env, key, module, origin, zoho_id) values ($1, $2, $3, 'ours', 1)`, [
      env,
      key,
      module,
    ]);
  const modules = await planRollback(ledger, ref, (plan) => Promise.resolve(plan.modules));
  expect(modules).toEqual(['Vendors', 'Contacts', 'Accounts']);
});

test('a plan that is made during a load is not sure of the records of the module that is being loaded', async () => {
  const { ref } = await loadRecords(accounts(2));
  const unsure = () =>
    planRollback(ledger, ref, async (plan) => {
      const candidates = await plan.candidates([queued(1).key]);
      return candidates.get(queued(1).key)?.unsure;
    });
  expect(await unsure()).toBe(false);
  await fillRun(ledger, { ...ref, run: 'delta-1' }, [
    queued(1, { base: { Portage_Key: queued(1).key, Phone: '+441' } }),
  ]);
  expect(await unsure()).toBe(true);
  await closeRuns(ledger, ref);
  expect(await unsure()).toBe(false);
});

test('the trace of a record lists its number, its outcome and its removal, run by run', async () => {
  const { ref, plan } = await loadRecords(accounts(2));
  await settle(await plan(), []);
  const { events } = await traceRecord(ledger, ref.engagement, queued(2).key);
  expect(events).toEqual([
    { environment: 'sandbox', run: 'full-1', what: 'queued for Accounts as number 2' },
    { environment: 'sandbox', run: 'full-1', what: expect.stringMatching(/^created as Accounts \d+$/) },
    { environment: 'sandbox', run: 'rollback-1', what: 'rolled back: deleted' },
  ]);
});
