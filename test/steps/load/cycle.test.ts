import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { deliver, prepareDelivery } from '../../support/small-delivery.ts';
import { never, type StepsEngagement } from '../../support/steps.ts';

/** Accounts that name their main person, and persons that name their account. */
const rows = {
  billing_accounts: 'NO,NAME,MAIN\nA1,Alder Ltd,C1\nA2,Birch Ltd,C9\n',
  contacts: 'NO,ACCOUNT,LAST\nC1,A1,Ash\nC2,A2,Beech\n',
};
const mapping = `modules:
  Accounts:
    custom:
      Main_Contact: { type: lookup, module: Contacts }
    sources:
      - object: billing_accounts
        fields:
          Account_Name: { from: name, required: true }
          Main_Contact: { from: main, lookup: contacts }
  Contacts:
    sources:
      - object: contacts
        fields:
          Last_Name: { from: last, required: true }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
`;

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({ rows, mapping });
});
afterAll(() => steps.close());

const records = (module: string) => steps.state('sandbox')[module]?.records ?? [];
const mainOf = (name: string) => {
  const account = records('Accounts').find((one) => one['Account_Name'] === name);
  return records('Contacts').find((one) => one['id'] === account?.['Main_Contact'])?.['Last_Name'] ?? null;
};
const load = async (kind: 'full' | 'delta', staging: string) => {
  const stored = await steps.open();
  const { name } = await steps.extract(staging);
  const loaded = await steps.load('sandbox', kind, name);
  const verified = [];
  for (const module of stored.modules)
    verified.push((await verifyModule(steps.ports, stored, { ...loaded.run, module }, never)).agrees);
  return { ...loaded, verified };
};

test('of two modules that refer to each other, both have their lookups, also to a record that a delta brings', async () => {
  const full = await load('full', 'full-1');
  expect(full.reports.map(({ module, gaps }) => [module, gaps])).toEqual([
    ['Accounts', []],
    ['Contacts', []],
    ['Accounts', []],
  ]);
  expect([mainOf('Alder Ltd'), mainOf('Birch Ltd')]).toEqual(['Ash', null]);
  expect(full.verified).toEqual([true, true]);

  deliver(steps, { contacts: `${rows.contacts}C9,A2,Cedar\n` });
  const delta = await load('delta', 'delta-1');
  expect(delta.reports.flatMap(({ gaps }) => gaps)).toEqual([]);
  expect(delta.reports.at(-1)).toMatchObject({ module: 'Accounts', identityClosed: true });
  expect(mainOf('Birch Ltd')).toBe('Cedar');
  expect(delta.verified).toEqual([true, true]);

  await steps.rollBack('sandbox');
  expect([...records('Accounts'), ...records('Contacts')]).toEqual([]);
});
