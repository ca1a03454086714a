import { listConflicts } from '../../../connectors/ledger/conflicts.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
import { reopenPhase } from '../../../connectors/ledger/phases.ts';
import type { Coverage } from '../../../connectors/ledger/seal-changes.ts';
import { listStaleRecords } from '../../../connectors/ledger/stale-records.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import type { ConflictRule } from '../../../schemas/engagement-file.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { QueuedRecord } from '../../../schemas/record.ts';
import { loadedObjects, passes, type Module } from '../../../schemas/terms.ts';
import { runLane } from '../../../steps/load/lane.ts';
import { removeStale } from '../../../steps/load/remove-stale.ts';
import { compareModule } from '../../../steps/verify/compare-module.ts';
import { createFakeZoho, rulesFor } from '../../support/fake-zoho.ts';
import { never } from '../../support/steps.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

/** A new engagement with one fake org. Each load is a run. */
async function openLoad(rule: ConflictRule = 'ask', module: Module = 'Accounts') {
  const engagement = await openTestEngagement(ledger);
  const zoho = createFakeZoho();
  const ref = { engagement, environment: 'sandbox' } as const;
  const runPasses = async (run: string) => {
    for (const pass of passes)
      await runLane(
        {
          ...{ ledger, zoho, keyField: 'Portage_Key', conflicts: rule, creditFloor: 0, breakerPercent: 100 },
          creditsBackAt: () => Promise.resolve(new Date()),
        },
        { ...ref, run, module, pass, lane: 0, lanes: 1, slice: 20_000 },
        new AbortController().signal,
      );
  };
  const find = (run: string) => findRun(ledger, { ...ref, run });
  return {
    zoho,
    async load(run: string, records: QueuedRecord[], vanished: Coverage['vanished'] = {}) {
      await fillRun(ledger, { ...ref, run }, records, { whole: loadedObjects, vanished, routed: [] });
      zoho.writes.length = 0;
      await runPasses(run);
      await removeStale(ledger, zoho, { ...ref, run, module });
    },
    /** People request changes at the gate of the phase, and it is loaded again. */
    async loadAgain(run: string) {
      await reopenPhase(ledger, await find(run), module);
      await runPasses(run);
      await removeStale(ledger, zoho, { ...ref, run, module });
    },
    stale: async (run: string) =>
      (await listStaleRecords(ledger, await find(run))).map(({ key, rule, result }) => ({ key, rule, result })),
    verify: async (run: string) =>
      compareModule(
        await find(run),
        {
          ...{ ledger, zoho, guard: createGuard({}), module, keyField: 'Portage_Key' },
          ...rulesFor(module),
        },
        never,
      ),
    conflicts: async (run: string) =>
      (await listConflicts(ledger, await find(run))).map(({ field, rule, state, editedBy }) => ({
        ...{ field, rule, state, editedBy },
      })),
    record: (): JsonObject => [...zoho.records.values()][0] ?? {},
    sent: () => zoho.writes.flatMap((write) => write.records),
  };
}

const account = (base: JsonObject, custom: JsonObject = {}) =>
  queued(1, { base: { Portage_Key: queued(1).key, Account_Name: 'Ada', ...base }, custom });
const key = queued(1).key;

test('a field that the source emptied becomes empty in Zoho, in both passes, and nothing else is sent', async () => {
  const { zoho, load, record, sent, verify } = await openLoad();
  await load('full-1', [account({ Phone: '+441', Fax: '+442' }, { Tier: 'gold', Segment: 'home' })]);
  await load('delta-1', [account({ Fax: '+442' }, { Segment: 'home' })]);
  const { id } = record();
  expect(sent()).toEqual([
    { id, Phone: null },
    { id, Tier: null },
  ]);
  expect(await verify('delta-1')).toMatchObject({ differences: [] });
  zoho.edit(key, { Phone: '+441' });
  expect(await verify('delta-1')).toMatchObject({ differences: [], edits: [{ key, field: 'Phone' }] });
});

test('custom fields that the source emptied completely become empty in Zoho', async () => {
  const { load, record } = await openLoad();
  await load('full-1', [account({}, { Tier: 'gold' })]);
  await load('delta-1', [account({})]);
  expect(record()).toMatchObject({ Account_Name: 'Ada', Tier: null });
});

test('an emptied field is emptied once, and has its value again when the source has it again', async () => {
  const { load, record, sent } = await openLoad();
  await load('full-1', [account({ Phone: '+441' })]);
  await load('delta-1', [account({})]);
  await load('delta-2', [account({})]);
  expect(sent()).toEqual([]);
  await load('delta-3', [account({ Phone: '+443' })]);
  expect(record()).toMatchObject({ Phone: '+443' });
});

test('a line that the source removed is deleted, and a value that it emptied in a line becomes empty', async () => {
  const { load, record, sent } = await openLoad('ask', 'Invoices');
  const invoice = (...lines: JsonObject[]) =>
    queued(1, { module: 'Invoices', base: { Portage_Key: key, Invoiced_Items: lines }, custom: {} });
  const line = (id: string) => ({ Product_Name: { id }, Quantity: 1, List_Price: 10 });
  await load('full-1', [invoice({ ...line('1'), Discount: 2 }, line('2'))]);
  const rows = record()['Invoiced_Items'] as JsonObject[];
  rows.forEach((row, index) => (row['id'] = `row ${index}`));
  await load('delta-1', [invoice(line('1'))]);
  expect(sent()[0]?.['Invoiced_Items']).toEqual([
    { ...line('1'), Discount: null, id: 'row 0' },
    { id: 'row 1', _delete: null },
  ]);
});

