import type { Ledger } from '../../../connectors/ledger/database.ts';
import { closeRuns, findRun } from '../../../connectors/ledger/runs.ts';
import { countOutcomes, readPasses, reopenPhase } from '../../../connectors/ledger/phases.ts';
import { ConnectorError } from '../../../connectors/error.ts';
import type { LaneInput } from '../../../schemas/engagement.ts';
import type { QueuedRecord } from '../../../schemas/record.ts';
import type { Pass } from '../../../schemas/terms.ts';
import { runLane, type LanePorts } from '../../../steps/load/lane.ts';
import { createFakeZoho, type FakeZoho } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

const never = new AbortController().signal;

/** A new engagement with one fake org, whose runs are loaded by one lane. */
async function openLoad() {
  const engagement = await openTestEngagement(ledger);
  const zoho = createFakeZoho();
  const laneOf = (run: string, pass: Pass): LaneInput => ({
    ...{ engagement, environment: 'sandbox', run, module: 'Accounts', pass },
    ...{ lane: 0, lanes: 1, slice: 20_000 },
  });
  const outcomesOf = async (run: string) => {
    const { id } = await findRun(ledger, laneOf(run, 'base'));
    const counts = await countOutcomes(ledger, id, 'Accounts');
    return Object.fromEntries(counts.map(({ outcome, count }) => [outcome, count]));
  };
  return {
    ref: { engagement, environment: 'sandbox' } as const,
    zoho,
    fill: (run: string, records: QueuedRecord[]) => fillRun(ledger, laneOf(run, 'base'), records),
    pass: (run: string, pass: Pass, port: FakeZoho = zoho) => runLane(portsOf(port), laneOf(run, pass), never),
    outcomesOf,
    passesOf: (run: string) => readPasses(ledger, laneOf(run, 'base')),
  };
}

const portsOf = (zoho: FakeZoho): LanePorts => ({
  ledger,
  zoho,
  keyField: 'Portage_Key',
  conflicts: 'ask' as const,
  creditFloor: 0,
  breakerPercent: 100,
  creditsBackAt: () => Promise.resolve(new Date()),
});

const accounts = (count: number) => Array.from({ length: count }, (_, number) => queued(number + 1));
const renamed = (number: number) => queued(number, { base: { ...queued(number).base, Account_Name: 'Renamed' } });

test('records that Zoho has acknowledged as they are wanted are counted and not stored again', async () => {
  const load = await openLoad();
  const { env } = await load.fill('full-1', accounts(150));
  await load.pass('full-1', 'base');
  await load.pass('full-1', 'custom');
  await load.fill('delta-1', [...accounts(149), renamed(150)]);
  expect(await load.outcomesOf('delta-1')).toEqual({ unchanged: 149, pending: 1 });
  const [values] = await ledger.query<{ count: number }>(
    'select count(*)::int as count from record_value where env = $1',
    [env],
  );
  expect(values?.count).toBe(151);
  await load.pass('delta-1', 'base');
  expect(load.zoho.writes.at(-1)).toMatchObject({ how: 'update', keys: [queued(150).key] });
  expect(await load.outcomesOf('delta-1')).toEqual({ unchanged: 149, updated: 1 });
});

test('a record whose custom pass never ran gets its custom fields from the next run, and nothing else is written', async () => {
  const load = await openLoad();
  await load.fill('full-1', accounts(120));
  await load.pass('full-1', 'base');
  await load.fill('delta-1', accounts(120));
  expect(await load.pass('delta-1', 'base')).toMatchObject({ written: 0 });
  expect(await load.pass('delta-1', 'custom')).toMatchObject({ written: 120 });
  expect(load.zoho.writes.map(({ how }) => how)).toEqual(['insert', 'insert', 'update', 'update']);
  expect([...load.zoho.records.values()].every((record) => record['Tier'] === 'gold')).toBe(true);
  expect(await load.outcomesOf('delta-1')).toEqual({ updated: 120 });
  await load.fill('delta-2', accounts(120));
  expect(await load.outcomesOf('delta-2')).toEqual({ unchanged: 120 });
});

