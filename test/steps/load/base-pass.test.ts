import { ConnectorError } from '../../../connectors/error.ts';
import type { Zoho } from '../../../connectors/zoho/port.ts';
import type { LaneInput } from '../../../schemas/engagement.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { ClaimedRecord, RecordKey } from '../../../schemas/record.ts';
import { sendBase } from '../../../steps/load/base-pass.ts';
import { openEmulator, rowsOf, type Caller } from '../../emulators/zoho/caller.ts';
import { createFakeZoho } from '../../support/fake-zoho.ts';
import { openClient } from '../../support/zoho-client.ts';

let emulator: Caller;
let zoho: Zoho;
beforeEach(async () => {
  emulator = await openEmulator();
  const { clientId, clientSecret, refreshToken } = emulator.sandbox;
  zoho = openClient(emulator.url, { credentials: { clientId, clientSecret, refreshToken } });
  const key = { label: 'Portage Key', dataType: 'text', length: 100, externalKey: true };
  for (const module of ['Accounts', 'Sales_Orders'] as const) await zoho.createFields(module, [key]);
  const unique = { field_label: 'Tax Number', data_type: 'text', unique: {} };
  await emulator.call('POST', '/settings/fields?module=Accounts', { fields: [unique] });
});
afterEach(() => emulator.close());

const ports = () => ({ zoho, keyField: 'Portage_Key', settle: () => Promise.resolve() });
const inputOf = (module: LaneInput['module']): LaneInput => ({
  ...{ engagement: 't', environment: 'sandbox', run: 'full-1', module, pass: 'base' },
  ...{ lane: 0, lanes: 1, slice: 100 },
});

function claimed(key: RecordKey, values: JsonObject, zohoId: string | null = null): ClaimedRecord {
  return {
    no: 1,
    key,
    values: { Portage_Key: key, ...values },
    zohoId,
    unresolved: [],
    unimaged: [],
    last: null,
    held: {},
  };
}

test("a new record whose unique value belongs to somebody else's record is rejected, and that record stays as it is", async () => {
  const [theirs] = await zoho.insert('Accounts', [{ Account_Name: 'Theirs', Tax_Number: 'GB1' }]);
  const id = theirs?.ok ? theirs.id : '';
  const ours = claimed('acme:billing_accounts:A1', { Account_Name: 'Ours', Tax_Number: 'GB1' });
  expect(await sendBase(ports(), inputOf('Accounts'), [ours], false)).toEqual([
    expect.objectContaining({
      outcome: 'rejected',
      reason: `Tax_Number already belongs to record ${id} in Zoho`,
    }),
  ]);
  expect(await zoho.read('Accounts', id)).toMatchObject({ Account_Name: 'Theirs', Portage_Key: null });
  expect(await zoho.count('Accounts')).toBe(1);
});

test('of two new records with one unique value, the second is rejected, and the first stays as it is', async () => {
  const [one, other] = [
    claimed('acme:billing_accounts:A1', { Account_Name: 'One', Tax_Number: 'GB1' }),
    claimed('acme:billing_accounts:A2', { Account_Name: 'Other', Tax_Number: 'GB1' }),
  ];
  const [first, second] = await sendBase(ports(), inputOf('Accounts'), [one, other], false);
  expect(first).toMatchObject({ outcome: 'created' });
  expect(second).toMatchObject({
    outcome: 'rejected',
    zohoId: null,
    reason: `Tax_Number already belongs to record ${first?.zohoId} in Zoho`,
  });
  expect(await zoho.read('Accounts', first?.zohoId ?? '')).toMatchObject({ Account_Name: 'One' });
});

test('of two keys that differ only in letter case, the second is rejected and never booked as created', async () => {
  const [upper, lower] = [
    claimed('acme:service_plans:PLAN-001', { Account_Name: 'One' }),
    claimed('acme:service_plans:plan-001', { Account_Name: 'Other' }),
  ];
  const [first, second] = await sendBase(ports(), inputOf('Accounts'), [upper, lower], false);
  expect(first).toMatchObject({ outcome: 'created' });
  expect(second).toMatchObject({
    outcome: 'rejected',
    zohoId: null,
    reason: `Portage_Key differs only in letter case from the key of record ${first?.zohoId} in Zoho`,
  });
});

test('a duplicate of our own key is the record that an earlier call wrote', async () => {
  const record = claimed('acme:billing_accounts:A1', { Account_Name: 'Ours', Tax_Number: 'GB1' });
  const [first] = await sendBase(ports(), inputOf('Accounts'), [record], false);
  // Here Zoho may name the tax number, which the same record has, instead of our key.
  const [again] = await sendBase(ports(), inputOf('Accounts'), [record], false);
  expect(again).toMatchObject({ outcome: 'created', zohoId: first?.zohoId });
  expect(again?.modifiedAt).not.toBeNull();
  expect(await zoho.count('Accounts')).toBe(1);
});

test('a refused look-up after an insert does not count as unsent', async () => {
  const fake = createFakeZoho();
  const record = claimed('acme:billing_accounts:A1', { Account_Name: 'Ours' });
  await sendBase(
    { zoho: fake, keyField: 'Portage_Key', settle: () => Promise.resolve() },
    inputOf('Accounts'),
    [record],
    false,
  );
  const lookUps: boolean[] = [];
  const refusing = {
    ...fake,
    findByKey: (...args: Parameters<typeof fake.findByKey>) => {
      lookUps.push(true);
      if (lookUps.length === 1) return Promise.reject(new ConnectorError('rate-limited', 'too many requests'));
      return fake.findByKey(...args);
    },
  };
  const outcomes = await sendBase(
    { zoho: refusing, keyField: 'Portage_Key', settle: () => Promise.resolve() },
    inputOf('Accounts'),
    [record],
    false,
  );
  expect(outcomes).toMatchObject([{ outcome: 'created' }]);
  expect(lookUps).toHaveLength(2);
});

test('lines of known records are updated by the ids of their rows, and read one after the other', async () => {
  const [product, account] = await Promise.all([
    zoho.insert('Products', [{ Product_Name: 'Plan' }]),
    zoho.insert('Accounts', [{ Account_Name: 'Theirs' }]),
  ]);
  const reference = (result: typeof product) => ({ id: result[0]?.ok ? result[0].id : '' });
  const order = (quantity: number): JsonObject => ({
    Subject: 'Order',
    Account_Name: reference(account),
    Ordered_Items: [{ Product_Name: reference(product), Quantity: quantity, List_Price: 2 }],
  });
  const keys = ['acme:orders:1', 'acme:orders:2', 'acme:orders:3'] as const;
  const created = await sendBase(
    ports(),
    inputOf('Sales_Orders'),
    keys.map((key) => claimed(key, order(1))),
    false,
  );
  let [atOnce, most] = [0, 0];
  const read: Zoho['read'] = async (...args) => {
    most = Math.max(most, (atOnce += 1));
    const found = await zoho.read(...args);
    atOnce -= 1;
    return found;
  };
  const known = created.map(({ key, zohoId }) => claimed(key, order(5), zohoId));
  const updated = await sendBase({ ...ports(), zoho: { ...zoho, read } }, inputOf('Sales_Orders'), known, false);
  expect(updated.map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'updated']);
  expect(most).toBe(1);
  const rows = rowsOf(await emulator.call('GET', '/Ordered_Items?fields=Quantity'));
  expect(rows.map((row) => row['Quantity'])).toEqual([5, 5, 5]);
});
