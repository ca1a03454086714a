import { lacks } from '../../../domain/quality/required.ts';
import type { Required } from '../../../domain/quality/rule.ts';
import { contextWith, findWith, type TablesOfTest } from '../../support/survey.ts';

const tables: TablesOfTest = {
  orders: {
    columns: { no: 'id', note: 'text', state: 'status', account: 'reference billing_accounts' },
    lines: { item: 'code' },
    rows: [
      ['O1', '', '', 'A1', [{ item: 'P1' }]],
      ['O2', 'x', '', '', [{ item: '' }]],
    ],
  },
};
const field = (into: string, ...fields: string[]): Required => ({
  ...{ route: null, into, isName: false, within: 'record', fields },
});
const find = (...required: Required[]) => findWith('DQ39', tables, { requiredIn: () => required });

test('a record without a value that the mapping requires is found, if no other field has one', async () => {
  expect(await find(field('Subject', 'note'))).toEqual(['orders O1: note, Subject would be blank']);
  expect(await find(field('Subject', 'note', 'account'))).toEqual([]);
});

test('a line without one is found, by its record', async () => {
  expect(await find({ ...field('Product_Name', 'lines.item'), within: 'lines' })).toEqual([
    'orders O2: lines.item, Product_Name would be blank',
  ]);
});

test('all records lack what no column of the source has', async () => {
  expect(await find(field('Subject'))).toEqual([
    'orders O1: , Subject would be blank',
    'orders O2: , Subject would be blank',
  ]);
});

test('a blank status, and a blank of a note, are found by the rules about them', async () => {
  expect(await find(field('Status', 'state'))).toEqual([]);
  const notes: TablesOfTest = { notes: { columns: { no: 'id', body: 'text' }, rows: [['N1', '']] } };
  expect(await findWith('DQ39', notes, { requiredIn: () => [field('Note_Content', 'body')] })).toEqual([]);
});

test('a name that is missing is found by the rule about names, unless no column holds names', async () => {
  const name = { ...field('Last_Name', 'no'), isName: true };
  const named: TablesOfTest = { contacts: { columns: { no: 'id', last: 'family_name' }, rows: [['', '']] } };
  expect(await findWith('DQ39', named, { requiredIn: () => [name] })).toEqual([]);
  const unnamed: TablesOfTest = { contacts: { columns: { no: 'id' }, rows: [['']] } };
  expect(await findWith('DQ39', unnamed, { requiredIn: () => [name] })).toEqual([
    'contacts row 1: no, Last_Name would be blank',
  ]);
});

test('lines that were not staged are not searched', async () => {
  const bare: TablesOfTest = { orders: { columns: { no: 'id' }, rows: [['O1']] } };
  const line = { ...field('Product_Name', 'lines.item'), within: 'lines' as const };
  expect(await findWith('DQ39', bare, { requiredIn: () => [line] })).toEqual([]);
});

test('only rows of the route are looked at, and lines of its records', () => {
  const ofRoute = 'rowid in (select place from "#route" where object = \'orders\' and route = 1)';
  const context = contextWith(tables);
  expect(lacks(context, 'orders', { ...field('Subject', 'note'), route: 1 })).toBe(`(${ofRoute} and ("note" is null))`);
  expect(lacks(context, 'orders', { ...field('Product_Name', 'lines.item'), within: 'lines', route: 1 })).toBe(
    `(${ofRoute.replace('rowid', '"#row"')} and ("item" is null))`,
  );
});
