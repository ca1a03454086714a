import { runLane, type LanePorts } from '../../../steps/load/lane.ts';
import { countOutcomes } from '../../../connectors/ledger/phases.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { takeLane } from '../../../connectors/ledger/lanes.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
import type { LaneInput } from '../../../schemas/engagement.ts';
import type { QueuedRecord } from '../../../schemas/record.ts';
import { createFakeZoho, type FakeZoho } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

const never = new AbortController().signal;
const about = { module: 'Accounts', pass: 'base', lane: 0, lanes: 1, slice: 20_000 } as const;

/** An engagement of its own, with this number of accounts in the queue of its first run. */
async function phase(count: number, change: (record: QueuedRecord) => QueuedRecord = (one) => one): Promise<LaneInput> {
  const engagement = await openTestEngagement(ledger);
  const ref = { engagement, environment: 'sandbox', run: 'full-1' } as const;
  const records = Array.from({ length: count }, (_, number) => change(queued(number + 1)));
  await fillRun(ledger, ref, records);
  return { ...ref, ...about };
}

/** Another run of the same engagement. */
async function nextRun(first: LaneInput, run: string, records: QueuedRecord[]): Promise<LaneInput> {
  await fillRun(ledger, { ...first, run }, records);
  return { ...first, run, pass: 'base' };
}

const portsOf = (zoho: FakeZoho, changes: Partial<LanePorts> = {}): LanePorts => ({
  ledger,
  zoho,
  keyField: 'Portage_Key',
  conflicts: 'ask' as const,
  creditFloor: 0,
  breakerPercent: 5,
  creditsBackAt: () => Promise.resolve(new Date('2026-11-23T14:05:00Z')),
  ...changes,
});

async function outcomesOf(input: LaneInput) {
  const counts = await countOutcomes(ledger, (await findRun(ledger, input)).id, 'Accounts');
  return Object.fromEntries(counts.map(({ outcome, count }) => [outcome, count]));
}

test('a lane writes the whole queue in calls of at most 100 and books every outcome', async () => {
  const input = await phase(250);
  const zoho = createFakeZoho();
  const result = await runLane(portsOf(zoho), input, never);
  expect(result).toMatchObject({ written: 250, rejected: 0, ended: 'empty' });
  expect(zoho.writes.map(({ keys }) => keys.length)).toEqual([100, 100, 50]);
  expect(await outcomesOf(input)).toEqual({ created: 250 });
});

test('several lanes share one queue, and no record is written twice', async () => {
  const input = await phase(1_050);
  const zoho = createFakeZoho();
  const lanes = [0, 1, 2, 3].map((lane) => runLane(portsOf(zoho), { ...input, lane, lanes: 4 }, never));
  await Promise.all(lanes);
  const keys = zoho.writes.flatMap((write) => write.keys);
  expect(keys).toHaveLength(1_050);
  expect(new Set(keys).size).toBe(1_050);
  expect(await outcomesOf(input)).toEqual({ created: 1_050 });
});

test('records are looked up and not sent again after a lost response', async () => {
  const input = await phase(100);
  const zoho = createFakeZoho();
  zoho.faults = ['lost'];
  await runLane(portsOf(zoho), input, never);
  expect(zoho.writes).toHaveLength(1);
  expect(zoho.lookUps).toBe(1);
  expect(await outcomesOf(input)).toEqual({ created: 100 });
});

test('the batch that a dead attempt left in flight is looked up by the next attempt before anything is sent', async () => {
  const input = await phase(150);
  const zoho = createFakeZoho();
  // The dead attempt claimed and sent a batch, but booked nothing.
  const dying = runLane(
    portsOf({
      ...zoho,
      insert: async (...args) => {
        await zoho.insert(...args);
        throw new Error('killed');
      },
    }),
    input,
    never,
  );
  await expect(dying).rejects.toThrow('killed');
  expect(zoho.records.size).toBe(100);
  const result = await runLane(portsOf(zoho), input, never);
  expect(result).toMatchObject({ written: 150, ended: 'empty' });
  expect(zoho.writes.map(({ keys }) => keys.length)).toEqual([100, 50]);
  expect(await outcomesOf(input)).toEqual({ created: 150 });
});

test('a lane returns its batch after a 429, and the next attempt sends it without a look-up', async () => {
  const input = await phase(100);
  const zoho = createFakeZoho();
  zoho.faults = ['rate-limited'];
  await expect(runLane(portsOf(zoho), input, never)).rejects.toMatchObject({ kind: 'rate-limited' });
  await runLane(portsOf(zoho), input, never);
  expect(zoho.lookUps).toBe(0);
  expect(await outcomesOf(input)).toEqual({ created: 100 });
});

test('an attempt whose lane was taken over can neither book nor claim', async () => {
  const input = await phase(300);
  const zoho = createFakeZoho();
  const slow = portsOf({
    ...zoho,
    insert: async (...args) => {
      const results = await zoho.insert(...args);
      await takeLane(ledger, input);
      return results;
    },
  });
  await expect(runLane(slow, input, never)).rejects.toMatchObject({ kind: 'fenced' });
  expect(await outcomesOf(input)).toEqual({ pending: 300 });
});

