import { createGuard } from '../../../domain/identifiers/guard.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Zoho } from '../../../connectors/zoho/port.ts';
import type { ZohoEmulator } from '../../../emulators/zoho/server.ts';
import { sandboxId } from '../../emulators/zoho/caller.ts';
import { startWatchedEmulator } from '../../emulators/zoho/shapes.ts';
import { openSandbox } from '../../support/zoho-client.ts';

let emulator: ZohoEmulator;
let zoho: Zoho;
beforeEach(async () => {
  emulator = await startWatchedEmulator();
  zoho = openSandbox(emulator);
  await zoho.createFields('Accounts', [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  emulator.admin.settings.recordBodies = true;
});
afterEach(() => emulator.close());

const account = (number: number) => ({ Portage_Key: `billing_accounts:${number}`, Account_Name: `Account ${number}` });
const accounts = (count: number) => Array.from({ length: count }, (_, number) => account(number));
const stats = () => {
  const org = emulator.admin.orgs.get(sandboxId);
  if (!org) throw new Error('no sandbox');
  return org.stats;
};
const bodies = () =>
  emulator.admin.log.flatMap(({ method, path, body }) =>
    /\/Accounts/.test(path) && body ? [{ method, path, body: JSON.parse(body) as Record<string, unknown> }] : [],
  );

test('no write starts an automation', async () => {
  await zoho.insert('Accounts', [account(1)]);
  const id = (await zoho.readByKey('Accounts', 'Portage_Key', 'billing_accounts:1'))?.['id'] as string;
  await zoho.update('Accounts', [{ id, Rating: 'Hot' }]);
  await zoho.remove('Accounts', [id]);
  expect(stats().wouldHaveFired).toBe(0);
  expect(bodies().map(({ body }) => body['trigger'])).toEqual([[], []]);
});

test('accounts with the same name but different keys stay separate', async () => {
  const namesakes = [1, 2].map((number) => ({ ...account(number), Account_Name: 'Smith' }));
  const [one, other] = await zoho.insert('Accounts', namesakes);
  expect(one).toMatchObject({ ok: true });
  expect(other).not.toEqual(one);
  expect(await zoho.count('Accounts')).toBe(2);
});

test('a record is read by our key, with no look at the search index', async () => {
  emulator.admin.behaviour.searchLagMs = 60_000;
  await zoho.insert('Accounts', [{ ...account(1), Portage_Key: 'billing_accounts:a/b ü' }]);
  expect(await zoho.readByKey('Accounts', 'Portage_Key', 'billing_accounts:a/b ü')).toMatchObject({
    Account_Name: 'Account 1',
  });
  expect(await zoho.readByKey('Accounts', 'Portage_Key', 'nowhere')).toBeNull();
});

test('reading a deleted record gives null and no error', async () => {
  const [made] = await zoho.insert('Accounts', [account(1)]);
  const id = made?.ok ? made.id : '';
  await zoho.remove('Accounts', [id]);
  expect(await zoho.read('Accounts', id)).toBeNull();
  expect(await zoho.readByIds('Accounts', [id], ['Account_Name'])).toEqual(new Map());
});

test('250 keys, including quotes and backslashes, are found in three queries', async () => {
  const records = accounts(249).concat([{ Portage_Key: `o'neil\\"x`, Account_Name: 'Odd' }]);
  for (let from = 0; from < records.length; from += 100) await zoho.insert('Accounts', records.slice(from, from + 100));
  const before = zoho.usage().calls;
  const keys = records.map((record) => record.Portage_Key);
  const found = await zoho.findByKey('Accounts', 'Portage_Key', [...keys, 'missing']);
  expect([...found.keys()].sort()).toEqual([...keys].sort());
  expect(zoho.usage().calls - before).toBe(3);
});

test('every key is listed once, page by page', async () => {
  await zoho.createFields('Contacts', [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  for (let from = 0; from < 2_100; from += 100) {
    const contacts = Array.from({ length: 100 }, (_, at) => ({ Last_Name: 'Doe', Portage_Key: `s:${from + at}` }));
    await zoho.insert('Contacts', contacts);
  }
  await zoho.insert('Contacts', [{ Last_Name: 'Foreign' }]);
  const pages: number[] = [];
  const keys = new Set<string>();
  for await (const page of zoho.listKeys('Contacts', 'Portage_Key')) {
    pages.push(page.length);
    for (const { key } of page) keys.add(key);
  }
  expect([pages, keys.size]).toEqual([[2_000, 100], 2_100]);
});

test('a rejected item is reported with code and field, and a duplicate with the id of the existing record', async () => {
  const [first] = await zoho.insert('Accounts', [account(1)]);
  const results = await zoho.insert('Accounts', [
    { ...account(1), Account_Name: 'Duplicate' },
    { ...account(2), Account_Name: 'x'.repeat(500) },
    { Portage_Key: 'billing_accounts:3' },
  ]);
  expect(results).toEqual([
    {
      ok: false,
      code: 'DUPLICATE_DATA',
      reason: 'DUPLICATE_DATA Portage_Key',
      field: 'Portage_Key',
      duplicateId: first?.ok ? first.id : '',
    },
    {
      ok: false,
      code: 'INVALID_DATA',
      reason: expect.stringMatching(/^INVALID_DATA Account_Name \(maximum_length \d+\)$/),
      field: 'Account_Name',
    },
    {
      ok: false,
      code: 'MANDATORY_NOT_FOUND',
      reason: 'MANDATORY_NOT_FOUND Account_Name',
      field: 'Account_Name',
    },
  ]);
});

test('calls and credits are counted as Zoho counts them', async () => {
  const before = { own: zoho.usage(), zoho: emulator.admin.limits.get(sandboxId)?.used() ?? 0 };
  await zoho.insert('Accounts', accounts(100));
  await zoho.findByKey('Accounts', 'Portage_Key', ['billing_accounts:1']);
  await zoho.count('Accounts');
  for await (const page of zoho.listKeys('Accounts', 'Portage_Key')) expect(page).toHaveLength(100);
  await zoho.modules();
  const used = zoho.usage().credits - before.own.credits;
  expect(used).toBe((emulator.admin.limits.get(sandboxId)?.used() ?? 0) - before.zoho);
  // Five calls, and the check of the org before the first write.
  expect(zoho.usage().calls - before.own.calls).toBe(6);
});

test('a call that Zoho answers with an error is counted, too', async () => {
  const before = { own: zoho.usage().credits, zoho: emulator.admin.limits.get(sandboxId)?.used() ?? 0 };
  const unknown = { apiName: 'No_Such_Field', dataType: 'text' };
  expect(await zoho.countUses('Accounts', unknown, {})).toBeNull();
  expect(zoho.usage().credits - before.own).toBe((emulator.admin.limits.get(sandboxId)?.used() ?? 0) - before.zoho);
  expect(zoho.usage().credits - before.own).toBe(1);
});

test('a record that the scan rejects is not sent, and the others of its call are', async () => {
  const scanning = openSandbox(emulator, {
    scan: (records) =>
      records.flatMap(({ Account_Name }, record) =>
        Account_Name === '234150999999999' ? [{ record, field: 'Account_Name', rule: 'own-imsi' }] : [],
      ),
  });
  const results = await scanning.insert('Accounts', [account(1), { Account_Name: '234150999999999' }, account(2)]);
  expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(results[1]).toMatchObject({ code: 'WITHHELD', reason: 'network identifier (own-imsi) in Account_Name' });
  expect(await zoho.count('Accounts')).toBe(2);
});

test('a custom field with a network identifier in its label or a value is not created', async () => {
  const guard = createGuard({});
  const scanning = openSandbox(emulator, {
    scan: (records) =>
      guard.scanBody(records, new Set()).map(({ record, field, hit }) => ({ record, field, rule: hit.rule })),
  });
  const tier = { dataType: 'picklist', label: 'Tier' };
  await expect(
    scanning.createFields('Accounts', [{ ...tier, values: ['Gold', 'IMSI 234150999999999'] }]),
  ).rejects.toMatchObject({ kind: 'leak', message: expect.stringContaining('labelled-imsi) is in the values[1]') });
  await expect(
    scanning.createFields('Accounts', [{ ...tier, label: 'imsi-234150999999999', values: ['Gold'] }]),
  ).rejects.toMatchObject({ kind: 'leak' });
  expect((await zoho.fields('Accounts')).map(({ label }) => label)).not.toContain('Tier');
});

test('a cancelled write fails with the reason of its signal', async () => {
  emulator.admin.faults.set([{ kind: 'latency', path: '^/Accounts', share: 1, ms: 5_000 }]);
  const controller = new AbortController();
  const reason = new Error('cancelled');
  await zoho.org();
  const writing = zoho.insert('Accounts', [account(1)], controller.signal);
  while (!emulator.admin.faults.counts()['latency']) await pause(1);
  controller.abort(reason);
  await expect(writing).rejects.toBe(reason);
});

test('a text with formatting that a list cuts is read whole, for all records in one more call', async () => {
  await zoho.createFields('Accounts', [
    { label: 'Terms', dataType: 'richtext' },
    { label: 'Plain', dataType: 'textarea' },
  ]);
  const terms = `<p>${'Notice of one month. '.repeat(40)}</p>`;
  const texts = [
    { Terms: terms, Plain: terms },
    { Terms: `${terms}<p>Seen</p>` },
    { Terms: '<p>short</p>' },
    { Plain: terms },
  ];
  const made = await zoho.insert(
    'Accounts',
    texts.map((one, number) => ({ ...account(number), ...one })),
  );
  const ids = made.map((one) => (one.ok ? one.id : ''));
  expect((await zoho.fields('Accounts')).find(({ apiName }) => apiName === 'Terms')?.dataType).toBe('richtext');
  const read = async () => {
    const before = zoho.usage().calls;
    const found = await zoho.readByIds('Accounts', ids, ['Terms', 'Plain']);
    return { found: ids.map((id) => found.get(id)), calls: zoho.usage().calls - before };
  };
  const { found } = await read();
  expect(found.map((one) => [one?.['Terms'], one?.['Plain']])).toEqual(
    texts.map(({ Terms = null, Plain = null }) => [Terms, Plain]),
  );
  // The fields of the module are asked for once.
  expect((await read()).calls).toBe(2);
});
