import { dependenciesIn, fromMapping } from '../../../domain/quality/settings.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { loadedObjects } from '../../../schemas/terms.ts';

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: {
    Contacts: {
      sources: [
        {
          object: 'subscribers',
          fields: {
            Last_Name: { from: ['last', 'name'], required: true },
            Account_Name: { from: 'account', lookup: 'billing_accounts', required: true },
            Status: { from: 'status', map: 'statuses' },
            Lead_Source: { constant: 'Migration' },
            Reports_To: { from: 'boss', lookup: 'subscribers', required: true },
          },
          dedupe: [['last']],
          custom: { Plan: { from: 'plan', lookup: 'service_plans' }, State: { from: 'status', map: 'missing' } },
        },
      ],
    },
    Sales_Orders: {
      sources: [
        {
          object: 'orders',
          money: { total: 'total' },
          fields: { Contact_Name: { from: 'person', lookup: 'subscribers' } },
          lines: {
            from: 'lines',
            into: 'Ordered_Items',
            fields: { Product_Name: { from: 'item', lookup_from: 'kind', required: true }, Quantity: { constant: 1 } },
          },
        },
      ],
    },
  },
  maps: { statuses: { Active: 'Active' } },
});
const settings = fromMapping(mapping);

test('the mapping is compiled once, however many columns are asked about', () => {
  let reads = 0;
  const counting = {
    ...mapping,
    get modules() {
      reads += 1;
      return mapping.modules;
    },
  };
  const compiled = fromMapping(counting);
  const before = reads;
  compiled.isLoaded('subscribers');
  compiled.isRequired('subscribers', 'last');
  compiled.rulesFor('orders', 'lines.item');
  compiled.figuresOf('orders');
  expect(reads).toBe(before);
});

test('an object is loaded if a module has it as a source', () => {
  expect(settings.isLoaded('subscribers')).toBe(true);
  expect(settings.isLoaded('notes')).toBe(false);
});

test('a field is required if a record needs it, also in a line', () => {
  expect(settings.isRequired('subscribers', 'name')).toBe(true);
  expect(settings.isRequired('subscribers', 'plan')).toBe(false);
  expect(settings.isRequired('orders', 'lines.item')).toBe(true);
  expect(settings.isRequired('notes', 'name')).toBe(false);
});

test('the values that a value map knows are those of its left side', () => {
  expect(settings.mappedValues('subscribers', 'status')).toEqual(new Set(['Active']));
  expect(settings.mappedValues('subscribers', 'name')).toBeNull();
});

test('a record depends on the record that a lookup of the first pass leads to, required or not', () => {
  const [account, person, ...items] = dependenciesIn(mapping);
  const parents = ['billing_accounts'];
  expect(account).toEqual({ object: 'subscribers', table: 'subscribers', columns: ['account'], parents, named: null });
  expect(person).toMatchObject({ object: 'orders', table: 'orders', columns: ['person'], parents: ['subscribers'] });
  // The lines name the object of each product.
  expect(items.map((one) => one.parents)).toEqual(loadedObjects.map((object) => [object]));
  expect(items[0]).toMatchObject({ object: 'orders', table: 'orders.lines', columns: ['item'], named: 'kind' });
});

test('a lookup that is the same for all records depends on no column', () => {
  const fields = { Account_Name: { constant: 'A1', lookup: 'billing_accounts' } };
  const modules = { Contacts: { sources: [{ object: 'subscribers', fields }] } };
  expect(dependenciesIn(Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules }))).toEqual([]);
});

test('without the record that it refers to, a record is lost, or only the reference', () => {
  expect(settings.lostWithout('orders', 'person')).toBe('record');
  expect(settings.lostWithout('orders', 'lines.item')).toBe('record');
  // Lookups within the module, and custom fields, are written in the second pass.
  expect(settings.lostWithout('subscribers', 'boss')).toBe('field');
  expect(settings.lostWithout('subscribers', 'plan')).toBe('field');
  expect(settings.lostWithout('subscribers', 'status')).toBeNull();
});

test('the rules of a field are those of all routes, and none for a field that is withheld', () => {
  expect(settings.rulesFor('subscribers', 'status').map(({ map }) => map)).toEqual(['statuses', 'missing']);
  expect(fromMapping({ ...mapping, withhold: ['status'] }).rulesFor('subscribers', 'status')).toEqual([]);
});

test('what the mapping takes a column for is what its rules do with it', () => {
  expect(settings.usesOf('subscribers', 'status')).toEqual(['status']);
  expect(settings.usesOf('subscribers', 'last')).toEqual(['family_name']);
  expect(settings.usesOf('subscribers', 'name')).toEqual([]);
  expect(fromMapping({ ...mapping, withhold: ['status'] }).usesOf('subscribers', 'status')).toEqual([]);
});

