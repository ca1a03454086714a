import type { Ledger } from '../../../connectors/ledger/database.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { QueuedRecord, RecordKey } from '../../../schemas/record.ts';
import { passes, type Module } from '../../../schemas/terms.ts';
import { runLane } from '../../../steps/load/lane.ts';
import { compareSlice } from '../../../steps/verify/compare-slice.ts';
import { compareModule, type ModuleComparison } from '../../../steps/verify/compare-module.ts';
import { createFakeZoho, rulesFor, type FakeZoho } from '../../support/fake-zoho.ts';
import { createTestLedger, fillRun, openTestEngagement, queued } from '../../support/queue.ts';

let ledger: Ledger;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, close } = await createTestLedger()));
afterAll(() => close());

const guard = createGuard({});

/** An engagement that loads and verifies one module, in a fake org. */
async function openLoaded(module: Module, records: QueuedRecord[]) {
  const engagement = await openTestEngagement(ledger);
  const zoho = createFakeZoho();
  const load = async (run: string, queue: QueuedRecord[]) => {
    const ref = { engagement, environment: 'sandbox', run } as const;
    await fillRun(ledger, ref, queue);
    const ports = {
      ledger,
      zoho,
      keyField: 'Portage_Key',
      conflicts: 'ask' as const,
      creditFloor: 0,
      breakerPercent: 100,
    };
    const lane = { ...ref, module, lane: 0, lanes: 1, slice: 20_000 };
    for (const pass of passes) {
      const creditsBackAt = () => Promise.resolve(new Date());
      await runLane({ ...ports, creditsBackAt }, { ...lane, pass }, new AbortController().signal);
    }
  };
  await load('full-1', records);
  const verify = async (run: string, changes: Partial<ModuleComparison> = {}, signal = new AbortController().signal) =>
    compareModule(
      await findRun(ledger, { engagement, environment: 'sandbox', run }),
      { ...{ ledger, zoho, guard, module, keyField: 'Portage_Key' }, ...rulesFor(module), ...changes },
      signal,
    );
  return { engagement, zoho, load, verify };
}

const accounts = (count: number) => Array.from({ length: count }, (_, number) => queued(number + 1));

function order(number: number, price: number): QueuedRecord {
  const key: RecordKey = `acme:orders:${number}`;
  const lines = price === 0 ? [] : [{ Quantity: 1, List_Price: price }];
  const base = { Portage_Key: key, Subject: `Order ${number}`, Ordered_Items: lines };
  return queued(number, { key, module: 'Sales_Orders', base, custom: {} });
}

function setTotal(zoho: FakeZoho, subject: string, total: number): void {
  const record = [...zoho.records.values()].find((one) => one['Subject'] === subject);
  if (record) record['Grand_Total'] = total;
}

test('every record that the live runs wrote is compared, also those that a delta left unchanged', async () => {
  const loaded = await openLoaded('Accounts', accounts(250));
  const renamed = queued(7, { base: { ...queued(7).base, Account_Name: 'Renamed' } });
  await loaded.load('delta-1', [...accounts(6), renamed, ...accounts(250).slice(7)]);
  const [record] = [...loaded.zoho.records.values()].filter((one) => one['Account_Name'] === 'Account 9');
  Object.assign(record ?? {}, { Tier: 'lead' });
  expect(await loaded.verify('delta-1')).toMatchObject({
    modules: [{ module: 'Accounts', compared: 250, missing: 0, different: 1 }],
    differences: [{ key: queued(9).key, field: 'Tier' }],
  });
});

test('a record whose change was rejected is listed until a later run writes it', async () => {
  const loaded = await openLoaded('Accounts', accounts(3));
  const renamed = (name: string) => [
    queued(1),
    queued(2, { base: { ...queued(2).base, Account_Name: name } }),
    queued(3),
  ];
  loaded.zoho.refuse = () => 'INVALID_DATA Account_Name';
  await loaded.load('delta-1', renamed('Too long'));
  expect(await loaded.verify('delta-1')).toMatchObject({
    modules: [{ compared: 3, different: 0, refused: 1 }],
    refused: [{ key: queued(2).key, reason: 'INVALID_DATA Account_Name' }],
  });
  loaded.zoho.refuse = () => null;
  await loaded.load('delta-2', renamed('Shorter'));
  const { modules, refused } = await loaded.verify('delta-2');
  expect({ modules, refused }).toMatchObject({ modules: [{ compared: 3, different: 0 }], refused: [] });
  expect(modules[0]).not.toHaveProperty('refused');
});

