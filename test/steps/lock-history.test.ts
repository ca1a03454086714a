import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { listRecordLocks } from '../../connectors/ledger/record-locks.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { isComplete } from '../../domain/rollback-report.ts';
import { stateOf } from '../../emulators/zoho/admin.ts';
import type { Row } from '../../emulators/zoho/orgs/org.ts';
import { lockHistory } from '../../steps/lock-history.ts';
import type { Ports, StoredEngagement } from '../../steps/ports.ts';
import { closeEnvironment } from '../../steps/rollback/close.ts';
import { removeLocks } from '../../steps/rollback/locks.ts';
import { describeRollback } from '../../steps/rollback/rollback.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** Orders and invoices of a loaded production org are locked at the switch. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let zoho: Zoho;
let staging: string;
let source: pg.Client;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  stored = await steps.open();
  source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  staging = (await steps.extract('full-1')).name;
  await steps.load('production', 'full', staging);
  zoho = steps.ports.openZoho(stored, 'production', createGuard({}));
});
afterAll(async () => {
  await source.end();
  await steps.close();
});
afterEach(async () => {
  steps.emulator.admin.faults.set([]);
  await removeLocks(steps.ports, stored, production);
  for (const module of modules) emulated(module).locks = [];
});

const production = { engagement: 'demo', environment: 'production' } as const;
const modules = ['Sales_Orders', 'Invoices'] as const;
const org = () => steps.emulator.admin.orgs.get(stored.engagement.destination.production.orgId)!;
const emulated = (module: string) => org().modules.get(module)!;
const profileId = (name: string) => org().profiles.find((one) => one.name === name)!.id;
const lock = (ports: Ports = steps.ports) =>
  lockHistory(ports, stored, { engagement: 'demo', environment: 'production' });
const locksOf = () => listRecordLocks(steps.ports.ledger, production);
const rulesIn = (module: string) =>
  emulated(module).locks.flatMap(({ body }) => (body['locking_rules'] as Row[]).map(({ name }) => name));
const document = () => readFileSync(join(steps.folder, 'documents', 'read-only-history.md'), 'utf8');
const setFault = (kind: 'reset-after-commit' | 'reset-before-commit', method: 'POST' | 'PUT') =>
  steps.emulator.admin.faults.set([
    { kind, method, path: '^/settings/record_locking_configurations', share: 1, count: 1 },
  ]);

/** What Zoho answers to a change by the user of the credentials, with this profile. */
async function changeAs(profile: string, module: (typeof modules)[number]): Promise<string> {
  const [record] = emulated(module).records.values();
  const self = await zoho.currentUser();
  const user = [...org().users.values()].find(({ id }) => id === self)!;
  const before = user.profile;
  user.profile = profileId(profile);
  const [result] = await zoho.update(module, [{ id: record!.id, Subject: String(record!.values['Subject']) }]);
  user.profile = before;
  return result?.ok ? 'accepted' : String(result?.code);
}

/** Ports whose client of Zoho is killed before or after one of its calls. */
function killed(call: 'createLock' | 'changeLock' | 'update', when: 'before' | 'after'): Ports {
  const openZoho: Ports['openZoho'] = (...args) => {
    const client = steps.ports.openZoho(...args);
    const dying = async (...input: never[]) => {
      if (when === 'after') await (client[call] as (...input: never[]) => Promise<unknown>)(...input);
      throw new Error('killed');
    };
    return { ...client, [call]: dying };
  };
  return { ...steps.ports, openZoho };
}

test('orders and invoices are locked by one rule each, which refuses changes by others and allows those of the load', async () => {
  expect(await lock()).toEqual({ problem: null });
  for (const module of modules) {
    expect(rulesIn(module)).toEqual(['Portage: demo']);
    expect(await changeAs('Standard', module)).toBe('RECORD_LOCKED');
    expect(await changeAs('Administrator', module)).toBe('accepted');
  }
  expect(await locksOf()).toMatchObject([
    { module: 'Invoices', except: ['Administrator'], check: { sampled: 10, locked: 10, refused: 10 }, problem: null },
    { module: 'Sales_Orders', problem: null },
  ]);
  expect(document()).toContain('The migrated records of 2 modules are locked.');
  expect(document()).toContain('| Invoices | Portage: demo | Administrator | 10 | 10 | 10 | 10 of 10 refused |');
});

test('without another user, the report says that no refused write shows the lock to others', async () => {
  const { check_user: _, ...destination } = stored.engagement.destination;
  const alone = { ...stored, engagement: { ...stored.engagement, destination } };
  expect(await lockHistory(steps.ports, alone, production)).toEqual({ problem: null });
  expect(document()).toContain('| 10 | 10 | 10 | not checked by a refused write |');
});

