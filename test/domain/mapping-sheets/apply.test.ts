import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { exampleFolder } from '../../../apps/dev/example-stack.ts';
import { applySheets } from '../../../domain/mapping-sheets/apply.ts';
import { layout, sheetNames, type Cells, type SheetName } from '../../../domain/mapping-sheets/layout.ts';
import type { ReadSheets } from '../../../domain/mapping-sheets/records.ts';
import { rowsOf, tablesOf, type Rows } from '../../../domain/mapping-sheets/tables.ts';
import { difference } from '../../../domain/mapping-text/difference.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const about = { engagement: 'demo', version: 3, digest: 'd1' };
const usual = `# Signed on paper, too.
version: 1
phoneRegion: IE
currency: EUR
withhold: [imsi]
modules:
  Accounts:
    custom:
      Tier: { type: picklist, values: [Gold, 'Silver, new'], invalid: add_value }
      Note: { type: text, length: 40 } # short
    sources:
      - object: billing_accounts
        fields:
          # The legal name.
          Account_Name: { from: name, transforms: [trim], required: true }
          Phone: { from: phone, transforms: [phone] } # 96 % likely: name, type phone; next Fax 2 %: its name says less
          Fax: { from: fax } # one only
          Website: { from: [web, www], join: ' ' }
          Account_Type: { constant: Customer }
          Active: { constant: false }
        custom:
          Tier: { from: tier, map: tiers }
        ignore:
          vat: tax never moves # by law
      - object: subscribers
        route: { field: kind, in: [BUS, SME] }
        fields:
          Account_Name: { from: company, required: true }
      - object: subscribers
        route: { field: kind, not_in: [RES] }
        fields:
          Account_Name: { from: company }
  Invoices:
    sources:
      - object: invoices
        route: { field: kind, matches: '^I' }
        fields:
          Subject: { from: number }
        lines:
          from: lines
          into: Invoiced_Items
          fields:
            Quantity: { from: quantity }
      - object: orders
        route: { field: kind, empty: false }
        fields: {}
      - object: payments
        route: { field: kind, empty: true }
        fields: {}
maps:
  tiers: { g: Gold, s: 'Silver, new' }
  flags: { 'Y': true, 'N': false }
  none: {}
`;

const rowsFrom = (text: string): Rows => rowsOf(Mapping.parse(parse(text)), text, about);

/** The sheets as they are read from a workbook: the header is the first row. */
const sheetsFrom = (rows: Rows): ReadSheets =>
  Object.fromEntries(
    sheetNames.map((name) => [
      name,
      [[...layout[name].head], ...rows[name].map((cells) => layout[name].head.map((head) => cells[head] ?? ''))].map(
        (cells, index) => ({ number: index + 1, cells, problem: null, formulas: [] }),
      ),
    ]),
  ) as unknown as ReadSheets;

const apply = (text: string, change: (rows: Rows) => void) => {
  const rows = rowsFrom(text);
  change(rows);
  return applySheets(text, Mapping.parse(parse(text)), sheetsFrom(rows));
};
/** The changed lines of the text. */
const changed = (change: (rows: Rows) => void, text = usual): string[] => {
  const applied = apply(text, change);
  if (!applied.ok) throw new Error(applied.problems.join('\n'));
  return difference(text, applied.text).flatMap(({ lines }) => lines.filter((line) => !line.startsWith(' ')));
};
const problems = (change: (rows: Rows) => void, text = usual): string[] => {
  const applied = apply(text, change);
  return applied.ok ? [] : applied.problems;
};
const row = (rows: Rows, sheet: SheetName, column: string, value: string): Cells =>
  rows[sheet].find((cells) => cells[column] === value)!;
const rule = (rows: Rows, name: string): Cells => row(rows, 'Fields', 'Rule', `modules.Accounts.sources[0].${name}`);
const newRule = (cells: Cells): Cells => ({
  ...Object.fromEntries(layout.Fields.head.map((head) => [head, ''])),
  ...{ Module: 'Accounts', Source: 'billing_accounts' },
  ...cells,
});

test('a workbook that nobody changed changes nothing', () => {
  expect(changed(() => undefined)).toEqual([]);
  const demo = readFileSync(join(exampleFolder, 'mapping.yml'), 'utf8');
  expect(changed(() => undefined, demo)).toEqual([]);
});

