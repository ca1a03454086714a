import { anyRule, leftOut, sentencesOf, wayOf } from '../../../domain/quality/treatments.ts';
import type { QualityContext, Search } from '../../../domain/quality/rule.ts';
import { FieldRule } from '../../../schemas/mapping.ts';
import { contextWith, ruleNamed, type TablesOfTest } from '../../support/survey.ts';

/** What is said of all that a rule searches, with these rules of the mapping by field. */
function treatment(
  id: string,
  tables: TablesOfTest,
  rules: Record<string, object> = {},
  changes: Partial<QualityContext> = {},
  isFound: (search: Search) => boolean = () => true,
): string {
  const parsed = new Map(
    Object.entries(rules).map(([field, rule]) => [field, FieldRule.parse({ from: field, ...rule })]),
  );
  const context = contextWith(tables, {
    rulesFor: (_, field) => [parsed.get(field) ?? []].flat(),
    isRequired: (_, field) => parsed.get(field)?.required ?? false,
    ...changes,
  });
  const rule = ruleNamed(id);
  return rule.treat!(context, rule.search(context).filter(isFound));
}

const dates: TablesOfTest = {
  orders: { columns: { no: 'id', placed: 'date', done: 'date', seen: 'date', kept: 'date' }, rows: [] },
};

test('of fields that are treated alike, one sentence says what happens', () => {
  const both = { placed: { transforms: ['date'] }, done: { transforms: ['date'] } };
  expect(treatment('DQ12', dates, both, {}, ({ field }) => field === 'placed' || field === 'done')).toBe(
    'The field stays blank. If the source writes its dates in a format of its own, declare it in the source profile.',
  );
});

test('fields that are treated in other ways are named', () => {
  const rules = { placed: { transforms: ['datetime'], required: true }, done: { transforms: ['date'] }, seen: {} };
  expect(treatment('DQ12', dates, rules)).toBe(
    'orders.placed: the record is rejected, because the mapping requires the field. orders.done: the field stays blank. ' +
      'orders.seen: the value is loaded as it is. orders.kept: the mapping does not load the field. ' +
      'If the source writes its dates in a format of its own, declare it in the source profile.',
  );
});

test('what is about the record itself has no field', () => {
  const search: Search = { table: 'orders', object: 'orders', field: null, where: 'true' };
  expect(wayOf(contextWith({}), search, anyRule, 'it is loaded')).toBe(leftOut);
  expect(
    sentencesOf([
      [search, 'it is loaded'],
      [{ ...search, field: 'x' }, 'it is not'],
    ]),
  ).toBe('orders: it is loaded. orders.x: it is not.');
});

test('of many fields, a few are named', () => {
  const columns = Object.fromEntries([...'abcdefg'].map((name) => [name, 'timestamp' as const]));
  const rules = { b: { transforms: ['datetime'] } };
  expect(treatment('DQ13', { orders: { columns: { no: 'id', ...columns }, rows: [] } }, rules)).toBe(
    'orders.a, orders.c, orders.d, orders.e, orders.f and 1 more: the mapping does not load the field. ' +
      'orders.b: it is read in the time zone that the source profile declares.',
  );
});

test('of times without a zone, a field that takes only their day keeps the day that is written', () => {
  const orders = {
    columns: { no: 'id', placed: 'timestamp', seen: 'timestamp', both: 'timestamp' },
    rows: [],
  } as const;
  const rules = { placed: { transforms: ['date'] }, seen: { transforms: ['datetime'] }, both: {} };
  expect(treatment('DQ13', { orders: { ...orders, rows: [] } }, rules)).toBe(
    'orders.placed: its day is kept as it is written. ' +
      'orders.seen: it is read in the time zone that the source profile declares. ' +
      'orders.both: the value is loaded as it is.',
  );
});

const subscribers: TablesOfTest = {
  subscribers: {
    columns: { no: 'id', name: 'person_name', mail: 'email', land: 'country', zip: 'postcode' },
    rows: [],
  },
};

test('a repeated id is rejected, where its records are loaded', () => {
  expect(treatment('DQ01', subscribers)).toMatch(/^They are rejected, .* the first one is loaded\. Correct/);
  expect(treatment('DQ01', subscribers, {}, { isLoaded: () => false })).toBe(
    'The mapping loads no records of subscribers.',
  );
  const two = { ...subscribers, notes: { columns: { no: 'id' }, rows: [] } } as TablesOfTest;
  expect(treatment('DQ01', two, {}, { isLoaded: (object) => object !== 'notes' })).toMatch(
    /^They are rejected.*The mapping loads no records of notes\.$/,
  );
  // What was only counted elsewhere is of records that are loaded.
  expect(treatment('DQ01', {})).toMatch(/^They are rejected/);
});

test('a customer without a name is rejected, or gets one from another field', () => {
  const isNamed = ({ blocks }: Search) => blocks !== true;
  expect(treatment('DQ02', subscribers, {}, {}, (one) => !isNamed(one))).toMatch(
    /^They are rejected, because Zoho CRM requires.*source\.$/,
  );
  expect(treatment('DQ02', subscribers, {}, {}, isNamed)).toBe(
    'Those of subscribers that get their name from another field are loaded with it.',
  );
  expect(treatment('DQ02', subscribers)).toMatch(
    /^Those for which the mapping finds no name are rejected.*loaded with it/,
  );
  expect(treatment('DQ02', subscribers, {}, { isLoaded: () => false })).toBe('The mapping does not load them.');
});

