import { fc } from '../../support/properties.ts';
import { listExceptions } from '../../../connectors/ledger/exceptions.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { countOutcomes, readPasses } from '../../../connectors/ledger/phases.ts';
import { reopenRecords } from '../../../connectors/ledger/retry.ts';
import { closeRuns, setRunState } from '../../../connectors/ledger/runs.ts';
import type { ExceptionChoice } from '../../../schemas/exceptions.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import { passes, type Pass } from '../../../schemas/terms.ts';
import { runLane } from '../../../steps/load/lane.ts';
import { createFakeZoho, type FakeZoho } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

/** Exceptions that are sent again: only those that people chose, and nothing twice. */
let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

const never = new AbortController().signal;
const keyOf = (number: number) => queued(number).key;

/** A complete load of accounts, of which Zoho refused what `refuse` says. */
async function openLoaded(count: number, refuse: FakeZoho['refuse'], breakerPercent = 100) {
  const engagement = await openTestEngagement(ledger);
  const zoho = createFakeZoho();
  const ref = { engagement, environment: 'sandbox', run: 'full-1', module: 'Accounts' } as const;
  const records = Array.from({ length: count }, (_, at) => queued(at + 1));
  const run = await fillRun(ledger, ref, records);
  const lane = (pass: Pass, port: FakeZoho, percent: number) =>
    runLane(
      {
        ...{ ledger, zoho: port, keyField: 'Portage_Key', conflicts: 'ask', creditFloor: 0, breakerPercent: percent },
        creditsBackAt: () => Promise.resolve(new Date()),
      },
      { ...ref, pass, lane: 0, lanes: 1, slice: 20_000 },
      never,
    );
  const load = async (port: FakeZoho = zoho) => {
    const ends: string[] = [];
    for (const pass of passes) ends.push((await lane(pass, port, breakerPercent)).ended);
    return ends;
  };
  zoho.refuse = refuse;
  for (const pass of passes) await lane(pass, zoho, 100);
  await setRunState(ledger, run.id, 'loaded');
  zoho.refuse = () => null;
  zoho.writes.length = 0;
  return {
    zoho,
    run,
    ref,
    load,
    reopen: (choice: ExceptionChoice) => reopenRecords(ledger, run, choice),
    sent: () => zoho.writes.flatMap(({ keys }) => keys),
    exceptions: async () =>
      (await listExceptions(ledger, run, { after: '', onlyOpen: false, most: 10_000 })).map(
        ({ key, kind }) => `${key} ${kind}`,
      ),
    outcomes: async () =>
      Object.fromEntries((await countOutcomes(ledger, run.id, 'Accounts')).map((one) => [one.outcome, one.count])),
    passes: () => readPasses(ledger, ref),
  };
}

const named =
  (numbers: number[], reason = 'INVALID_DATA Account_Name') =>
  (record: JsonObject) =>
    numbers.some((number) => record['Account_Name'] === `Account ${number}`) ? reason : null;

/** A worker that is killed when its call has arrived. */
const dyingBehindItsCall = (zoho: FakeZoho): FakeZoho => ({
  ...zoho,
  insert: async (...args) => {
    await zoho.insert(...args);
    throw new Error('killed');
  },
});

test('only the chosen records are sent again, and the others keep their bad end', async () => {
  const load = await openLoaded(250, named([7, 8, 120]));
  await load.reopen({ keys: [keyOf(7), keyOf(120)] });
  expect(await load.outcomes()).toEqual({ created: 247, rejected: 1, pending: 2 });
  await load.load();
  // Each once in the base pass, and once in the custom pass.
  expect(load.sent().sort()).toEqual([7, 7, 120, 120].map(keyOf).sort());
  expect(await load.outcomes()).toEqual({ created: 249, rejected: 1 });
  expect(await load.exceptions()).toEqual([`${keyOf(8)} rejected`]);
  expect(await load.passes()).toMatchObject([
    { pass: 'base', total: 250, left: 0, written: 249, rejected: 1 },
    { pass: 'custom', total: 250, left: 0, written: 249, rejected: 0 },
  ]);
});

test('custom fields that Zoho rejected are sent again without the standard fields', async () => {
  const refused = (record: JsonObject) =>
    record['Tier'] && ['3', '5'].includes(String(record['id']).slice(-1)) ? 'INVALID_DATA Tier' : null;
  const load = await openLoaded(20, refused);
  const before = await load.exceptions();
  expect(before.length).toBeGreaterThan(1);
  const [key = ''] = before[0]?.split(' ') ?? [];
  await load.reopen({ keys: [key] });
  await load.load();
  expect(load.zoho.writes).toHaveLength(1);
  expect(load.zoho.writes[0]?.records[0]).toMatchObject({ Tier: 'gold' });
  expect(await load.exceptions()).toEqual(before.slice(1));
  expect((await load.passes())[1]).toMatchObject({ written: 20 - before.length + 1, rejected: before.length - 1 });
  await setRunState(ledger, load.run.id, 'loaded');
  await load.reopen({ reason: 'INVALID_DATA Tier' });
  await load.load();
  expect((await load.passes())[1]).toMatchObject({ written: 20, rejected: 0 });
});

