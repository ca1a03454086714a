import { checkForUse } from '../../domain/check-outgoing.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { Mapping } from '../../schemas/mapping.ts';

const imsi = '999701234567890';
const labelled = `IMSI ${imsi}`;
const guard = createGuard({ plmns: ['99970'] });
const basis = { columns: {}, destination: {}, facts: { keys: {}, lines: {}, extensions: {} } };

const mappingOf = (module: object, source: object, maps: object = {}) =>
  Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', maps },
    modules: { Invoices: { ...module, sources: [{ object: 'invoices', fields: {}, ...source }] } },
  });
const found = (...given: Parameters<typeof mappingOf>) =>
  checkForUse(mappingOf(...given), basis, guard).filter(({ message }) => message.includes('network identifier'));
const places = (...given: Parameters<typeof mappingOf>) =>
  found(...given).map(({ path, message }) => `${path}: ${message.split(' has a network')[0]}`);
const at = 'modules.Invoices.sources[0]';

test.each([
  ['a constant', {}, { fields: { Subject: { constant: labelled } } }, {}, [`${at}.fields.Subject: the constant`]],
  ['a number', {}, { custom: { Old: { constant: Number(imsi) } } }, {}, [`${at}.custom.Old: the constant`]],
  [
    'a constant of lines',
    {},
    { lines: { from: 'lines', into: 'Invoiced_Items', fields: { Description: { constant: labelled } } } },
    {},
    [`${at}.lines.fields.Description: the constant`],
  ],
  [
    'the target of a value map',
    {},
    { fields: { Status: { from: 'status', map: 'states' } } },
    { states: { A: 'Active', B: null, C: labelled } },
    [`${at}.fields.Status: value 3 of the value map states`],
  ],
  [
    'a tag',
    {},
    { tags: [{ from: 'status', map: 'states' }] },
    { states: { A: labelled } },
    [`${at}.tags[0]: value 1 of the value map states`],
  ],
  ['the reason why a field is left out', {}, { ignore: { sim: labelled } }, {}, [`${at}.ignore.sim: the reason`]],
  [
    'the reason why records are left out',
    {},
    { exclude: [{ when: { field: 'state', in: ['X'] }, reason: labelled }] },
    {},
    [`${at}.exclude[0].reason: the reason`],
  ],
  ['the section of a layout', { section: labelled }, {}, {}, ['modules.Invoices.section: the label of the section']],
  [
    'the name of a custom field without a label',
    { custom: { [`IMSI_${imsi}`]: { type: 'text' } } },
    {},
    {},
    [`modules.Invoices.custom.IMSI_${imsi}: the label`],
  ],
  [
    'the label of a custom field, and values of its pick list',
    { custom: { Kind: { type: 'picklist', label: labelled, values: ['plain', labelled] } } },
    {},
    {},
    ['modules.Invoices.custom.Kind: the label', 'modules.Invoices.custom.Kind: value 2 of the pick list'],
  ],
  [
    'the name of a custom module',
    { create: { singular: labelled, plural: 'Cards', profiles: ['Standard'] } },
    {},
    {},
    ['modules.Invoices.create.singular: the name of the module'],
  ],
])('%s with a network identifier prevents the load', (_, module, source, maps, expected) => {
  expect(places(module, source, maps)).toEqual(expected);
});

test('a value is refused by the name of the field that it goes to', () => {
  const fields = (name: string) => ({ fields: { [name]: { constant: '901281234567890' } } });
  expect(places({}, fields('Old_IMSI'))).toHaveLength(1);
  expect(places({}, fields('Old_Number'))).toEqual([]);
});

test('a value map of a reference, one that nothing uses, and other texts are no outgoing identifiers', () => {
  const maps = { states: { A: 'Active' }, ids: { A: labelled }, spare: { A: labelled } };
  const fields = {
    Status: { from: 'status', map: 'states' },
    Account_Name: { from: 'account', map: 'ids', lookup: 'billing_accounts' },
    Other: { from: 'status', map: 'missing' },
  };
  expect(places({}, { fields }, maps)).toEqual([]);
});

test('no problem of a mapping quotes a network identifier', () => {
  const long = `this tag is far too long, and ${labelled}`;
  const problems = checkForUse(
    mappingOf({}, { tags: [{ from: 'status', map: 'states' }] }, { states: { A: long } }),
    basis,
    guard,
  );
  expect(problems.map(({ message }) => message)).toContain(
    '"this tag is far too long, and IMSI [network id removed]" can not be a tag',
  );
  expect(JSON.stringify(problems)).not.toContain(imsi);
});