test('a change of another user that Zoho accepts is a question, leaves the values, and is no edit of people', async () => {
  const before = stateOf(org());
  const carl = org().users.find(({ email }) => email === 'carl@northwind.example')!;
  const { profile } = carl;
  carl.profile = profileId('Administrator');
  steps.emulator.admin.time.aheadMs += 5_000;
  const { problem } = await lock().finally(() => (carl.profile = profile));
  expect(problem).toMatch(/^Invoices is not locked for all others: Zoho accepted a change of 10 of 10 records/);
  expect(stateOf(org())).toEqual(before);
  const preview = await describeRollback(steps.ports, stored, production, never);
  expect(preview.modules.reduce((sum, one) => sum + one.kept, 0)).toBe(0);
  expect(await lock()).toEqual({ problem: null });
});

test('another user that may not call Zoho leaves the lock unchecked, and people learn why', async () => {
  const token = process.env['PORTAGE_ZOHO_PRODUCTION_CHECK_REFRESH_TOKEN'];
  process.env['PORTAGE_ZOHO_PRODUCTION_CHECK_REFRESH_TOKEN'] = '1000.demo.revoked';
  const { problem } = await lock().finally(() => (process.env['PORTAGE_ZOHO_PRODUCTION_CHECK_REFRESH_TOKEN'] = token));
  expect(problem).toMatch(/not checked by a refused write of another user.*could not try 10 of 10.*refresh token/);
});

test('records that people create later are not locked', async () => {
  await lock();
  const invoice = emulated('Invoices').records.values().next().value!;
  const { Account_Name: account, Invoiced_Items: _, Portage_Key: __, ...values } = invoice.values;
  const lines = [{ Product_Name: { id: [...emulated('Products').records.keys()][0]! }, Quantity: 1, List_Price: 1 }];
  const [created] = await zoho.insert('Invoices', [
    { Subject: String(values['Subject']), Account_Name: { id: String(account) }, Invoiced_Items: lines },
  ]);
  if (!created?.ok) throw new Error(created?.reason);
  expect((await zoho.read('Invoices', created.id))?.['Locked__s']).toBe(false);
  await zoho.remove('Invoices', [created.id]);
});

test.each([
  ['reset-after-commit', 'POST'],
  ['reset-before-commit', 'POST'],
  ['reset-after-commit', 'PUT'],
] as const)('after %s of a %s, the rule is looked up and comes about once', async (kind, method) => {
  setFault(kind, method);
  await expect(lock()).rejects.toMatchObject({ kind: 'unknown-outcome' });
  expect(await lock()).toEqual({ problem: null });
  expect(emulated('Sales_Orders').locks).toHaveLength(1);
  expect(await changeAs('Administrator', 'Sales_Orders')).toBe('accepted');
});

test.each([
  ['createLock', 'before'],
  ['createLock', 'after'],
  ['update', 'before'],
  ['update', 'after'],
  ['changeLock', 'before'],
  ['changeLock', 'after'],
] as const)('a kill at %s, %s the call, leaves nothing that the next attempt does not finish', async (call, when) => {
  await expect(lock(killed(call, when))).rejects.toThrow('killed');
  expect(await lock()).toEqual({ problem: null });
  expect((await locksOf()).map(({ check }) => check?.refused)).toEqual([10, expect.any(Number)]);
  expect(modules.map((module) => emulated(module).locks.length)).toEqual([1, 1]);
});

test('a configuration of the customer stays as it is, and people learn what to do', async () => {
  const criteria = { field: { api_name: 'Status' }, comparator: 'equal', value: 'Delivered' };
  const body = { lock_type: 'automatic', locking_rules: [{ name: 'Closed', criteria }] };
  emulated('Invoices').locks.push({ id: '4000000000000000001', at: 0, body });
  const { problem } = await lock();
  expect(problem).toMatch(
    /^Invoices is not locked: it has another record-locking configuration.*Portage_Key starts with/,
  );
  expect(emulated('Invoices').locks).toMatchObject([{ body }]);
  expect(rulesIn('Sales_Orders')).toEqual(['Portage: demo']);
  expect(document()).toContain('Not all records are locked');
});

test('records that are not locked yet are a question for people, and are checked again', async () => {
  const slow: Ports = {
    ...steps.ports,
    openZoho: (...args) => {
      const client = steps.ports.openZoho(...args);
      const readByIds: Zoho['readByIds'] = async (...input) => {
        const found = await client.readByIds(...input);
        return new Map([...found].map(([id, record]) => [id, { ...record, Locked__s: false }]));
      };
      return { ...client, readByIds };
    },
  };
  expect((await lock(slow)).problem).toMatch(/10 of 10 sampled records of Invoices are not locked yet/);
  expect(await changeAs('Administrator', 'Invoices')).toBe('accepted');
  expect(await lock()).toEqual({ problem: null });
});