test('sheets show each rule with its route, and what the proposal said', () => {
  const rows = rowsFrom(usual);
  expect(rule(rows, 'fields.Phone')).toMatchObject({ Score: '96 %', Sure: 'likely', Comment: /^name, type phone/ });
  const settled = rowsFrom(usual.replace('# one only', '# certain: refers to it'));
  expect(rule(settled, 'fields.Fax')).toMatchObject({ Score: '', Sure: 'certain', Comment: 'refers to it' });
  expect(rule(rows, 'fields.Fax')).toMatchObject({ Score: '', Comment: 'one only', Source: 'billing_accounts' });
  expect(rows.Fields.map((cells) => `${cells['Source']}: ${cells['Route']}`)).toEqual(
    expect.arrayContaining([
      'subscribers: kind is BUS or SME',
      'subscribers (2): kind is not RES',
      'invoices: kind matches ^I',
    ]),
  );
  const about = tablesOf(rows)[0];
  expect(about).toMatchObject({ name: 'About', head: ['What', 'Value'] });
  expect(about?.rows.slice(0, 3).map(([, value]) => value)).toEqual(['demo', '3', 'd1']);
});

test.each([
  ['is empty', 'payments', 'kind is empty'],
  ['is not empty', 'orders', 'kind is not empty'],
])('a route that %s is in words', (_, source, words) => {
  const text = usual.replaceAll('fields: {}', 'fields: { Subject: { from: number } }');
  expect(row(rowsFrom(text), 'Fields', 'Source', source)['Route']).toBe(words);
});

test('a changed cell changes one line, and its comment stays', () => {
  expect(
    changed((rows) => Object.assign(rule(rows, 'fields.Fax'), { Transforms: 'trim, upper', Length: '30', Cut: 'Yes' })),
  ).toEqual([
    '-          Fax: { from: fax } # one only',
    '+          Fax: { from: fax, transforms: [trim, upper], length: 30, cut: true } # one only',
  ]);
});

test('another destination keeps the place of the rule', () => {
  expect(changed((rows) => Object.assign(rule(rows, 'fields.Fax'), { Into: 'Fax_Number' }))).toEqual([
    '-          Fax: { from: fax } # one only',
    '+          Fax_Number: { from: fax } # one only',
  ]);
});

test('a lookup can name several objects, with commas between them', () => {
  const lookup = (text: string) => (rows: Rows) => void (rule(rows, 'fields.Fax')['Lookup'] = text);
  const line = '+          Fax: { from: fax, lookup: [billing_accounts, subscribers] } # one only';
  expect(changed(lookup('billing_accounts, subscribers'))).toEqual([expect.any(String), line]);
  const several = usual.replace('fax } # one', 'fax, lookup: [billing_accounts, subscribers] } # one');
  expect(rule(rowsFrom(several), 'fields.Fax')['Lookup']).toBe('billing_accounts, subscribers');
  expect(changed(() => undefined, several)).toEqual([]);
  expect(problems(lookup('billing_accounts, moons'))).toEqual([
    'Fields, row 4, column Lookup: it must be an object of the source, or several with commas between them.',
  ]);
});

test('an empty cell removes what the rule or the declaration had', () => {
  expect(
    changed((rows) => {
      Object.assign(rule(rows, 'custom.Tier'), { 'Value map': '' });
      Object.assign(rule(rows, 'fields.Account_Name'), { Required: 'no' });
      Object.assign(rule(rows, 'fields.Account_Type'), { Constant: '', 'Source field': 'type' });
      Object.assign(row(rows, 'Custom fields', 'API name', 'Tier'), {
        Type: 'text',
        Values: '',
        'If invalid': 'blank',
      });
    }),
  ).toEqual([
    "-      Tier: { type: picklist, values: [Gold, 'Silver, new'], invalid: add_value }",
    '+      Tier: { type: text }',
    '-          Account_Name: { from: name, transforms: [trim], required: true }',
    '+          Account_Name: { from: name, transforms: [trim] }',
    '-          Account_Type: { constant: Customer }',
    '+          Account_Type: { from: type }',
    '-          Tier: { from: tier, map: tiers }',
    '+          Tier: { from: tier }',
  ]);
});

