import { CustomFields, customFor, labelOf, transformsFor } from '../../../domain/proposal/custom.ts';
import { column, field } from './columns.ts';

const digits = { shapes: [{ shape: '99', share: 1 }] };

test.each([
  [column('limit', 'money'), { type: 'currency' }],
  [column('share', 'percentage'), { type: 'double' }],
  [column('born', 'birth_date'), { type: 'date' }],
  [column('at', 'timestamp'), { type: 'datetime' }],
  [column('is_vip', 'flag'), { type: 'boolean' }],
  [column('mail', 'email'), { type: 'email' }],
  [column('tel', 'phone'), { type: 'phone' }],
  [column('day', 'day_of_month'), { type: 'integer' }],
  [column('count', 'quantity', { ...digits, length: { least: 1, most: 4, mean: 2 } }), { type: 'integer' }],
  [column('count', 'number', digits), { type: 'text', length: 40 }],
  [column('rate', 'number', { shapes: [{ shape: '9.99', share: 1 }] }), { type: 'double' }],
  [column('bag', 'json'), { type: 'textarea', length: 2_000 }],
  [column('note', 'text', { length: { least: 1, most: 9_000, mean: 10 } }), { type: 'textarea', length: 32_000 }],
  [column('note', 'text', { length: { least: 1, most: 100, mean: 10 } }), { type: 'text', length: 255 }],
])('a column gets a field of its type (%#)', (one, wanted) => {
  expect(customFor(one)).toMatchObject(wanted);
});

test('a column with few values becomes a pick list that takes new ones', () => {
  expect(customFor(column('tier', 'code', { values: ['Gold', 'Silver ', 'Gold'] }))).toEqual({
    label: 'Tier',
    type: 'picklist',
    values: ['Gold', 'Silver'],
    invalid: 'add_value',
  });
});

test('values that may be persons become no pick list, alone or in lists', () => {
  const agents = { ...column('hoitaja', 'code', { values: ['Anna Ketunen', 'Pekka Saarela'] }), isPersonal: true };
  expect(customFor(agents).type).toBe('text');
  const list = { separator: ',', items: ['Anna Ketunen', 'Pekka Saarela'] };
  expect(customFor({ ...column('tiimi', 'text'), list, isPersonal: true }).type).toBe('text');
});

test('a column with lists in one text becomes a pick list of their items with their separator', () => {
  const list = { separator: ',', items: ['TV', 'Internet'] };
  const dienste = { ...column('dienste', 'text'), list };
  expect(customFor(dienste)).toEqual({
    ...{ label: 'Dienste', type: 'multiselectpicklist', values: ['Internet', 'TV'], separator: ',' },
  });
  expect(transformsFor(dienste, customFor(dienste))).toEqual(['trim']);
});

test('codes that are too long for a pick list become a text, and many different numbers an integer', () => {
  expect(customFor(column('tier', 'code', { values: ['x'.repeat(121)] }))).toMatchObject({ type: 'text' });
  expect(customFor(column('score', 'code', { values: ['0', '1', '2', '3', '4', '5', '10'] }))).toMatchObject({
    type: 'integer',
  });
});

test('a value is made by the transform of its field', () => {
  const made = (one: ReturnType<typeof column>) => transformsFor(one, customFor(one));
  expect(made(column('limit', 'money'))).toEqual(['money']);
  expect(made(column('mail', 'email'))).toEqual(['email']);
  expect(made(column('bag', 'json'))).toEqual(['json']);
  expect(made(column('tier', 'text'))).toEqual(['trim']);
  expect(made(column('note', 'text', { length: { least: 1, most: 900, mean: 10 } }))).toEqual([
    'repair_encoding',
    'trim',
  ]);
});

test.each([
  ['extensions.loyalty_tier', 'Loyalty Tier'],
  ['billStructure.cycleSpecification.dayOfMonth', 'Cycle Specification Day O'],
  ['2nd_phone', 'Field 2nd Phone'],
  ['страна', 'Field'],
])('the label of %s is %s', (name, label) => {
  expect(labelOf(name)).toBe(label);
});

describe('names of custom fields', () => {
  const added = () => new CustomFields([field('Status')], 'Portage_Key');

  test('a name that Zoho has already is not used again', () => {
    expect(added().add({ label: 'Status', type: 'text' }, new Set())).toBe('Source_Status');
    expect(added().add({ label: 'Portage Key', type: 'text' }, new Set())).toBe('Source_Portage_Key');
  });

  test('two objects share a field of the same name and type, which holds the values of both', () => {
    const custom = added();
    custom.add({ label: 'Tier', type: 'picklist', values: ['B'] }, new Set());
    expect(custom.add({ label: 'Tier', type: 'picklist', values: ['A'] }, new Set())).toBe('Tier');
    expect(custom.fields.get('Tier')?.values).toEqual(['A', 'B']);
    custom.add({ label: 'Code', type: 'text', length: 40 }, new Set());
    custom.add({ label: 'Code', type: 'text', length: 80 }, new Set());
    expect(custom.fields.get('Code')?.length).toBe(80);
  });

  test('fields of another type and other columns of the same object get names of their own', () => {
    const custom = added();
    const used = new Set<string>();
    expect(custom.add({ label: 'Tier', type: 'text' }, used)).toBe('Tier');
    expect(custom.add({ label: 'Tier', type: 'text' }, used)).toBe('Source_Tier');
    expect(custom.add({ label: 'Tier', type: 'text' }, used)).toBe('Source_Tier_2');
    expect(custom.add({ label: 'Tier', type: 'date' }, new Set())).toBe('Source_Tier_3');
    const list = (separator: string) => ({
      label: 'List',
      type: 'multiselectpicklist' as const,
      values: [],
      separator,
    });
    expect(custom.add(list(','), new Set())).toBe('List');
    expect(custom.add(list(';'), new Set())).toBe('Source_List');
  });
});

test('a check box is proposed only where it can read every value', () => {
  expect(customFor(column('paquete', 'flag', { values: ['S', 'N', ''] }))).toMatchObject({ type: 'boolean' });
  expect(customFor(column('paquete', 'flag', { values: ['Y', 'N', 'later'] }))).toMatchObject({
    ...{ type: 'picklist', values: ['N', 'Y', 'later'], invalid: 'add_value' },
  });
});
