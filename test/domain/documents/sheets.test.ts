import { mappingSheets, sheetsOf } from '../../../domain/documents/sheets.ts';
import { Mapping } from '../../../schemas/mapping.ts';

test('a document becomes one sheet of what stands alone, and one of each list', () => {
  const report = {
    agrees: true,
    counts: { rows: 3, sent: null },
    checks: [
      { id: 'a', state: 'pass', names: ['x', 'y'], place: { file: 'f', line: 2 } },
      { id: 'b', more: 1 },
    ],
    none: [],
  };
  expect(sheetsOf(report)).toEqual([
    {
      name: 'Summary',
      head: ['What', 'Value'],
      rows: [
        ['agrees', true],
        ['counts.rows', 3],
        ['counts.sent', null],
        ['none', ''],
      ],
    },
    {
      name: 'checks',
      head: ['id', 'state', 'names', 'place.file', 'place.line', 'more'],
      rows: [
        ['a', 'pass', 'x, y', 'f', 2, null],
        ['b', null, null, null, null, 1],
      ],
    },
  ]);
});

test('an entry of a list within a list names the entry that it belongs to', () => {
  const [outer, inner] = sheetsOf({
    modules: [
      { module: 'Accounts', left: [{ id: 1 }] },
      { count: 2, left: [{ id: 3 }] },
    ],
  });
  expect(outer).toEqual({
    name: 'modules',
    head: ['module', 'count'],
    rows: [
      ['Accounts', null],
      [null, 2],
    ],
  });
  expect(inner).toEqual({
    name: 'modules.left',
    head: ['modules', 'id'],
    rows: [
      ['Accounts', 1],
      [2, 3],
    ],
  });
});

test('a document that is a list has one sheet, and a single value one line', () => {
  expect(sheetsOf([{ a: 1 }])).toEqual([{ name: 'entries', head: ['a'], rows: [[1]] }]);
  expect(sheetsOf('text')).toEqual([{ name: 'Summary', head: ['What', 'Value'], rows: [['', 'text']] }]);
  expect(sheetsOf({})).toEqual([]);
});

test('names of sheets are short, allowed and different', () => {
  const list = [{ a: 1 }];
  const long = 'x'.repeat(40);
  const names = sheetsOf({ 'a/b': list, 'a:b': list, 'A b': list, [long]: list, [`y${long}`]: list }).map(
    ({ name }) => name,
  );
  expect(names).toEqual(['a b', 'a b 2', 'A b 3', 'x'.repeat(31), `${'x'.repeat(27)} 2`]);
});

test('a text has no characters that a workbook can not hold', () => {
  const rows = sheetsOf({ a: 'b\u0000c\u001fd\n\te\uffff', long: 'x'.repeat(40_000), list: [null, 1] }).flatMap(
    (one) => one.rows,
  );
  expect(rows[0]).toEqual(['a', 'b c d\n\te ']);
  expect(rows[1]?.[1]).toHaveLength(32_767);
  expect(rows[2]).toEqual(['list', ', 1']);
});

test('the mapping has a row for each rule, each field that is left out, and each value', () => {
  const mapping = Mapping.parse({
    ...{ version: 1, phoneRegion: 'IE', currency: 'EUR', maps: { active: { Yes: true } } },
    modules: {
      Accounts: {
        sources: [
          {
            object: 'billing_accounts',
            fields: {
              Account_Name: { from: ['name', 'alias'], transforms: ['trim'], length: 9 },
              Type: { constant: 'Customer' },
            },
            ignore: { vat: 'never moves' },
          },
        ],
      },
    },
  });
  const [proposals, rules, values] = mappingSheets({ mapping, proposals: [{ column: 'name' }] });
  expect(proposals).toMatchObject({ name: 'proposals', rows: [['name']] });
  expect(rules?.rows.map((row) => row.slice(0, 5))).toEqual([
    ['Accounts', 'billing_accounts', 'Account_Name', 'name, alias', 'trim'],
    ['Accounts', 'billing_accounts', 'Type', 'Customer', ''],
    ['Accounts', 'billing_accounts', null, 'vat', null],
  ]);
  expect(rules?.head.at(-1)).toBe('leftOut');
  expect(values).toEqual({ name: 'values', head: ['map', 'from', 'to'], rows: [['active', 'Yes', true]] });
});