test('what stands between two values can be written without quotes', () => {
  expect(changed((rows) => Object.assign(rule(rows, 'fields.Website'), { Join: ' / ' }))).toEqual([
    "-          Website: { from: [web, www], join: ' ' }",
    '+          Website: { from: [web, www], join: " / " }',
  ]);
});

test('a character that the ledger can not hold is a problem', () => {
  expect(problems((rows) => (rows['Left out'][0]!['Reason'] = 'tax\0'))).toEqual([
    expect.stringMatching(/^mapping.yml:\d+, a text /),
  ]);
});

test('two rules can exchange their destinations', () => {
  expect(
    changed((rows) => {
      const [phone, fax] = [rule(rows, 'fields.Phone'), rule(rows, 'fields.Fax')];
      [phone['Into'], fax['Into']] = ['Fax', 'Phone'];
    }),
  ).toEqual([
    expect.stringContaining('-          Phone: { from: phone, transforms: [phone] }'),
    '-          Fax: { from: fax } # one only',
    expect.stringContaining('+          Phone: { from: fax }'),
    '+          Fax: { from: phone, transforms: [phone] } # one only',
  ]);
});

test('a rule goes to the custom fields with the field that the same workbook declares', () => {
  expect(
    changed((rows) => {
      rule(rows, 'fields.Fax')['Into'] = 'Old_Fax';
      rows['Custom fields'].push({ Module: 'Accounts', 'API name': 'Old_Fax', Type: 'text', Length: '30' });
    }),
  ).toEqual([
    '+      Old_Fax: { type: text, length: 30 }',
    '-          Fax: { from: fax } # one only',
    '+          Old_Fax: { from: fax }',
  ]);
});

test('added and deleted rows add and delete rules', () => {
  expect(
    changed((rows) => {
      rows.Fields = rows.Fields.filter((cells) => cells['Into'] !== 'Fax' && cells['Into'] !== 'Tier');
      rows.Fields.push(newRule({ 'Source field': 'since, from_date', Into: 'Since', Join: '" to "' }));
      rows.Fields.push(newRule({ Constant: 'new', Into: 'Rating', Part: 'custom' }));
    }),
  ).toEqual([
    '-          Fax: { from: fax } # one only',
    '+          Since: { from: [since, from_date], join: " to " }',
    '-          Tier: { from: tier, map: tiers }',
    '+          Rating: { constant: new }',
  ]);
});

test('a rule of lines stays one, and a new one is one if its part says so', () => {
  expect(
    changed((rows) => {
      rule(rows, 'fields.Phone')['Constant'] = '';
      row(rows, 'Fields', 'Into', 'Quantity')['Into'] = 'Amount';
      rows.Fields.push(
        newRule({ Module: 'Invoices', Source: 'invoices', Part: 'lines', Into: 'Tax', 'Source field': 'tax' }),
      );
    }),
  ).toEqual([
    '-            Quantity: { from: quantity }',
    '+            Amount: { from: quantity }',
    '+            Tax: { from: tax }',
  ]);
});

test('constants and values keep their kind', () => {
  expect(
    changed((rows) => {
      rule(rows, 'fields.Active')['Constant'] = 'true';
      row(rows, 'Value maps', 'Source value', 'N')['Value in Zoho'] = 'true';
      rows['Value maps'].push({ Map: 'flags', 'Source value': 'J', 'Value in Zoho': 'true' });
    }),
  ).toEqual([
    '-          Active: { constant: false }',
    '+          Active: { constant: true }',
    "-  flags: { 'Y': true, 'N': false }",
    '+  flags: { Y: true, N: true, J: true }',
  ]);
});

test('an empty value in Zoho leaves the field blank on purpose', () => {
  const text = usual.replace("'N': false }", "'N': null }");
  expect(changed(() => undefined, text)).toEqual([]);
  expect(
    changed((rows) => {
      row(rows, 'Value maps', 'Source value', 'g')['Value in Zoho'] = '';
      rows['Value maps'].push({ Map: 'flags', 'Source value': 'J', 'Value in Zoho': 'true' });
    }, text),
  ).toEqual([
    "-  tiers: { g: Gold, s: 'Silver, new' }",
    "-  flags: { 'Y': true, 'N': null }",
    '+  tiers: { g: null, s: "Silver, new" }',
    '+  flags: { Y: true, N: null, J: true }',
  ]);
});