test('a record that Zoho rejects has the outcome rejected with a reason, and the other records are written', async () => {
  const input = await phase(100);
  const zoho = createFakeZoho();
  zoho.refuse = (record) => (record['Account_Name'] === 'Account 7' ? 'INVALID_DATA Account_Name' : null);
  expect(await runLane(portsOf(zoho), input, never)).toMatchObject({ written: 99, rejected: 1 });
  expect(await outcomesOf(input)).toEqual({ created: 99, rejected: 1 });
});

test('too many rejections trip the breaker, and the remaining records stay pending', async () => {
  const input = await phase(1_000);
  const zoho = createFakeZoho();
  zoho.refuse = () => 'INVALID_DATA Account_Name';
  expect(await runLane(portsOf(zoho), input, never)).toMatchObject({ ended: 'breaker' });
  expect(await outcomesOf(input)).toEqual({ rejected: 200, pending: 800 });
});

test('a delta is not stopped by records that the load before it could not write either', async () => {
  const input = await phase(300);
  const zoho = createFakeZoho();
  const isRejected = (record: { Portage_Key?: unknown }) => String(record.Portage_Key) > queued(220).key;
  zoho.refuse = (record) => (isRejected(record) ? 'INVALID_DATA Phone' : null);
  await runLane(portsOf(zoho, { breakerPercent: 100 }), input, never);
  const again = Array.from({ length: 400 }, (_, index) => queued(index + 221));
  const delta = await nextRun(input, 'delta-1', again);
  zoho.refuse = (record) =>
    isRejected(record) && String(record['Portage_Key']) <= queued(300).key ? 'INVALID_DATA Phone' : null;
  expect(await runLane(portsOf(zoho), delta, never)).toMatchObject({ rejected: 80, written: 320, ended: 'empty' });
});

test('a record that several loads could not write counts once, so new rejections trip the breaker', async () => {
  const input = await phase(300);
  const zoho = createFakeZoho();
  const rejectBetween = (first: number, last: number) => {
    const isRejected = (key: unknown) => String(key) >= queued(first).key && String(key) <= queued(last).key;
    zoho.refuse = (record) => (isRejected(record['Portage_Key']) ? 'INVALID_DATA Phone' : null);
  };
  const queue = (from: number, count: number) => Array.from({ length: count }, (_, index) => queued(from + index));
  rejectBetween(221, 300);
  await runLane(portsOf(zoho, { breakerPercent: 100 }), input, never);
  const first = await nextRun(input, 'delta-1', queue(221, 80));
  expect(await runLane(portsOf(zoho), first, never)).toMatchObject({ rejected: 80, ended: 'empty' });
  const second = await nextRun(input, 'delta-2', queue(221, 400));
  rejectBetween(221, 340);
  expect(await runLane(portsOf(zoho), second, never)).toMatchObject({ rejected: 120, ended: 'breaker' });
});

test('a lane stops at the credit floor and says when to continue', async () => {
  const input = await phase(300);
  const zoho = createFakeZoho();
  zoho.credits.remaining = 1_005;
  const result = await runLane(portsOf(zoho, { creditFloor: 1_000 }), input, never);
  expect(result).toMatchObject({ written: 0, ended: 'credits', resumeAt: '2026-11-23T14:05:00.000Z' });
  zoho.credits.remaining = null;
  expect(await runLane(portsOf(zoho), input, never)).toMatchObject({ written: 300, ended: 'empty' });
  expect(zoho.lookUps).toBe(0);
});

test('a cancelled lane ends the current call, books its outcomes and sends nothing more', async () => {
  const input = await phase(300);
  const zoho = createFakeZoho();
  const stop = new AbortController();
  const ports = portsOf({
    ...zoho,
    insert: (...args) => {
      stop.abort();
      return zoho.insert(...args);
    },
  });
  expect(await runLane(ports, input, stop.signal)).toMatchObject({ written: 100, ended: 'cancelled' });
  expect(await outcomesOf(input)).toEqual({ created: 100, pending: 200 });
});

test('a record whose parent is not in Zoho is rejected without a write', async () => {
  const input = await phase(1, (record) => ({
    ...record,
    base: { ...record.base, Vendor: { $key: 'acme:orders:lost' } },
    refs: ['acme:orders:lost'],
  }));
  const zoho = createFakeZoho();
  expect(await runLane(portsOf(zoho), input, never)).toMatchObject({ written: 0, rejected: 1 });
  expect(zoho.writes).toHaveLength(0);
});

test('the custom pass writes by record id, and compares the values after a lost response', async () => {
  const input = await phase(100);
  const zoho = createFakeZoho();
  await runLane(portsOf(zoho), input, never);
  zoho.faults = ['lost'];
  const result = await runLane(portsOf(zoho), { ...input, pass: 'custom' }, never);
  expect(result).toMatchObject({ written: 100, rejected: 0 });
  expect(zoho.writes.map(({ how }) => how)).toEqual(['insert', 'update']);
  expect([...zoho.records.values()].every((record) => record['Tier'] === 'gold')).toBe(true);
});

test('records that an earlier run created are updated by id and not created again', async () => {
  const first = await phase(10);
  const zoho = createFakeZoho();
  await runLane(portsOf(zoho), first, never);
  const changed = queued(1, { base: { ...queued(1).base, Account_Name: 'Another name' } });
  const delta = await nextRun(first, 'delta-1', [changed, queued(11)]);
  await runLane(portsOf(zoho), delta, never);
  expect(zoho.records.size).toBe(11);
  expect(await outcomesOf(delta)).toEqual({ created: 1, updated: 1 });
});