test('a choice by reason leaves out records with another reason', async () => {
  const load = await openLoaded(40, (record) => named([1, 2])(record) ?? named([3], 'INVALID_DATA Phone')(record));
  await load.reopen({ module: 'Accounts', kind: 'rejected', reason: 'INVALID_DATA Account_Name' });
  await load.load();
  expect(new Set(load.sent())).toEqual(new Set([1, 2].map(keyOf)));
  expect(await load.exceptions()).toEqual([`${keyOf(3)} rejected`]);
});

test('a record that is rejected again has one outcome, and what approvers decided about it stays', async () => {
  const load = await openLoaded(20, named([4]));
  await ledger.query(
    `insert into exception_decision (env, key, kind, reason, decision, decided_by)
     values ($1, $2, 'rejected', 'INVALID_DATA Account_Name', 'fix-source', 'fay@example.com')`,
    [load.run.env, keyOf(4)],
  );
  load.zoho.refuse = named([4]);
  await load.reopen({ keys: [keyOf(4)] });
  await load.load();
  expect(await load.outcomes()).toEqual({ created: 19, rejected: 1 });
  expect(await listExceptions(ledger, load.run, { after: '', onlyOpen: false, most: 10 })).toMatchObject([
    { key: keyOf(4), decision: 'fix-source', decidedBy: 'fay@example.com' },
  ]);
});

test('many records that are rejected again do not stop the phase by themselves', async () => {
  const all = () => 'INVALID_DATA Account_Name';
  const load = await openLoaded(300, all, 5);
  load.zoho.refuse = all;
  await load.reopen({ reason: 'INVALID_DATA Account_Name' });
  expect(await load.load()).toEqual(['empty', 'empty']);
  expect(await load.outcomes()).toEqual({ rejected: 300 });
});

test('after a kill behind a call, the record is looked up and not created twice', async () => {
  const load = await openLoaded(30, named([9, 21]));
  await load.reopen({ reason: 'INVALID_DATA Account_Name' });
  await expect(load.load(dyingBehindItsCall(load.zoho))).rejects.toThrow('killed');
  expect(load.zoho.records.size).toBe(30);
  await load.load();
  expect(load.zoho.records.size).toBe(30);
  expect(await load.outcomes()).toEqual({ created: 30 });
});

test('a load that was rolled back is not opened again', async () => {
  const load = await openLoaded(10, named([2]));
  await closeRuns(ledger, load.ref);
  await expect(load.reopen({ keys: [keyOf(2)] })).rejects.toMatchObject({ kind: 'fenced' });
  expect(await load.outcomes()).toEqual({ created: 9, rejected: 1 });
});

test('whatever is refused, chosen, refused again and killed, each record has one end and is in Zoho at most once', async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 12 });
  const retry = fc.record({ chosen: numbers, again: numbers, kill: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(numbers, fc.array(retry, { minLength: 1, maxLength: 3 }), async (refused, retries) => {
      const load = await openLoaded(120, named(refused));
      let left = refused;
      for (const { chosen, again, kill } of retries) {
        const retried = chosen.filter((number) => left.includes(number));
        load.zoho.refuse = named(again);
        load.zoho.writes.length = 0;
        // No keys would choose nothing.
        await load.reopen({ keys: [keyOf(1_000), ...chosen.map(keyOf)] });
        if (kill) await load.load(dyingBehindItsCall(load.zoho)).catch(() => undefined);
        await load.load();
        await setRunState(ledger, load.run.id, 'loaded');
        expect(new Set(load.sent())).toEqual(new Set(retried.map(keyOf)));
        left = left.filter((number) => !retried.includes(number) || again.includes(number));
        expect(load.zoho.records.size).toBe(120 - left.length);
        const counted = await load.outcomes();
        expect(counted).toEqual({ created: 120 - left.length, ...(left.length > 0 && { rejected: left.length }) });
        expect(await load.exceptions()).toEqual(left.map((number) => `${keyOf(number)} rejected`).sort());
        const [base, custom] = await load.passes();
        expect(base).toMatchObject({ total: 120, left: 0, written: 120 - left.length, rejected: left.length });
        expect(custom).toMatchObject({ total: 120, left: 0, written: 120 - left.length, rejected: 0 });
      }
    }),
    { numRuns: 20 },
  );
});