test('an amount is read as its rules do, and as the source’s own figure', () => {
  const amounts = fromMapping(
    Mapping.parse({
      version: 1,
      phoneRegion: 'GB',
      currency: 'GBP',
      modules: {
        Invoices: {
          sources: [
            {
              object: 'invoices',
              money: { total: 'total', tax: 'vat' },
              fields: {
                Adjustment: { from: 'more', transforms: ['trim', 'money'] },
                Memo: { from: ['a', 'b'], join: ' ', transforms: ['money'] },
              },
              custom: { Left: { from: 'rest', transforms: ['money'] } },
              lines: {
                from: 'lines',
                into: 'Invoiced_Items',
                fields: {
                  Discount: { from: 'less', transforms: ['money'] },
                  Quantity: { from: 'n', transforms: ['integer'] },
                },
              },
            },
          ],
        },
      },
    }),
  );
  const rounded = { by: 'money', amounts: 'rounded' };
  expect(amounts.amountsOf('invoices', 'total')).toEqual([{ ...rounded, isCounted: true }]);
  expect(amounts.amountsOf('invoices', 'vat')).toEqual([{ ...rounded, isCounted: true }]);
  expect(amounts.amountsOf('invoices', 'more')).toEqual([{ ...rounded, isCounted: true }]);
  expect(amounts.amountsOf('invoices', 'rest')).toEqual([{ ...rounded, isCounted: false }]);
  expect(amounts.amountsOf('invoices', 'a')).toEqual([]);
  expect(amounts.amountsOf('invoices', 'lines.less')).toMatchObject([{ amounts: 'discount', isCounted: true }]);
  expect(amounts.amountsOf('invoices', 'lines.n')).toMatchObject([{ by: 'integer', isCounted: true }]);
});

describe('what a record can’t do without', () => {
  const contacts = mapping.modules['Contacts']!.sources[0]!;
  const withContacts = (...sources: object[]) =>
    fromMapping(Mapping.parse({ ...mapping, modules: { Contacts: { sources } } }));
  const name = { into: 'Last_Name', isName: true, within: 'record' };

  test('is every field that the mapping requires, in records and in their lines', () => {
    expect(settings.requiredIn('subscribers').map(({ into, fields }) => [into, fields])).toEqual([
      ['Last_Name', ['last', 'name']],
      ['Account_Name', ['account']],
      ['Reports_To', ['boss']],
    ]);
    expect(settings.requiredIn('orders')).toEqual([
      { route: null, into: 'Product_Name', isName: false, within: 'lines', fields: ['lines.item'] },
    ]);
    expect(settings.requiredIn('notes')).toEqual([]);
  });

  test('is a name, unless the mapping has one for all', () => {
    const [first] = settings.requiredIn('subscribers');
    expect(first).toEqual({ ...name, route: null, fields: ['last', 'name'] });
    expect(
      withContacts({ ...contacts, fields: { Last_Name: { constant: 'Customer' } } }).requiredIn('subscribers'),
    ).toEqual([]);
    expect(withContacts({ ...contacts, fields: {} }).requiredIn('subscribers')).toEqual([
      { ...name, route: null, fields: [] },
    ]);
    const optional = { Last_Name: { from: 'last' } };
    expect(withContacts({ ...contacts, fields: optional }).requiredIn('subscribers')).toMatchObject([name]);
  });

  test('is asked of each route on its own, in the order in which a row tries them', () => {
    const firms = {
      object: 'subscribers',
      route: { field: 'kind', in: ['firm'] },
      fields: { Last_Name: { from: 'firm' } },
    };
    const people = { object: 'subscribers', fields: { Last_Name: { from: 'last' } } };
    expect(withContacts(people, firms).requiredIn('subscribers')).toEqual([
      { ...name, route: 0, fields: ['firm'] },
      { ...name, route: 1, fields: ['last'] },
    ]);
  });

  test('are lines, where the mapping loads them', () => {
    expect(settings.needsLines('orders')).toBe(true);
    expect(settings.needsLines('subscribers')).toBe(false);
    expect(settings.needsLines('notes')).toBe(false);
  });

  test('is the mapping’s currency, where lines have amounts', () => {
    const foreign = settings.foreignIn('orders')!;
    expect(foreign.column).toBe('currency');
    expect(['EUR', '€', 'GBP', 'gbp', '', 'pounds'].map((text) => foreign.isForeign(text))).toEqual([
      ...[true, true, false, false, false, false],
    ]);
    expect(settings.foreignIn('subscribers')).toBeNull();
  });
});

test('a field of Zoho is filled from the fields of a record, or from those of its lines', () => {
  expect(settings.filledFrom('orders', 'Product_Name', 'lines')).toEqual(['lines.item']);
  expect(settings.filledFrom('orders', 'Contact_Name', 'record')).toEqual(['person']);
  expect(settings.filledFrom('orders', 'Contact_Name', 'lines')).toEqual([]);
  expect(settings.filledFrom('notes', 'Note_Content', 'record')).toEqual([]);
});

test('an object that is not loaded has no figures, and its records do not become one', () => {
  expect([settings.figuresOf('notes'), settings.mergesDuplicates('notes')]).toEqual([null, false]);
});

test('the mapping says whether equal records become one, and whether totals are compared', () => {
  expect([settings.mergesDuplicates('subscribers'), settings.mergesDuplicates('orders')]).toEqual([true, false]);
  expect([settings.figuresOf('orders'), settings.figuresOf('subscribers')]).toEqual([
    { total: 'total', tax: null },
    null,
  ]);
});
