import { classify, settleNames, type Evidence } from '../../../domain/column-facts/classify.ts';
import { measureValues } from '../../../domain/column-facts/measure.ts';
import type { SemanticType } from '../../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../../schemas/terms.ts';

function evidence(
  object: ExtractedObject,
  column: string,
  values: string[],
  changes: Partial<Evidence> = {},
): Evidence {
  const measured = measureValues(values, (value) => value.startsWith('IMSI'));
  const distinct = new Set(values).size;
  const isKey = false;
  return {
    object,
    column,
    isDeclaredKey: false,
    isKey,
    filled: values.length,
    distinct,
    measured,
    declared: null,
    references: [],
    ...changes,
  };
}
const repeated = (...values: string[]) => Array.from({ length: 60 }, (_, place) => values[place % values.length]!);

test.each<[SemanticType, ExtractedObject, string, string[]]>([
  ['given_name', 'subscribers', 'first_name', ['Ada', 'Ελένη', '李']],
  ['family_name', 'subscribers', 'Nachname', ['Müller', 'Vale']],
  ['person_name', 'billing_accounts', 'holder_name', ['Ada Vale', 'Harbour Bakery 7']],
  ['title', 'service_plans', 'name', ['Mobile Basic 1', 'Fibre Max 2']],
  ['company', 'subscribers', 'empresa', ['Harbour Bakery', 'Vale Clinics']],
  ['company', 'subscribers', 'x1', ['Harbour Bakery Ltd', 'Vale GmbH']],
  ['email', 'subscribers', 'contact', ['ada@example.org', 'bram@example.org']],
  ['phone', 'subscribers', 'telefono', ['951 100 200', '952 100 201']],
  ['company', 'billing_accounts', 'razon_social', ['Panadería Ruiz', 'Talleres Vega']],
  ['company', 'billing_accounts', 'raz_soc', ['Panadería Ruiz', 'Talleres Vega']],
  ['money', 'service_plans', 'pvp', ['15', '20']],
  ['phone', 'subscribers', 'msisdn', ['447700900123', '447700900124']],
  ['phone', 'subscribers', 'contact', ['+44 20 7946 0000', '+44 20 7946 0001']],
  ['street', 'subscribers', 'direccion', ['Calle Mayor 3', '12 Harbour Road']],
  ['city', 'subscribers', 'ort', ['Berlin', 'Köln']],
  ['postcode', 'subscribers', 'plz', ['10115', '50667']],
  ['country', 'subscribers', 'country_code', ['GB', 'FR', 'IE']],
  ['language', 'subscribers', 'language', ['en', 'fr', 'de']],
  ['birth_date', 'subscribers', 'dob', ['1975-04-03', '1980-01-02', 'unknown']],
  ['date', 'invoices', 'issued_on', ['2024-01-31', '2024-02-01']],
  ['timestamp', 'orders', 'created_at', ['2024-01-31 10:00:00', '2024-02-01 11:00:00']],
  ['money', 'invoices', 'total', ['12.50', '7.00', '1.234,50']],
  ['money', 'billing_accounts', 'credit_limit', ['100', '1500', '700']],
  ['currency', 'invoices', 'waehrung', ['EUR', 'GBP']],
  ['percentage', 'invoices', 'pct', ['20', '7.5']],
  ['percentage', 'invoices', 'share', ['20 %', '7.5 %']],
  ['quantity', 'orders', 'menge', ['1.0000', '2.0000']],
  ['day_of_month', 'billing_accounts', 'bill_cycle_day', ['1', '8', '28']],
  ['number', 'service_plans', 'minutes', ['100', '2000', '300']],
  ['tax_number', 'subscribers', 'nif', ['B1234567', 'A7654321']],
  ['status', 'orders', 'estado', repeated('Activo', 'Baja')],
  ['code', 'billing_accounts', 'payment_terms', repeated('NET14', 'NET30', 'DD')],
  ['flag', 'subscribers', 'paperless', repeated('Y', 'N')],
  ['user', 'orders', 'owner_login', ['arun', 'beth']],
  ['file_name', 'documents', 'datei', ['plan.dwg', 'x.dxf']],
  ['user', 'orders', 'bearbeiter', ['m.huber', 'a.maier']],
  ['text', 'orders', 'x', ['m.huber', 'a.maier']],
  ['date', 'orders', 'status_date', repeated('2024-01-31', '2024-02-01')],
  ['day_of_month', 'billing_accounts', 'Abrechnungstag', ['1', '8', '28']],
  ['day_of_month', 'billing_accounts', 'jour_facturation', ['1', '8', '28']],
  ['file_name', 'documents', 'name', ['contract.pdf', 'bill.pdf']],
  ['url', 'billing_accounts', 'site', ['https://a.example', 'http://b.example']],
  ['json', 'invoices', 'taxes', ['[]', '[{"code":"VAT"}]']],
  ['text', 'notes', 'body', ['Asked about the bill again', 'Zufrieden']],
  ['text', 'notes', 'x', ['<p>hi</p>', '<b>ho</b>']],
  ['network_identifier', 'subscribers', 'x', ['IMSI 1', 'IMSI 2']],
  ['empty', 'subscribers', 'x', ['', ' ']],
])('%s: %s.%s', (semantic, object, column, values) => {
  expect(classify(evidence(object, column, values)).semantic).toBe(semantic);
});