test('custom fields that Zoho rejected are tried again by the next run', async () => {
  const load = await openLoad();
  await load.fill('full-1', accounts(10));
  await load.pass('full-1', 'base');
  load.zoho.refuse = (record) => ('Tier' in record ? 'INVALID_DATA Tier' : null);
  await load.pass('full-1', 'custom');
  expect(await load.outcomesOf('full-1')).toEqual({ created: 10 });
  await load.fill('delta-1', accounts(10));
  expect(await load.pass('delta-1', 'custom')).toMatchObject({ rejected: 10 });
  expect(await load.outcomesOf('delta-1')).toEqual({ rejected: 10 });
  load.zoho.refuse = () => null;
  await load.fill('delta-2', accounts(10));
  expect(await load.pass('delta-2', 'custom')).toMatchObject({ written: 10 });
});

test('a lookup that was left blank is written by the first run after its record has come', async () => {
  const load = await openLoad();
  const child = queued(1, { custom: { Parent: { $key: 'acme:orders:late' } }, refs: ['acme:orders:late'] });
  await load.fill('full-1', [child]);
  await load.pass('full-1', 'base');
  await load.pass('full-1', 'custom');
  expect(load.zoho.writes).toHaveLength(1);
  const parent = queued(2, { key: 'acme:orders:late', base: { Portage_Key: 'acme:orders:late' }, custom: {} });
  await load.fill('delta-1', [child, parent]);
  await load.pass('delta-1', 'base');
  await load.pass('delta-1', 'custom');
  const [first, second] = [...load.zoho.records.values()];
  expect(first?.['Parent']).toEqual({ id: second?.['id'] });
});

/** A record of ours whose parent has one of two keys. */
const [planKey, itemKey] = ['acme:service_plans:7', 'acme:product_catalog:7'] as const;
const ofEither = () => {
  const base = { ...queued(1).base, Parent: { $key: planKey, $or: [itemKey] } };
  return queued(1, { base, custom: {}, refs: [planKey, itemKey] });
};
const parentWith = (number: number, key: typeof planKey | typeof itemKey) =>
  queued(number, { key, base: { Portage_Key: key }, custom: {} });

test('a record whose parent is looked up in several objects waits until one of them has it, and is loaded then', async () => {
  const load = await openLoad();
  const child = ofEither();
  await load.fill('full-1', [child]);
  await load.pass('full-1', 'base');
  expect(await load.outcomesOf('full-1')).toEqual({ rejected: 1 });
  await load.fill('delta-1', [child]);
  expect(await load.pass('delta-1', 'base')).toMatchObject({ rejected: 0 });
  await load.fill('delta-2', [parentWith(2, itemKey), child]);
  await load.pass('delta-2', 'base');
  await load.fill('delta-3', [parentWith(2, itemKey), child]);
  await load.pass('delta-3', 'base');
  const byKey = new Map([...load.zoho.records.values()].map((record) => [record['Portage_Key'], record]));
  expect(byKey.get(child.key)?.['Parent']).toEqual({ id: byKey.get(itemKey)?.['id'] });
});

test('a record is rejected if several objects have the id of its parent', async () => {
  const load = await openLoad();
  await load.fill('full-1', [parentWith(2, planKey), parentWith(3, itemKey)]);
  await load.pass('full-1', 'base');
  await load.fill('delta-1', [parentWith(2, planKey), parentWith(3, itemKey), ofEither()]);
  await load.pass('delta-1', 'base');
  const { id } = await findRun(ledger, { ...load.ref, run: 'delta-1' });
  const outcomes = await ledger.query('select outcome, reason, reference from outcome where run = $1', [id]);
  expect(outcomes).toEqual([
    { outcome: 'rejected', reason: 'records of several objects have the id of its parent', reference: planKey },
  ]);
});

