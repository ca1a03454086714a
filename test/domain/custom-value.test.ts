import { fitCustomField } from '../../domain/custom-value.ts';
import { compileMapping } from '../../domain/map-record.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { CustomField, Mapping, type TransformName } from '../../schemas/mapping.ts';
import type { Json } from '../../schemas/json.ts';

const context = { timeZone: 'UTC', phoneRegion: 'GB', currency: 'GBP', sentinels: new Set<string>(), column: null };
const fit = (field: object, value: Json, made: TransformName[] = []) =>
  fitCustomField(CustomField.parse(field), value, made, context);
const segments = { type: 'picklist', values: ['Consumer', 'Corporate'] };

test.each<[object, Json, Json]>([
  [{ type: 'text', length: 10 }, 'Consumer', 'Consumer'],
  [{ type: 'text' }, 7, '7'],
  [{ type: 'textarea' }, 'x'.repeat(2_000), 'x'.repeat(2_000)],
  [segments, 'Corporate', 'Corporate'],
  [segments, ' Corporate ', 'Corporate'],
  [{ type: 'picklist' }, 'anything', 'anything'],
  [{ type: 'integer' }, '42', 42],
  [{ type: 'integer', length: 3 }, 999, 999],
  [{ type: 'double' }, '1.5', 1.5],
  [{ type: 'currency' }, '£ 12.00', 12],
  [{ type: 'date' }, '31/12/2020', '2020-12-31'],
  [{ type: 'datetime' }, '2020-12-31', '2020-12-31T00:00:00+00:00'],
  [{ type: 'boolean' }, 'yes', true],
  [{ type: 'boolean' }, false, false],
  [{ type: 'email' }, 'ada@example.org', 'ada@example.org'],
  [{ type: 'phone' }, '+44 20 7946 0018', '+44 20 7946 0018'],
  [{ type: 'percent' }, '12.5', 12.5],
  [{ type: 'currency', decimals: 4 }, '0.0333', 0.0333],
  [{ type: 'double', decimals: 2 }, '1.25', 1.25],
  [{ type: 'website' }, 'https://operator.example/shop', 'https://operator.example/shop'],
  [{ type: 'website' }, 'www.operator.example', 'www.operator.example'],
  [{ type: 'multiselectpicklist' }, 'B; A ;;B', ['B', 'A']],
  [{ type: 'multiselectpicklist', separator: '|', values: ['A', 'B; C'] }, 'B; C|A', ['B; C', 'A']],
  [{ type: 'multiselectpicklist', separator: '|' }, ['A', 'B'], ['A', 'B']],
])('a field declared as %j takes %j as %j', (field, value, expected) => {
  expect(fit(field, value)).toEqual({ value: expected });
});

test.each<[object, Json, string]>([
  [{ type: 'text', length: 10 }, 'Consumer and small business', 'longer than 10 characters'],
  [{ type: 'text' }, 'x'.repeat(256), 'longer than 255 characters'],
  [{ type: 'picklist' }, 'x'.repeat(121), 'longer than 120 characters'],
  [segments, 'SME', 'not a declared value'],
  [{ ...segments, invalid: 'add_value' }, 'x'.repeat(121), 'not a declared value'],
  [{ type: 'integer' }, '1.5', 'integer: not a whole number'],
  [{ type: 'integer', length: 3 }, 1_000, 'more than 3 digits'],
  [{ type: 'percent' }, '100000', 'more than 5 digits'],
  [{ type: 'double', decimals: 2 }, '1.2555', 'more than 2 decimal places'],
  [{ type: 'website' }, 'none', 'not an address of a website'],
  [{ type: 'multiselectpicklist' }, ' ; ', 'no value between the separators'],
  [{ type: 'multiselectpicklist', values: ['A'] }, 'A;B', 'not a declared value'],
  [{ type: 'multiselectpicklist' }, `A;${'x'.repeat(121)}`, 'longer than 120 characters'],
  [{ type: 'lookup', module: 'Accounts' }, '4000', 'not the id of a record or user'],
  [{ type: 'userlookup' }, 'arun', 'not the id of a record or user'],
  [{ type: 'double' }, 'many', 'decimal: not a number'],
  [{ type: 'date' }, 'soon', 'date: not a date'],
  [{ type: 'boolean' }, 'perhaps', 'boolean: neither yes nor no'],
  [{ type: 'email' }, 'ada at example', 'not an e-mail address'],
  [{ type: 'phone' }, '020/7946', 'not a phone number'],
  [{ type: 'text', length: 1, invalid: 'cut' }, '👨‍👩‍👧 family', 'longer than 1 characters'],
])('a field declared as %j does not take %j: %s', (field, value, reason) => {
  expect(fit(field, value)).toEqual({ value: undefined, reason });
});

