import type { StoredRecord } from '../../../emulators/zoho/orgs/org.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** Longer than lists show. */
const terms = `<p>${'Notice of one month. '.repeat(40)}</p>`;

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  steps.edit(
    'mapping.yml',
    '      Dealer_Note: { type: textarea }',
    `      Dealer_Note: { type: textarea, length: 32000 }
      Home_Account: { type: lookup, module: Accounts }
      Keeper: { type: userlookup }
      Channels: { type: multiselectpicklist, values: [Web, Shop, Call centre] }
      Share: { type: percent, decimals: 1 }
      Rate: { type: currency, decimals: 4, profiles: { Standard: hidden } }
      Portal: { type: website, length: 300 }
      Terms: { type: richtext }`,
  );
  steps.edit(
    'mapping.yml',
    '          Dealer_Note: { from: extensions.dealer_note,',
    `          Home_Account: { from: account_no, lookup: billing_accounts }
          Keeper: { from: owner_login, owner: true }
          Channels: { constant: 'Call centre;Web' }
          Share: { constant: '12.5' }
          Rate: { constant: '0.0333' }
          Portal: { constant: 'https://portal.operator.example' }
          Terms: { constant: '${terms}' }
          Dealer_Note: { from: extensions.dealer_note,`,
  );
  stored = await steps.open();
  await steps.extract('full-1');
  await steps.load('sandbox', 'full', 'demo/full-1');
});
afterAll(() => steps.close());

const org = () => steps.emulator.admin.orgs.get(stored.engagement.destination.sandbox.orgId)!;
const contacts = (): StoredRecord[] => [...org().modules.get('Contacts')!.records.values()];
const field = (apiName: string) => org().modules.get('Contacts')!.fields.get(apiName);

test('each type of field is created as the mapping declares it', () => {
  expect(field('Home_Account')).toMatchObject({ type: 'lookup', lookup: 'Accounts' });
  expect(field('Keeper')).toMatchObject({ type: 'userlookup' });
  expect(field('Share')).toMatchObject({ type: 'percent', decimals: 1 });
  expect(field('Rate')).toMatchObject({ type: 'currency', decimals: 4 });
  expect(field('Portal')).toMatchObject({ type: 'website', length: 300 });
  expect(field('Dealer_Note')).toMatchObject({ type: 'textarea', textarea: 'large' });
  expect(field('Terms')).toMatchObject({ type: 'textarea', textarea: 'rich_text' });
  expect(field('Channels')?.pickList.values.map(({ actual }) => actual)).toEqual(['Web', 'Shop', 'Call centre']);
});

test('a field is hidden from the profile that the mapping names, and from no other', () => {
  const standard = org().profiles.find(({ name }) => name === 'Standard')!;
  expect(field('Rate')?.permissions).toEqual({ [standard.id]: 'hidden' });
});

test('records get values of each type, and the read-back agrees', async () => {
  const { values } = contacts()[0]!;
  expect(values).toMatchObject({
    ...{ Channels: ['Call centre', 'Web'], Share: 12.5, Rate: 0.0333, Portal: 'https://portal.operator.example' },
    Home_Account: values['Account_Name'],
  });
  expect(contacts().some((one) => one.values['Keeper'] !== undefined)).toBe(true);
  const run = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  expect(await verifyModule(steps.ports, stored, { ...run, module: 'Contacts' }, never)).toEqual({ agrees: true });
});

test('a rollback removes every field and every added value', async () => {
  const lists = () =>
    [...org().modules.values()].flatMap((module) =>
      [...module.fields.values()]
        .filter(({ custom }) => !custom)
        .map(({ apiName, pickList }) => [module.name, apiName, pickList.values.map(({ actual }) => actual)]),
    );
  const before = lists();
  const { report } = await steps.rollBack('sandbox');
  expect(report.fields.flatMap(({ kept }) => kept)).toEqual([]);
  expect(Object.values(steps.state('sandbox')).flatMap((module) => module.customFields)).toEqual([]);
  const category = ([module, name]: unknown[]) => module === 'Products' && name === 'Product_Category';
  expect(before.find(category)?.[2]).toContain('Service plan');
  expect(lists().find(category)?.[2]).not.toContain('Service plan');
});