test('a duration has its end in a column of its own', () => {
  expect(
    changed((rows) =>
      Object.assign(rule(rows, 'fields.Fax'), { Until: 'ended', Transforms: 'duration', Into: 'Took' }),
    ),
  ).toEqual([
    '-          Fax: { from: fax } # one only',
    '+          Took: { from: fax, until: ended, transforms: [duration] } # one only',
  ]);
});

test('a value map comes and goes with its rows', () => {
  expect(
    changed((rows) => {
      rows['Value maps'] = rows['Value maps'].filter((cells) => cells['Map'] !== 'flags');
      rows['Value maps'].push({ Map: 'ranks', 'Source value': '1', 'Value in Zoho': 'First' });
    }),
  ).toEqual(["-  flags: { 'Y': true, 'N': false }", '+  ranks: { "1": First }']);
});

test('what is left out and withheld follows its sheet', () => {
  expect(
    changed((rows) => {
      row(rows, 'Left out', 'Source field', 'vat')['Reason'] = 'tax is handed off';
      const more = { Module: 'Accounts', Source: 'subscribers (2)', 'Source field': 'login', Reason: 'self-care ends' };
      rows['Left out'].push({ How: 'left out', ...more }, { How: 'withheld', 'Source field': 'puk' });
    }),
  ).toEqual([
    '-withhold: [imsi]',
    '+withhold: [imsi, puk]',
    '-          vat: tax never moves # by law',
    '+          vat: tax is handed off # by law',
    '+        ignore:',
    '+          login: self-care ends',
  ]);
  expect(changed((rows) => void (rows['Left out'] = rows['Left out'].filter(({ How }) => How !== 'withheld')))).toEqual(
    ['-withhold: [imsi]'],
  );
});

test('a list of withheld fields in lines is written in one line', () => {
  const text = usual.replace('withhold: [imsi]\n', 'withhold:\n  - imsi\n  - imsi\n');
  expect(changed(() => undefined, text)).toEqual([]);
  expect(changed((rows) => void rows['Left out'].push({ How: 'withheld', 'Source field': 'puk' }), text)).toEqual([
    '-withhold:',
    '-  - imsi',
    '-  - imsi',
    '+withhold: [imsi, puk]',
  ]);
});

test('a declaration is changed in its line, and its values are one a line', () => {
  expect(
    changed((rows) => {
      Object.assign(row(rows, 'Custom fields', 'API name', 'Tier'), {
        Values: 'Gold\r\nSilver\n',
        'If invalid': 'reject',
      });
      Object.assign(row(rows, 'Custom fields', 'API name', 'Note'), { Label: 'Remark', Length: '' });
    }),
  ).toEqual([
    "-      Tier: { type: picklist, values: [Gold, 'Silver, new'], invalid: add_value }",
    '-      Note: { type: text, length: 40 } # short',
    '+      Tier: { type: picklist, values: [Gold, Silver], invalid: reject }',
    '+      Note: { label: Remark, type: text } # short',
  ]);
});