test('a verification that was interrupted continues behind its last finished slice', async () => {
  const loaded = await openLoaded('Accounts', accounts(450));
  let reads = 0;
  const reading = (readByIds: FakeZoho['readByIds']) => ({ zoho: { ...loaded.zoho, readByIds } });
  const dying = loaded.verify(
    'full-1',
    reading((...args) => {
      reads += 1;
      return reads > 3 ? Promise.reject(new Error('killed')) : loaded.zoho.readByIds(...args);
    }),
  );
  await expect(dying).rejects.toThrow('killed');
  const ids: string[] = [];
  const report = await loaded.verify(
    'full-1',
    reading((module, given, fields) => {
      ids.push(...given);
      return loaded.zoho.readByIds(module, given, fields);
    }),
  );
  expect(ids).toHaveLength(150);
  expect(report.modules).toEqual([{ module: 'Accounts', compared: 450, fields: 1_350, missing: 0, different: 0 }]);
});

test('what a worker of an earlier version found in an interrupted verification is found again', async () => {
  const loaded = await openLoaded('Accounts', accounts(250));
  await loaded.verify('full-1');
  await ledger.query(
    `update slice set result = '{"compared": 100, "money": {}}', booked_to = case slice when 1 then first_no - 1 else last_no end
     where pass = 'verify' and run = (select max(run) from slice where pass = 'verify')`,
  );
  expect((await loaded.verify('full-1')).modules).toMatchObject([{ compared: 250, different: 0 }]);
});

test('a second verification reads everything again', async () => {
  const loaded = await openLoaded('Accounts', accounts(10));
  await loaded.verify('full-1');
  loaded.zoho.records.clear();
  expect((await loaded.verify('full-1')).modules).toMatchObject([{ compared: 10, missing: 10 }]);
});

test('a total that is missing in Zoho is a difference, also when the lines add up to nothing', async () => {
  const loaded = await openLoaded('Sales_Orders', [order(1, 20), order(2, 0)]);
  setTotal(loaded.zoho, 'Order 1', 20);
  expect(await loaded.verify('full-1')).toMatchObject({
    modules: [{ different: 1 }],
    money: [{ source: null, lines: '20.00', destination: '20.00', different: 1, agrees: false }],
    differences: [{ key: 'acme:orders:2', field: 'Grand_Total' }],
  });
  setTotal(loaded.zoho, 'Order 2', 0);
  expect(await loaded.verify('full-1')).toMatchObject({ modules: [{ different: 0 }], money: [{ agrees: true }] });
});

test('the money of a record that is missing in Zoho is missing in the total', async () => {
  const loaded = await openLoaded('Sales_Orders', [order(1, 20), order(2, 5)]);
  setTotal(loaded.zoho, 'Order 1', 20);
  const gone = [...loaded.zoho.records].find(([, one]) => one['Subject'] === 'Order 2')?.[0] ?? '';
  loaded.zoho.records.delete(gone);
  expect(await loaded.verify('full-1')).toMatchObject({
    modules: [{ missing: 1, different: 0 }],
    money: [{ lines: '25.00', destination: '20.00', agrees: false }],
    moneyDifferences: [{ key: 'acme:orders:2', field: 'Grand_Total', lines: '5.00', destination: null }],
  });
});

test('custom fields that Zoho rejected are differences', async () => {
  const loaded = await openLoaded('Accounts', accounts(2));
  loaded.zoho.refuse = (record: JsonObject) => ('Tier' in record ? 'INVALID_DATA Tier' : null);
  const changed = queued(1, { base: { ...queued(1).base, Phone: '1' }, custom: { Tier: 'lead' } });
  await loaded.load('delta-1', [changed, queued(2)]);
  expect(await loaded.verify('delta-1')).toMatchObject({
    modules: [{ compared: 2, different: 1 }],
    differences: [{ key: queued(1).key, field: 'Tier' }],
  });
});

/** Order 1 has two lines of 20 and 5. */
async function openTwoLines() {
  const key: RecordKey = 'acme:orders:1';
  const lines = [
    { Quantity: 1, List_Price: 20 },
    { Quantity: 2, List_Price: 2.5 },
  ];
  const base = { Portage_Key: key, Subject: 'Order 1', Ordered_Items: lines };
  const loaded = await openLoaded('Sales_Orders', [queued(1, { key, module: 'Sales_Orders', base, custom: {} })]);
  setTotal(loaded.zoho, 'Order 1', 25);
  const setLines = (rows: JsonObject[]) => {
    for (const record of loaded.zoho.records.values()) record['Ordered_Items'] = rows;
  };
  return { ...loaded, lines, setLines };
}

