import { isWithheldColumn, settle, type TableContext } from '../../../domain/proposal/settled.ts';
import type { Column } from '../../../domain/proposal/features.ts';
import { column } from './columns.ts';

const settled = (one: Column, changes: Partial<TableContext> = {}) =>
  settle(one, {
    ...{ module: 'Accounts', key: 'id', hasSecretKeys: false, updated: null, isBusiness: false, columns: [one] },
    ...changes,
  });

test.each([
  'password',
  'imsi',
  'kunden_kennwort',
  'contraseña',
  'mot_de_passe',
  'clave_acceso',
  'static_ip',
  'puk',
  'simkartennummer',
  'pswd',
  'zugangscode',
  'session_id',
  'api_key',
  'security_answer',
  'codigo_seguridad',
  'mdp',
])('the column %s is withheld by its name', (name) => {
  expect(settled(column(name, 'text'))).toMatchObject({ into: 'withheld' });
});

test.each([
  'external_key',
  'postal_code',
  'sim_status',
  'ship_to',
  'description',
  'shipping_street',
  'clave_cliente',
  'session_count',
  'key_account',
])('the column %s is an ordinary one', (name) => {
  expect(isWithheldColumn(column(name, 'text'), 'id')).toBe(false);
});

test('a PIN is withheld, unless it is an Indian postcode', () => {
  expect(isWithheldColumn(column('pin', 'number'), 'id')).toBe(true);
  expect(isWithheldColumn(column('pin', 'postcode'), 'id')).toBe(false);
});

test('a column of network identifiers is withheld whatever it is called; texts with some are kept and masked', () => {
  expect(isWithheldColumn(column('x', 'network_identifier'), 'id')).toBe(true);
  const note = column('x', 'network_identifier', { length: { least: 1, most: 400, mean: 90 } });
  expect(isWithheldColumn(note, 'id')).toBe(false);
});

test('a key that is a network identifier is hashed, and no field shows it', () => {
  const key = column('imsi', 'id');
  expect(settled(key, { key: 'imsi' })).toBeNull();
  expect(settled(key, { key: 'imsi', hasSecretKeys: true })).toMatchObject({ into: 'ignore' });
});

test.each<[string, Column, Partial<TableContext>]>([
  ['used for deltas only', column('seen', 'timestamp'), { updated: 'seen' }],
  ['no row has a value', column('fax', 'empty'), {}],
  ['Zoho computes it from the lines', column('total', 'money'), { module: 'Invoices' }],
  ['Zoho computes it from the lines', column('amount', 'money'), { module: 'Invoices' }],
  [
    'Zoho has the taxes that are mapped to its lines, and none of a whole document',
    column('vat', 'money'),
    { module: 'Invoices' },
  ],
  ['tax set-up never moves; it is in the tax handoff', column('vat_scheme', 'code'), {}],
  ['conditional prices are in the pricing-rule inventory', column('discounts', 'json'), { module: 'Products' }],
  ['the open balance shows them', column('payments', 'json'), { module: 'Invoices' }],
  ['it is about a person, and these records are companies', column('born', 'birth_date'), { isBusiness: true }],
  ['it is about a person, and these records are companies', column('gender', 'code'), { isBusiness: true }],
])('it is left out because %s', (reason, one, context) => {
  expect(settled(one, context)).toMatchObject({ into: 'ignore', reason });
});

test.each(['ust_id', 'USt-IdNr', 'Steuernr', 'tva_intracom', 'num_iva', 'umsatzsteuer_id'])(
  'a tax number is no tax set-up, whatever its values look like: %s',
  (name) => {
    for (const semantic of ['id', 'code', 'tax_number'] as const) expect(settled(column(name, semantic))).toBeNull();
  },
);

test.each([
  ['Rabattliste', 'json', 'conditional prices are in the pricing-rule inventory'],
  ['Rabatte', 'json', 'conditional prices are in the pricing-rule inventory'],
  ['descuentos', 'json', 'conditional prices are in the pricing-rule inventory'],
  ['Bestandteile', 'json', 'what a product consists of is in the inventory of bundles'],
  ['Komponentenliste', 'json', 'what a product consists of is in the inventory of bundles'],
  ['composants', 'reference', 'what a product consists of is in the inventory of bundles'],
] as const)('a list of a product is recognised by its name: %s', (name, semantic, reason) => {
  expect(settled(column(name, semantic), { module: 'Products' })).toMatchObject({ into: 'ignore', reason });
});

test('what is said of a person is a guess, the rest is certain', () => {
  expect(settled(column('born', 'birth_date'), { isBusiness: true })?.tier).toBe('likely');
  expect(settled(column('fax', 'empty'))?.tier).toBeUndefined();
});

test('a total with a word that belongs to no total is a guess', () => {
  const invoices = { module: 'Invoices' } as const;
  expect(settled(column('grand_total', 'money'), invoices)?.tier).toBeUndefined();
  expect(settled(column('total_profit', 'money'), invoices)?.tier).toBe('likely');
});

test.each<[Column, Partial<TableContext>]>([
  [column('id', 'empty'), {}],
  [column('total_balance', 'money'), { module: 'Invoices' }],
  [column('total', 'text'), { module: 'Invoices' }],
  [column('vat_id', 'tax_number'), {}],
  [column('tax_currency', 'currency'), {}],
  [column('discounts', 'json'), {}],
  [column('payments', 'text'), {}],
  [column('payment_gateway', 'json'), {}],
  [column('amount_of_tickets', 'money'), { module: 'Invoices' }],
  [column('amount', 'money'), {}],
  [column('owner_login', 'user'), { isBusiness: true }],
  [column('city', 'city'), { isBusiness: true }],
])('names and types decide about other columns (%#)', (one, context) => {
  expect(settled(one, context)).toBeNull();
});

describe('a code with its label', () => {
  const label = column('status', 'status');
  const code = (name: string) => column(name, 'code', { decides: ['other', 'status'] });

  test('the label is mapped', () => {
    expect(settled(code('status_code'), { columns: [label] })).toEqual({
      into: 'ignore',
      reason: 'its label status is mapped',
    });
  });

  test('the label itself and codes of something else are not left out', () => {
    expect(settled(code('status'), { columns: [label] })).toBeNull();
    expect(settled(code('city_code'), { columns: [label] })).toBeNull();
  });
});