test.each<[string, (rows: Rows) => void, string]>([
  [
    'an unknown rule',
    (rows) => (rule(rows, 'fields.Fax')['Rule'] = 'mine'),
    'Fields, row 4, column Rule: the mapping has no such entry',
  ],
  [
    'a copied row',
    (rows) => rows.Fields.push({ ...rule(rows, 'fields.Fax') }),
    'Fields, row 13, column Rule: row 4 has the same',
  ],
  [
    'a locked cell',
    (rows) => (rule(rows, 'fields.Phone')['Score'] = '99 %'),
    'Fields, row 3, column Score: it must stay "96 %"',
  ],
  ['no destination', (rows) => (rule(rows, 'fields.Fax')['Into'] = ' '), 'Fields, row 4, column Into: it is empty'],
  [
    'a destination twice',
    (rows) => (rule(rows, 'fields.Fax')['Into'] = 'Phone'),
    'Fields, row 4, column Into: another row fills Phone from billing_accounts',
  ],
  [
    'a destination in both passes',
    (rows) => (rule(rows, 'custom.Tier')['Into'] = 'Fax'),
    'Fields, row 8, column Into: another row fills Fax',
  ],
  [
    'a source that is none',
    (rows) => rows.Fields.push(newRule({ Source: 'plans', Into: 'X' })),
    'Fields, row 13, column Source: the mapping has no source plans of Accounts. It has Accounts billing_accounts, Accounts subscribers, Accounts subscribers (2), Invoices invoices',
  ],
  [
    'a new route',
    (rows) => rows.Fields.push(newRule({ Route: 'kind is RES', Into: 'X' })),
    'Fields, row 13, column Route: a route is changed in the text',
  ],
  [
    'an unknown part',
    (rows) => rows.Fields.push(newRule({ Part: 'more', Into: 'X' })),
    'Fields, row 13, column Part: it must be fields, custom, lines or empty',
  ],
  [
    'lines where there are none',
    (rows) => rows.Fields.push(newRule({ Part: 'lines', Into: 'X' })),
    'Fields, row 13, column Part:',
  ],
  [
    'neither field nor constant',
    (rows) => (rule(rows, 'fields.Fax')['Source field'] = ''),
    'Fields, row 4, column Source field: it needs a source field or a constant, not both.',
  ],
  [
    'an unknown transform',
    (rows) => (rule(rows, 'fields.Fax')['Transforms'] = 'trim, shout'),
    'Fields, row 4, column Transforms: Invalid option: expected one of "trim"',
  ],
  [
    'a length in words',
    (rows) => (rule(rows, 'fields.Fax')['Length'] = 'ten'),
    'Fields, row 4, column Length: it must be a whole number, or empty.',
  ],
  [
    'a flag that is none',
    (rows) => (rule(rows, 'fields.Fax')['Required'] = 'perhaps'),
    'Fields, row 4, column Required: it must be yes, or empty.',
  ],
  [
    'an unknown kind of leaving out',
    (rows) => (rows['Left out'][0]!['How'] = 'gone'),
    'Left out, row 2, column How: it must be left out or withheld',
  ],
  ['no reason', (rows) => (rows['Left out'][0]!['Reason'] = ''), 'Left out, row 2, column Reason: it is empty'],
  [
    'no field',
    (rows) => (rows['Left out'][0]!['Source field'] = ''),
    'Left out, row 2, column Source field: it is empty',
  ],
  [
    'a source of nothing',
    (rows) => (rows['Left out'][0]!['Source'] = 'plans'),
    'Left out, row 2, column Source: the mapping has no source plans',
  ],
  [
    'a field left out twice',
    (rows) => rows['Left out'].push(rows['Left out'][0]!),
    'Left out, row 4, column Source field: another row leaves vat of billing_accounts out',
  ],
  [
    'a field withheld twice',
    (rows) => rows['Left out'].push(rows['Left out'][1]!),
    'Left out, row 4, column Source field: imsi is withheld in another row',
  ],
  ['a value of no map', (rows) => (rows['Value maps'][0]!['Map'] = ''), 'Value maps, row 2, column Map: it is empty'],
  [
    'a map of no value',
    (rows) => (rows['Value maps'][0]!['Source value'] = ''),
    'Value maps, row 2, column Source value: it is empty',
  ],
  [
    'a value twice',
    (rows) => rows['Value maps'].push(rows['Value maps'][0]!),
    'Value maps, row 6, column Source value: another row of tiers has the same value',
  ],
  [
    'a module that is not loaded',
    (rows) => rows['Custom fields'].push({ Module: 'Vendors', 'API name': 'X', Type: 'text' }),
    'Custom fields, row 4, column Module: the mapping has no module Vendors',
  ],
  [
    'a name that Zoho does not take',
    (rows) => (rows['Custom fields'][0]!['API name'] = 'my tier'),
    'Custom fields, row 2, column API name: it must be an API name',
  ],
  [
    'a field that is declared twice',
    (rows) => (rows['Custom fields'][1]!['API name'] = 'Tier'),
    'Custom fields, row 3, column API name: Accounts has Tier in another row',
  ],
  [
    'an unknown type',
    (rows) => (rows['Custom fields'][1]!['Type'] = 'colour'),
    'Custom fields, row 3, column Type: Invalid option',
  ],
  [
    'values of a text',
    (rows) => (rows['Custom fields'][1]!['Values'] = 'a'),
    'Custom fields, row 3, column Type: only a picklist has values.',
  ],
  [
    'a length of a declaration in words',
    (rows) => (rows['Custom fields'][1]!['Length'] = 'ten'),
    'Custom fields, row 3, column Length: it must be a whole number',
  ],
])('%s is a problem at its cell', (_, change, why) => {
  expect(problems((rows) => void change(rows))).toEqual([expect.stringContaining(why)]);
});