test('a phase that is opened again sends its rejected records only, and its counts and reasons start anew', async () => {
  const load = await openLoad();
  const run = await load.fill('full-1', accounts(250));
  load.zoho.refuse = (record) => (record['Account_Name'] === 'Account 120' ? 'INVALID_DATA Account_Name' : null);
  await load.pass('full-1', 'base');
  load.zoho.refuse = (record) => (record['Tier'] && Number(record['id']) % 2 === 0 ? 'INVALID_DATA Tier' : null);
  await load.pass('full-1', 'custom');
  const [base, custom] = await load.passesOf('full-1');
  expect(base).toMatchObject({ total: 250, left: 0, written: 249, rejected: 1 });
  expect(custom?.rejected).toBeGreaterThan(100);

  load.zoho.refuse = () => null;
  await reopenPhase(ledger, run, 'Accounts');
  expect(await load.outcomesOf('full-1')).toEqual({ created: 249, pending: 1 });
  load.zoho.writes.length = 0;
  await load.pass('full-1', 'base');
  await load.pass('full-1', 'custom');
  expect(load.zoho.writes.flatMap(({ keys }) => keys)).toHaveLength(1 + (custom?.rejected ?? 0) + 1);
  expect(await load.passesOf('full-1')).toMatchObject([
    { pass: 'base', total: 250, left: 0, written: 250, rejected: 0 },
    { pass: 'custom', total: 250, left: 0, written: 250, rejected: 0 },
  ]);
  const reasons = await ledger.query('select 1 from outcome where run = $1 and custom_reason is not null', [run.id]);
  expect(reasons).toEqual([]);
});

test('a phase that is opened again while a batch is in flight keeps that batch in flight', async () => {
  const load = await openLoad();
  const run = await load.fill('full-1', accounts(250));
  // Only one slice, so that the rejected record and the batch in flight are in the same.
  await ledger.query('delete from slice where run = $1 and slice > 1', [run.id]);
  await ledger.query('update slice set last_no = 250 where run = $1', [run.id]);
  load.zoho.refuse = (record) => (record['Account_Name'] === 'Account 7' ? 'INVALID_DATA Account_Name' : null);
  const dying = load.pass('full-1', 'base', {
    ...load.zoho,
    insert: async (...args) => {
      const results = await load.zoho.insert(...args);
      if (load.zoho.writes.length > 1) throw new Error('killed');
      return results;
    },
  });
  await expect(dying).rejects.toThrow('killed');
  load.zoho.refuse = () => null;
  await reopenPhase(ledger, run, 'Accounts');
  load.zoho.writes.length = 0;
  await load.pass('full-1', 'base');
  expect(load.zoho.lookUps).toBe(1);
  expect(load.zoho.writes.map(({ keys }) => keys.length).sort()).toEqual([1, 50]);
  expect(await load.outcomesOf('full-1')).toEqual({ created: 250 });
});

test('a lane whose run is closed during a call can neither book nor claim, and no lane starts any more', async () => {
  const load = await openLoad();
  await load.fill('full-1', accounts(300));
  const fenced = load.pass('full-1', 'base', {
    ...load.zoho,
    insert: async (...args) => {
      const results = await load.zoho.insert(...args);
      await closeRuns(ledger, load.ref);
      return results;
    },
  });
  await expect(fenced).rejects.toMatchObject({ kind: 'fenced' });
  expect(await load.outcomesOf('full-1')).toEqual({ pending: 300 });
  await expect(load.pass('full-1', 'base')).rejects.toMatchObject({ kind: 'fenced' });
});

test('after a refused call, the batch that was only claimed is sent without a look-up, and the one before is not sent twice', async () => {
  const load = await openLoad();
  await load.fill('full-1', accounts(300));
  let calls = 0;
  const refusing = load.pass('full-1', 'base', {
    ...load.zoho,
    insert: (...args) => {
      calls += 1;
      if (calls === 2) return Promise.reject(new ConnectorError('rate-limited', 'too many requests'));
      return load.zoho.insert(...args);
    },
  });
  await expect(refusing).rejects.toMatchObject({ kind: 'rate-limited' });
  await load.pass('full-1', 'base');
  expect(load.zoho.lookUps).toBe(0);
  expect(load.zoho.writes.map(({ keys }) => keys.length)).toEqual([100, 100, 100]);
  expect(await load.outcomesOf('full-1')).toEqual({ created: 300 });
});