test('lines are compared row by row, with one bulk read for the module', async () => {
  const { zoho, verify, setLines, lines } = await openTwoLines();
  expect(await verify('full-1')).toMatchObject({ modules: [{ fields: 6, different: 0 }], differences: [] });
  expect(zoho.bulkReads).toBe(1);
  setLines([lines[0]!, { Quantity: 1, List_Price: 5 }]);
  expect((await verify('full-1')).differences.map(({ field }) => field)).toEqual([
    'Ordered_Items[2].Quantity',
    'Ordered_Items[2].List_Price',
  ]);
  expect(zoho.bulkReads).toBe(2);
});

test('a module without written lines is verified without a bulk read', async () => {
  const loaded = await openLoaded('Accounts', accounts(2));
  await loaded.verify('full-1');
  const without = queued(1, { key: 'acme:orders:1', module: 'Sales_Orders', base: { Subject: 'A' }, custom: {} });
  const orders = await openLoaded('Sales_Orders', [without]);
  await orders.verify('full-1');
  expect([loaded.zoho.bulkReads, orders.zoho.bulkReads]).toEqual([0, 0]);
});

test('a field that another user changed after our last write is edited and not different', async () => {
  const { zoho, verify } = await openLoaded('Accounts', accounts(3));
  zoho.edit(queued(2).key, { Account_Name: 'Renamed by people' });
  const record = [...zoho.records.values()].find((one) => one['Account_Name'] === 'Account 3');
  Object.assign(record ?? {}, { Account_Name: 'Other than written' });
  expect(await verify('full-1')).toMatchObject({
    modules: [{ compared: 3, different: 1, edited: 1 }],
    differences: [{ key: queued(3).key, field: 'Account_Name' }],
    edits: [{ key: queued(2).key, field: 'Account_Name', editedAt: '2026-11-24T09:00:00+00:00' }],
  });
});

test('a custom field that Zoho never acknowledged is different also in a record that people edited', async () => {
  const { zoho, load, verify } = await openLoaded('Accounts', accounts(1));
  zoho.refuse = (record: JsonObject) => ('Tier' in record ? 'INVALID_DATA Tier' : null);
  const base = { ...queued(1).base, Phone: '1' };
  await load('delta-1', [queued(1, { base, custom: { Tier: 'lead' } })]);
  zoho.edit(queued(1).key, { Account_Name: 'Renamed' });
  expect(await verify('delta-1')).toMatchObject({
    differences: [{ field: 'Tier' }],
    edits: [{ field: 'Account_Name' }],
  });
});

test('a verification stops between two blocks of a slice when it is cancelled', async () => {
  const { zoho, engagement } = await openLoaded('Accounts', accounts(1_200));
  const { env } = await findRun(ledger, { engagement, environment: 'sandbox', run: 'full-1' });
  const cancelled = new AbortController();
  let reads = 0;
  const readByIds: FakeZoho['readByIds'] = (...args) => {
    reads += 1;
    cancelled.abort(new Error('cancelled'));
    return zoho.readByIds(...args);
  };
  const comparison = { ledger, env, guard, module: 'Accounts', keyField: 'Portage_Key', zoho: { readByIds } } as const;
  const lines = () => Promise.reject(new Error('accounts have no lines'));
  const slice = compareSlice(
    { ...comparison, ...rulesFor('Accounts'), lines },
    { first: 1, last: 1_200 },
    cancelled.signal,
  );
  await expect(slice).rejects.toThrow('cancelled');
  expect(reads).toBe(5);
});

test('a verification that was cancelled goes on behind its last slice', async () => {
  const { zoho, verify } = await openLoaded('Accounts', accounts(450));
  const cancelled = new AbortController();
  let reads = 0;
  const readByIds: FakeZoho['readByIds'] = (...args) => {
    reads += 1;
    if (reads === 2) cancelled.abort(new Error('cancelled'));
    return zoho.readByIds(...args);
  };
  const counting = { zoho: { ...zoho, readByIds } };
  await expect(verify('full-1', counting, cancelled.signal)).rejects.toThrow('cancelled');
  expect((await verify('full-1', counting)).modules).toMatchObject([{ compared: 450, different: 0 }]);
  expect(reads).toBe(5);
});