test('a value map with an empty value, and values of other characters than a cell has, stay as they are', () => {
  const text = usual.replace('none: {}', 'none: { \'\': Unknown, "a\\u0001b": "x\\u0001" }');
  expect(changed(() => undefined, text)).toEqual([]);
  const reason = usual.replace('vat: tax never moves', 'vat: "tax\\u0001"\n          vat2: ""');
  expect(changed(() => undefined, reason)).toEqual([]);
});

test('formulas, errors of a cell and columns that are missing or twice are problems', () => {
  const sheets = sheetsFrom(rowsFrom(usual));
  sheets.Fields[2]!.formulas = [7, 30];
  sheets.Fields[3]!.problem = 'cell F4 has the error #REF!';
  sheets['Left out'][0]!.cells[4] = 'Why';
  sheets['Custom fields'][0]!.cells[8] = 'Type';
  sheets['Value maps'] = [];
  const applied = applySheets(usual, Mapping.parse(parse(usual)), sheets);
  expect(applied.ok ? [] : applied.problems).toEqual([
    'Fields, row 3, column Into: it has a formula. Write its result as a text.',
    'Fields, row 4: cell F4 has the error #REF!. Write a text.',
    'Value maps: there is no column Map, Source value, Value in Zoho. Its columns are Map, Source value, Value in Zoho.',
    'Left out: there is no column Reason. Its columns are How, Module, Source, Source field, Reason.',
    'Custom fields: there are two columns Type. Remove one.',
  ]);
});

test('columns of people are not read, in whatever order they are, and empty rows are nothing', () => {
  const sheets = sheetsFrom(rowsFrom(usual));
  for (const { cells } of sheets.Fields) cells.reverse().push('Remark');
  sheets.Fields.push({ number: 99, cells: [''], problem: null, formulas: [] });
  const applied = applySheets(usual, Mapping.parse(parse(usual)), sheets);
  expect(applied).toMatchObject({ ok: true, text: usual, unread: ['Fields, Remark'] });
});

test('a path of the mapping leads to its row and to what changed there', () => {
  const applied = apply(usual, (rows) => {
    rule(rows, 'fields.Fax')['Into'] = 'Nowhere';
    Object.assign(rule(rows, 'fields.Website'), { 'Source field': 'web', Join: '' });
  });
  const placeOf = (path: string) => (applied.ok ? applied.placeOf(path) : '');
  expect(placeOf('modules.Accounts.sources[0].fields.Nowhere')).toBe('Fields, row 4, column Into');
  expect(placeOf('modules.Accounts.sources[0].fields.Website')).toBe('Fields, row 5, columns Source field, Join');
  expect(placeOf('modules.Accounts.sources[0].fields.Phone')).toBe('Fields, row 3');
  expect(placeOf('modules.Accounts.custom.Tier')).toBe('Custom fields, row 2');
  expect(placeOf('modules.Accounts.sources[0].money')).toBeNull();
});

const shared = `version: 1
phoneRegion: IE
currency: EUR
modules:
  Accounts:
    sources:
      - object: billing_accounts
        fields: &all
          Account_Name: { from: name }
      - object: subscribers
        fields: *all
`;

test('rules that two sources share are changed together or not at all', () => {
  const both = (rows: Rows, count: number) => {
    for (const cells of rows.Fields.slice(0, count)) cells['Transforms'] = 'trim';
  };
  expect(changed((rows) => both(rows, 2), shared)).toEqual([
    '-          Account_Name: { from: name }',
    '+          Account_Name: { from: name, transforms: [trim] }',
  ]);
  expect(problems((rows) => both(rows, 1), shared)).toEqual([
    "modules.Accounts.sources.1.fields can't be changed alone, because another part of the file refers to it. Edit the text instead.",
  ]);
  expect(problems((rows) => void (rows.Fields[1]!['Transforms'] = 'trim'), shared)).toEqual([
    expect.stringContaining('refers to another part of the file. Edit the text instead.'),
  ]);
});