test('the key that the profile names is an id, whatever it looks like', () => {
  const { semantic, score } = classify(evidence('notes', 'total', ['1.50'], { isDeclaredKey: true }));
  expect([semantic, score]).toEqual(['id', 1]);
});

test('a column with a code of its own for every row is an id as well', () => {
  const values = ['A-1', 'B-2', 'C-3'];
  expect(classify(evidence('orders', 'external', values, { isKey: true })).semantic).toBe('id');
  expect(classify(evidence('orders', 'external', values)).semantic).toBe('text');
});

test('amounts without decimals are amounts, also where each row has another one', () => {
  const values = ['20', '40', '60'];
  expect(classify(evidence('invoices', 'imp_tot', values, { isKey: true })).semantic).toBe('money');
});

test('a column of ids of an object is a reference', () => {
  const references = [{ object: 'billing_accounts' as const, contained: 0.99 }];
  expect(classify(evidence('orders', 'acct', ['1', '2'], { references })).semantic).toBe('reference');
});

test.each<[SemanticType, string, string, 'date' | 'timestamp']>([
  ['timestamp', 'angelegt', '31.01.2024 10:00', 'timestamp'],
  ['timestamp', 'x', '1704067200000', 'timestamp'],
  ['date', 'x', '45322', 'date'],
  ['birth_date', 'geburtstag', '27351', 'date'],
  ['birth_date', 'birth', '03.04.75 00:00', 'timestamp'],
])('what the profile declares decides: %s', (semantic, column, value, declared) => {
  // Also against values that look like network identifiers.
  expect(classify(evidence('subscribers', column, [value], { declared })).semantic).toBe(semantic);
  const measured = measureValues([value], () => true);
  expect(classify(evidence('subscribers', column, [value], { declared, measured })).semantic).toBe(semantic);
});

test('a birth with a time is a birth', () => {
  expect(classify(evidence('subscribers', 'date_of_birth', ['1975-04-03 00:00:00'])).semantic).toBe('birth_date');
});

test('a status of two values is no flag, and 31 different values are no status', () => {
  expect(classify(evidence('orders', 'status', repeated('1', '0'))).semantic).toBe('status');
  const many = Array.from({ length: 200 }, (_, place) => `s${place % 31}`);
  expect(classify(evidence('orders', 'status', many)).semantic).toBe('text');
});

test('a German compound is what its end says', () => {
  expect(classify(evidence('service_plans', 'monatspreis', ['10', '20'])).semantic).toBe('money');
  expect(classify(evidence('billing_accounts', 'kreditlimit', ['500', '1000'])).meaning).toBe('limit');
});

test('beside a surname, a name is the given name, if the table has no other', () => {
  const settled = (...semantics: SemanticType[]) =>
    settleNames(semantics.map((semantic) => ({ semantic }))).map(({ semantic }) => semantic);
  expect(settled('person_name', 'family_name', 'email')).toEqual(['given_name', 'family_name', 'email']);
  expect(settled('person_name', 'email')).toEqual(['person_name', 'email']);
  expect(settled('person_name', 'given_name', 'family_name')).toEqual(['person_name', 'given_name', 'family_name']);
  expect(settled('person_name', 'person_name', 'family_name')[0]).toBe('person_name');
  expect(settled('family_name')).toEqual(['family_name']);
});

test('a name in a sentence is no user', () => {
  expect(classify(evidence('notes', 'agent', ['said that he will come back'])).semantic).toBe('text');
});

test('amounts and times have the meaning that their names say', () => {
  const meaningOf = (object: ExtractedObject, column: string, values: string[]) =>
    classify(evidence(object, column, values)).meaning;
  expect(meaningOf('invoices', 'total', ['1.50'])).toBe('total');
  expect(meaningOf('invoices', 'open_balance', ['1.50'])).toBe('balance');
  expect(meaningOf('invoices', 'offener_gesamtbetrag', ['1.50'])).toBe('balance');
  expect(meaningOf('invoices', 'due_on', ['2024-01-31'])).toBe('due');
  expect(meaningOf('orders', 'activated_at', ['2024-01-31 10:00'])).toBe('completed');
  expect(meaningOf('orders', 'x', ['2024-01-31 10:00'])).toBeNull();
  expect(meaningOf('orders', 'created_by', ['Ann'])).toBeNull();
});

test('the runner-up is named with its score', () => {
  expect(classify(evidence('subscribers', 'login_name', ['user1', 'user2']))).toMatchObject({
    semantic: 'user',
    score: 0.9,
    runnerUp: { semantic: 'person_name', score: 0.8 },
  });
  expect(classify(evidence('notes', 'body', ['Öl'])).runnerUp).toBeNull();
});
