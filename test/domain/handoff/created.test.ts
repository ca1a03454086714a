import { createdRows, manualRows, ownerRows } from '../../../domain/handoff/created.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', key: 'Portage_Key', maps: { tiers: { G: 'Gold' } } },
  modules: {
    Sales_Orders: { lock: { except: ['Administrator'] }, sources: [{ object: 'orders', fields: {} }] },
    Accounts: {
      sources: [{ object: 'billing_accounts', fields: {}, tags: [{ from: 'tier', map: 'tiers' }] }],
    },
  },
});
const about = { slug: 'demo', system: 'bss', mapping };

test('administrators see fields, values, modules, tags, rules and records that the migration made in production', () => {
  const changes = [
    { module: 'Items', apiName: '', value: '', label: 'Catalogue items' },
    { module: 'Items', apiName: '', value: '', label: null },
    { module: 'Accounts', apiName: 'Tier', value: '', label: 'Customer tier' },
    { module: 'Accounts', apiName: 'Class', value: '', label: null },
    { module: 'Accounts', apiName: 'Rating', value: 'Gold', label: null },
    { module: 'Accounts', apiName: 'Tag', value: 'Gold', label: 'Tags' },
    { module: 'Accounts', apiName: '', value: 'Billing', label: null },
  ];
  const staying = [
    { module: 'Accounts', created: 10, changed: 2 },
    { module: 'Contacts', created: 5, changed: 0 },
  ] as const;
  expect(createdRows(about, changes, [...staying])).toEqual([
    { kind: 'module', module: 'Items', name: 'Catalogue items', detail: '' },
    { kind: 'module', module: 'Items', name: '', detail: '' },
    { kind: 'field', module: 'Accounts', name: 'Tier', detail: 'Customer tier' },
    { kind: 'field', module: 'Accounts', name: 'Class', detail: '' },
    { kind: 'value', module: 'Accounts', name: 'Rating', detail: 'Gold' },
    { kind: 'tag', module: 'Accounts', name: 'Gold', detail: '' },
    { kind: 'section', module: 'Accounts', name: 'Billing', detail: 'on the first layout' },
    {
      ...{ kind: 'rule', module: 'Sales_Orders', name: 'Portage: demo' },
      detail: 'locks records whose Portage_Key starts with bss:, from the switch on',
    },
    { kind: 'records', module: 'Accounts', name: '10', detail: 'and 2 changed that were there before' },
    { kind: 'records', module: 'Contacts', name: '5', detail: '' },
  ]);
});

test('owners are those of the owner map with its rules', () => {
  expect(ownerRows({ owners: { nora: 'nora@x.example' } })).toEqual([
    { source_user: 'nora', zoho_user: 'nora@x.example', rule: 'listed' },
  ]);
  expect(ownerRows({ default: 'a@x.example', inactive: 'b@x.example', owners: {} })).toEqual([
    { source_user: '', zoho_user: 'a@x.example', rule: 'all users that are not listed' },
    { source_user: '', zoho_user: 'b@x.example', rule: 'listed users who are not active or not confirmed' },
  ]);
});

test('what is done by hand is what the plan for production names, and what every migration needs', () => {
  const planned = { id: 'x', module: 'Accounts', what: 'Add it.', why: 'The API can not.', check: 'Look.' };
  const [first, ...others] = manualRows([planned]);
  expect(first).toEqual({ module: 'Accounts', what: 'Add it.', why: 'The API can not.', check: 'Look.' });
  expect(others.map(({ what }) => what).join(' ')).toMatch(/Switch on again the workflow rules/);
});