test('a change that Zoho accepts although the record is locked is a question, and no edit of people', async () => {
  const lenient: Ports = {
    ...steps.ports,
    openZoho: (...args) => {
      const client = steps.ports.openZoho(...args);
      const createLock: Zoho['createLock'] = async (module, rule) => {
        const result = await client.createLock(module, { ...rule, except: [profileId('Administrator')] });
        return result;
      };
      return { ...client, createLock, changeLock: () => Promise.resolve({ ok: true, id: '1', modifiedAt: null }) };
    },
  };
  steps.emulator.admin.time.aheadMs += 5_000;
  expect((await lock(lenient)).problem).toMatch(/it accepted a change of 10 of 10/);
  const preview = await describeRollback(steps.ports, stored, production, never);
  expect(preview.modules.reduce((sum, one) => sum + one.kept, 0)).toBe(0);
});

test('a profile that the org does not have locks nothing', async () => {
  const { mapping } = structuredClone(stored);
  mapping.modules['Invoices']!.lock = { except: ['Administrator', 'Auditor'] };
  const { problem } = await lockHistory(
    steps.ports,
    { ...stored, mapping },
    { engagement: 'demo', environment: 'production' },
  );
  expect(problem).toMatch(/^Invoices is not locked: the org does not have all of the profiles Administrator, Auditor/);
  expect(emulated('Invoices').locks).toEqual([]);
});

test('a delta changes locked records; for a user who is not excluded, each is rejected with the reason', async () => {
  await lock();
  const deliver = async (name: string, days: number) => {
    await source.query(`update bss.invoice set due_on = issued_on + $1::int`, [days]);
    const { reports } = await steps.load('production', 'delta', (await steps.extract(name)).name);
    return reports.find(({ module }) => module === 'Invoices')!;
  };
  const first = await deliver('delta-1', 77);
  expect(first.outcomes.updated).toBeGreaterThan(0);
  expect(first.reasons.filter(({ reason }) => reason.includes('LOCKED'))).toEqual([]);
  const [configuration] = emulated('Invoices').locks;
  configuration!.body['lock_excluded_profiles'] = [];
  const second = await deliver('delta-2', 78);
  expect(second.reasons).toContainEqual({
    ...{ outcome: 'rejected', reason: expect.stringContaining('RECORD_LOCKED') },
    count: first.outcomes.updated,
  });
});

test('a rule to which people added others stays at a rollback, which says so', async () => {
  await lock();
  const [configuration] = emulated('Invoices').locks;
  const rules = configuration!.body['locking_rules'] as Row[];
  configuration!.body['locking_rules'] = [...rules, { ...rules[0], name: 'Audit' }];
  const preview = await describeRollback(steps.ports, stored, production, never);
  expect(preview.locks).toEqual([
    expect.objectContaining({ module: 'Invoices', state: 'kept', why: expect.stringContaining('Portage: demo') }),
    { module: 'Sales_Orders', rule: 'Portage: demo', state: 'to remove', why: null },
  ]);
  await removeLocks(steps.ports, stored, production);
  expect([rulesIn('Invoices'), rulesIn('Sales_Orders')]).toEqual([['Portage: demo', 'Audit'], []]);
  configuration!.body['locking_rules'] = rules;
});

test('a rollback removes the rules first, also one that excludes nobody yet, and nothing is locked afterwards', async () => {
  await expect(lock(killed('changeLock', 'before'))).rejects.toThrow('killed');
  expect(await changeAs('Administrator', 'Sales_Orders')).toBe('RECORD_LOCKED');
  const { preview, report } = await steps.rollBack('production');
  expect(preview.locks).toEqual([{ module: 'Sales_Orders', rule: 'Portage: demo', state: 'to remove', why: null }]);
  expect(report.locks).toEqual([{ module: 'Sales_Orders', rule: 'Portage: demo', state: 'removed', why: null }]);
  expect(isComplete(report)).toBe(true);
  expect(modules.flatMap((module) => emulated(module).locks)).toEqual([]);
  await expect(lock()).rejects.toMatchObject({ kind: 'fenced' });
  expect(modules.flatMap((module) => emulated(module).locks)).toEqual([]);
});

test('a rollback waits for the request of a rule that may still arrive', async () => {
  await steps.load('production', 'full', staging);
  await expect(lock(killed('createLock', 'before'))).rejects.toThrow('killed');
  const { quietAt } = await closeEnvironment(steps.ports, stored, production);
  expect(quietAt).not.toBeNull();
});