test('a field that only people changed in Zoho is left alone', async () => {
  const { zoho, load, record, conflicts } = await openLoad();
  await load('full-1', [account({ Phone: '+441', Fax: '+442' })]);
  zoho.edit(key, { Phone: '+999' });
  await load('delta-1', [account({ Phone: '+441', Fax: '+443' })]);
  expect(record()).toMatchObject({ Phone: '+999', Fax: '+443' });
  expect(await conflicts('delta-1')).toEqual([]);
});

test.each([
  ['source', '+443', 'overwritten'],
  ['zoho', '+999', 'left'],
  ['ask', '+999', 'open'],
] as const)(
  'with the rule %s, a field that was changed on both sides is %s in Zoho, and it is listed with the user',
  async (rule, phone, state) => {
    const { zoho, load, record, conflicts } = await openLoad(rule);
    await load('full-1', [account({ Phone: '+441', Fax: '+442' })]);
    zoho.edit(key, { Phone: '+999' });
    await load('delta-1', [account({ Phone: '+443', Fax: '+444' })]);
    expect(record()).toMatchObject({ Phone: phone, Fax: '+444' });
    expect(await conflicts('delta-1')).toEqual([{ field: 'Phone', rule, state, editedBy: '77' }]);
  },
);

test('a field that both sides changed to the same value is no conflict', async () => {
  const { zoho, load, conflicts } = await openLoad();
  await load('full-1', [account({ Phone: '+441' })]);
  zoho.edit(key, { Phone: '+443' });
  await load('delta-1', [account({ Phone: '+443' })]);
  expect(await conflicts('delta-1')).toEqual([]);
});

test('a custom field that was changed on both sides follows the rule as well', async () => {
  const { zoho, load, record, conflicts } = await openLoad('zoho');
  await load('full-1', [account({}, { Tier: 'gold' })]);
  zoho.edit(key, { Tier: 'platinum' });
  await load('delta-1', [account({}, { Tier: 'silver' })]);
  expect(record()).toMatchObject({ Tier: 'platinum' });
  expect(await conflicts('delta-1')).toMatchObject([{ field: 'Tier', state: 'left' }]);
});

test("a field that has people's value stays a conflict when the source changes it again", async () => {
  const { zoho, load, record, conflicts } = await openLoad('zoho');
  await load('full-1', [account({ Phone: '+441', Fax: '+442' })]);
  zoho.edit(key, { Phone: '+999' });
  await load('delta-1', [account({ Phone: '+443', Fax: '+444' })]);
  await load('delta-2', [account({ Phone: '+445', Fax: '+444' })]);
  expect(record()).toMatchObject({ Phone: '+999' });
  expect(await conflicts('delta-2')).toMatchObject([{ field: 'Phone', state: 'left' }]);
});

test("the verification does not compare a field that has people's value by the rule", async () => {
  const { zoho, load, verify } = await openLoad('zoho');
  await load('full-1', [account({ Phone: '+441' })]);
  zoho.edit(key, { Phone: '+999' });
  await load('delta-1', [account({ Phone: '+443' })]);
  expect(await verify('delta-1')).toMatchObject({ differences: [] });
});

test("when people request changes about an open conflict, the source's value is written", async () => {
  const { zoho, load, loadAgain, record, conflicts } = await openLoad('ask');
  await load('full-1', [account({ Phone: '+441' }, { Tier: 'gold' })]);
  zoho.edit(key, { Phone: '+999', Tier: 'platinum' });
  await load('delta-1', [account({ Phone: '+443' }, { Tier: 'silver' })]);
  expect(record()).toMatchObject({ Phone: '+999', Tier: 'platinum' });
  await loadAgain('delta-1');
  expect(record()).toMatchObject({ Phone: '+443', Tier: 'silver' });
  expect(await conflicts('delta-1')).toMatchObject([{ state: 'overwritten' }, { state: 'overwritten' }]);
});

test.each([
  ['keep', 'kept', 2],
  ['delete', 'deleted', 1],
  ['ask', null, 2],
] as const)('with the rule %s, the result of a vanished record is %s', async (rule, result, left) => {
  const { zoho, load, loadAgain, stale } = await openLoad();
  await load('full-1', [queued(1), queued(2)]);
  await load('delta-1', [queued(1)], { Accounts: rule });
  expect(await stale('delta-1')).toEqual([{ key: queued(2).key, rule, result }]);
  expect(zoho.records.size).toBe(left);
  await loadAgain('delta-1');
  expect(zoho.records.size).toBe(rule === 'keep' ? 2 : 1);
});

test('a vanished record that people edited is kept by the rule delete, and listed', async () => {
  const { zoho, load, stale } = await openLoad();
  await load('full-1', [queued(1), queued(2), queued(3)]);
  zoho.edit(queued(2).key, { Phone: '+999' });
  await load('delta-1', [queued(1)], { Accounts: 'delete' });
  expect(await stale('delta-1')).toEqual([
    { key: queued(2).key, rule: 'delete', result: 'kept' },
    { key: queued(3).key, rule: 'delete', result: 'deleted' },
  ]);
  expect(zoho.records.size).toBe(2);
});