test('duplicates become one record only where the mapping says so', () => {
  expect(treatment('DQ04', subscribers)).toMatch(/^Of subscribers, records that are equal/);
  expect(treatment('DQ04', subscribers, {}, { mergesDuplicates: () => false })).toBe(
    'Of subscribers, none are merged: the mapping has no `dedupe` for them.',
  );
});

test('a shared address is loaded, and one that is none is not', () => {
  const rules = { mail: { transforms: ['email'] } };
  expect(treatment('DQ05', subscribers, rules)).toBe(
    'What is no address stays blank. A shared address is loaded as it is.',
  );
  expect(treatment('DQ05', subscribers, rules, {}, ({ detail }) => detail === 'no address')).toBe(
    'What is no address stays blank.',
  );
});

test('a country is converted, and a postcode is never changed', () => {
  expect(treatment('DQ10', subscribers, { land: { transforms: ['country'] }, zip: {} })).toBe(
    'subscribers.land: it is converted to its English name, and what is no country is not written. ' +
      'subscribers.zip: a postcode is never changed.',
  );
});

test('without the record that it refers to, a record is rejected or loaded without the reference', () => {
  const orders: TablesOfTest = { orders: { columns: { no: 'id', account: 'reference billing_accounts' }, rows: [] } };
  const lookup = { account: { lookup: 'billing_accounts' } };
  const advice = 'Correct the reference, or add the missing record.';
  expect(treatment('DQ15', orders, lookup)).toBe(
    `The record is rejected, because it refers to a record that does not exist. ${advice}`,
  );
  expect(treatment('DQ15', orders, lookup, { lostWithout: () => 'field' })).toBe(
    `The record is loaded without the reference. ${advice}`,
  );
  const byKind = { account: { lookup_from: 'kind' } };
  expect(treatment('DQ15', orders, byKind, { lostWithout: () => 'field' })).toMatch(/^The record is loaded without/);
  expect(treatment('DQ15', orders, { account: {} }, { lostWithout: () => null })).toBe(
    `The value is loaded as it is. ${advice}`,
  );
});

test('a total is compared only where the mapping names it', () => {
  const invoices: TablesOfTest = {
    invoices: {
      columns: { no: 'id', total: 'money total' },
      lines: { quantity: 'quantity', price: 'money price' },
      rows: [],
    },
  };
  const figuresOf = () => ({ total: 'total', tax: null });
  expect(treatment('DQ18', invoices, {}, { figuresOf })).toMatch(/The verification lists each document/);
  expect(treatment('DQ18', invoices)).toMatch(/Nothing compares it/);
});

test('a status is not written, stays blank, or rejects its record', () => {
  const orders: TablesOfTest = { orders: { columns: { no: 'id', state: 'status' }, rows: [['O1', 'New']] } };
  const known = { mappedValues: () => new Set(['Old']) };
  expect(treatment('DQ25', orders, { state: { map: 'states' } }, known)).toBe(
    'What the value map does not name is not written. A missing status leaves the field blank. Add other spellings to the map.',
  );
  expect(treatment('DQ25', orders, { state: { map: 'states', required: true } }, known)).toMatch(/^The record is rej/);
});

describe('a note without a known author', () => {
  const notes: TablesOfTest = {
    notes: { columns: { no: 'id', author: 'user', body: 'text' }, rows: [['N1', '', '']] },
  };
  const with35 = (detail: string, rules: Record<string, object>, changes: Partial<QualityContext> = {}) =>
    treatment('DQ35', notes, rules, changes, (search) => search.detail === detail).replace(/ Add former.*/, '');
  const owner = { author: { owner: true } };
  const none = { hasDefaultOwner: false };

  test('becomes one of the default owner', () => {
    expect(with35('an author whom the owner map does not list', owner)).toBe(
      'The default owner of the owner map becomes the author.',
    );
    expect(with35('no author', owner)).toBe('The default owner of the owner map becomes the author.');
  });

  test('is rejected if there is no default, or if the mapping requires the author', () => {
    expect(with35('an author whom the owner map does not list', owner, none)).toBe(
      'The note is rejected, because the owner map has no default.',
    );
    expect(with35('no author', { author: { owner: true, required: true } })).toBe(
      'The record is rejected, because the mapping requires the field.',
    );
    expect(with35('no author', owner, none)).toMatch(/^The note belongs to the user of the API/);
  });

  test('keeps its owner if the mapping makes no author the owner', () => {
    expect(with35('no author', {})).toBe('The mapping does not make the author the owner.');
  });

  test('is rejected without a text that the mapping requires', () => {
    expect(with35('blank', { body: { required: true } })).toMatch(/^The record is rejected/);
    expect(with35('blank', { body: {} })).toBe('The note is loaded without it.');
  });
});