test('the rule of a field rejects, cuts, or keeps a value that does not fit', () => {
  expect(fit({ ...segments, invalid: 'reject' }, 'SME')).toEqual({
    value: undefined,
    reason: 'not a declared value',
    rejects: true,
  });
  expect(fit({ type: 'text', length: 8, invalid: 'cut' }, 'Consumer and more')).toEqual({
    value: 'Consumer',
    remark: 'repaired:cut',
  });
  expect(fit({ ...segments, invalid: 'add_value' }, ' SME')).toEqual({
    value: 'SME',
    remark: 'added:not a declared value',
  });
});

test('what the transform of the type has made is not read again', () => {
  expect(fit({ type: 'date' }, '2020-12-31', ['trim', 'date'])).toEqual({ value: '2020-12-31' });
  expect(fit({ type: 'integer' }, 12, ['integer'])).toEqual({ value: 12 });
});

test.each([
  { type: 'text', values: ['a'] },
  { type: 'integer', invalid: 'cut' },
  { type: 'picklist', invalid: 'add_value' },
  { type: 'text', invalid: 'add_value' },
  { type: 'text', invalid: 'ignore' },
])('the declaration %j is refused when the mapping is read', (field) => {
  expect(CustomField.safeParse(field).success).toBe(false);
});

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: {
    Accounts: {
      custom: {
        Source_Status: { type: 'picklist', values: ['Active', 'Closed'] },
        Segment: { type: 'text', length: 10 },
        Limit: { type: 'currency' },
        Kind: { type: 'text', length: 4 },
        Grade: { type: 'picklist', values: ['A'] },
      },
      sources: [
        {
          object: 'billing_accounts',
          fields: {
            Account_Name: { from: 'name', required: true },
            Parent_Account: { from: 'parent', lookup: 'billing_accounts' },
          },
          custom: {
            Source_Status: { from: 'status', required: true },
            Segment: { from: 'segment' },
            Limit: { from: 'limit', transforms: ['money'] },
            Kind: { constant: 'account' },
            Grade: { from: 'grade', map: 'grades' },
          },
        },
      ],
    },
  },
  maps: { grades: { '1': 'A', '2': 'B' } },
});
const mapper = compileMapping(mapping, {
  ...context,
  dates: new Map(),
  ownerOf: () => null,
  defaultOwner: '1',
  guard: createGuard({}),
  system: 's',
  keyFields: { billing_accounts: 'id' },
  hashId: String,
});
const transform = (row: Record<string, string>) =>
  mapper.transform({ object: 'billing_accounts', place: 'row 1', row, earlier: null, survivor: null });

test('one value that does not fit costs neither the other custom fields, nor the parent, nor a required status', () => {
  const made = transform({
    ...{ id: 'A2', parent: 'A1', name: 'Two', status: 'Active', limit: '5', grade: '2' },
    segment: 'Consumer and small business',
  });
  const key = 's:billing_accounts:A2';
  expect(made).toMatchObject({
    kind: 'queued',
    record: {
      custom: { Source_Status: 'Active', Limit: 5, Parent_Account: { $key: 's:billing_accounts:A1' } },
    },
    remarks: [
      { key, field: 'Segment', rule: 'blank:longer than 10 characters' },
      { key, field: 'Kind', rule: 'blank:longer than 4 characters' },
      { key, field: 'Grade', rule: 'blank:not a declared value' },
    ],
  });
  expect(made.kind === 'queued' && made.record.custom).not.toHaveProperty('Segment');
});

test('a required value that does not fit rejects the record', () => {
  expect(transform({ id: 'A3', name: 'Three', status: 'Gone' })).toMatchObject({
    decided: { outcome: 'rejected', reason: 'Source_Status: not a declared value' },
  });
});
