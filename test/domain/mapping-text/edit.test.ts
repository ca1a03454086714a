import { editMappingText } from '../../../domain/mapping-text/edit.ts';
import { changeText, difference } from '../../../domain/mapping-text/difference.ts';
import type { MappingEdit } from '../../../schemas/mapping-edit.ts';

const head = `# Signed on paper, too.
version: 1
phoneRegion: IE
currency: EUR
`;
const usual = `${head}modules:
  Accounts:
    custom:
      Tier: { type: text }
    sources:
      - object: billing_accounts
        fields:
          # The legal name.
          Account_Name:
            { from: name, transforms: [trim], required: true }
          Phone: { from: phone, transforms: [phone] } # one only
          Website: { from: [web, www] }
        custom:
          Tier: { from: tier, length: 10, cut: true }
        ignore:
          vat: tax never moves
maps:
  active: { Yes: true, No: false }
  ranks: { one: 1 }
  flags: { Yes: true }
`;
const place = { module: 'Accounts', source: 0 } as const;

/** The changed lines of the text. */
const changed = (text: string, ...edits: MappingEdit[]): string[] => {
  const edited = editMappingText(text, edits);
  if (!edited.ok) throw new Error(edited.why);
  return difference(text, edited.text).flatMap(({ lines }) => lines.filter((line) => !line.startsWith(' ')));
};
const why = (text: string, ...edits: MappingEdit[]): string => {
  const edited = editMappingText(text, edits);
  return edited.ok ? '' : edited.why;
};

test('a field that gets a rule is a line after the other rules', () => {
  expect(changed(usual, { kind: 'map', ...place, column: 'fax', into: 'Fax' })).toEqual([
    '+          Fax: { from: fax }',
  ]);
});

test('a field that was left out leaves that list, and the list goes with its last entry', () => {
  expect(changed(usual, { kind: 'map', ...place, column: 'vat', into: 'Vat_Id', custom: 'text' })).toEqual([
    '+      Vat_Id: { type: text }',
    '-        ignore:',
    '-          vat: tax never moves',
    '+          Vat_Id: { from: vat }',
  ]);
});

test('a field that is left out loses its rule, and a comment behind it', () => {
  expect(changed(usual, { kind: 'ignore', ...place, column: 'phone', reason: 'none: never, ever' })).toEqual([
    '-          Phone: { from: phone, transforms: [phone] } # one only',
    '+          phone: "none: never, ever"',
  ]);
});

test('the first reason makes the list', () => {
  const text = usual.replace('        ignore:\n          vat: tax never moves\n', '');
  expect(changed(text, { kind: 'ignore', ...place, column: 'tier', reason: 'not used' })).toEqual([
    '-        custom:',
    '-          Tier: { from: tier, length: 10, cut: true }',
    '+        ignore:',
    '+          tier: not used',
  ]);
});

test('another destination takes the rule along', () => {
  expect(changed(usual, { kind: 'map', ...place, column: 'phone', into: 'Fax', required: true })).toEqual([
    '-          Phone: { from: phone, transforms: [phone] } # one only',
    '+          Fax: { from: phone, transforms: [phone], required: true }',
  ]);
});

test('a rule moves from the standard fields to a custom field that is declared', () => {
  const text = usual.replace(
    '          Tier: { from: tier, length: 10, cut: true }\n',
    '          Other: { from: other }\n',
  );
  expect(changed(text, { kind: 'map', ...place, column: 'phone', into: 'Tier' })).toEqual([
    '-          Phone: { from: phone, transforms: [phone] } # one only',
    '+          Tier: { from: phone, transforms: [phone] }',
  ]);
});

test('a changed rule stays in its place, with its comment and what the change does not name', () => {
  expect(
    changed(usual, {
      kind: 'map',
      ...place,
      column: 'phone',
      into: 'Phone',
      transforms: [],
      length: 30,
      map: 'active',
    }),
  ).toEqual([
    '-          Phone: { from: phone, transforms: [phone] } # one only',
    '+          Phone: { from: phone, map: active, length: 30 } # one only',
  ]);
});

test('without a length nothing is cut', () => {
  expect(changed(usual, { kind: 'map', ...place, column: 'tier', into: 'Tier', length: null })).toEqual([
    '-          Tier: { from: tier, length: 10, cut: true }',
    '+          Tier: { from: tier }',
  ]);
});

test('values of a map keep their kind', () => {
  const values = (map: string, ...pairs: [string, string][]) => changed(usual, { kind: 'values', map, values: pairs });
  expect(values('active', ['Yes', 'true'], ['Maybe', 'false'], ['Odd', 'text'])).toEqual([
    '-  active: { Yes: true, No: false }',
    '+  active: { Yes: true, Maybe: false, Odd: text }',
  ]);
  expect(values('ranks', ['one', '1'], ['two', '2.5'], ['many', 'more'])).toEqual([
    '-  ranks: { one: 1 }',
    '+  ranks: { one: 1, two: 2.5, many: more }',
  ]);
  expect(values('flags', ['Yes', 'true'], ['No', 'false'])).toEqual([
    '-  flags: { Yes: true }',
    '+  flags: { Yes: true, No: false }',
  ]);
  expect(values('new', ['on', '1'], ['- x', ''])).toEqual(['+  new: { on: "1", "- x": "" }']);
  expect(values('active')).toEqual(['-  active: { Yes: true, No: false }', '+  active: {}']);
});

test('a map on one line is changed on that line, and one with a comment inside is written anew', () => {
  const flow = usual.replace('ignore:\n          vat: tax never moves', 'ignore: { vat: tax never moves, fax: none }');
  expect(changed(flow, { kind: 'map', ...place, column: 'fax', into: 'Fax' })).toEqual([
    '+          Fax: { from: fax }',
    '-        ignore: { vat: tax never moves, fax: none }',
    '+        ignore: { vat: tax never moves }',
  ]);
  const noted = usual.replace(
    'ignore:\n          vat: tax never moves',
    'ignore: { vat: tax never moves, # law\n            fax: none }',
  );
  const edited = editMappingText(noted, [{ kind: 'map', ...place, column: 'fax', into: 'Fax' }]);
  expect(edited).toMatchObject({ ok: true, text: expect.stringMatching(/vat: tax never moves.*# law/s) });
});

test('a text without a last line break, and whole sources on one line, can be changed', () => {
  const short = `${head}modules:\n  Accounts: { sources: [{ object: billing_accounts, fields: { Account_Name: { from: name } } }] }`;
  const edits: MappingEdit[] = [
    { kind: 'ignore', ...place, column: 'vat', reason: 'tax never moves' },
    { kind: 'values', map: 'active', values: [['a', 'b']] },
  ];
  const edited = editMappingText(short, edits);
  expect(edited).toMatchObject({ ok: true, text: expect.stringMatching(/ignore: \{ vat: tax never moves \}.*maps/s) });
});

test('a list whose last entry goes is removed from a source on one line, too', () => {
  const short = `${head}modules:\n  Accounts: { sources: [{ object: billing_accounts, fields: { A: { from: a } }, ignore: { vat: none } }] }`;
  const edited = editMappingText(short, [{ kind: 'map', ...place, column: 'vat', into: 'Vat' }]);
  expect(edited).toMatchObject({ ok: true, text: expect.not.stringContaining('ignore') });
});

test('a line is added to a text without a last line break', () => {
  const text = usual.trimEnd();
  const edited = editMappingText(text, [{ kind: 'values', map: 'more', values: [['a', 'b']] }]);
  expect(edited).toEqual({ ok: true, text: `${text}\n  more: { a: b }` });
});

test('the last rule of a source leaves an empty list, which the schema needs', () => {
  const one = `${head}modules:\n  Accounts:\n    sources:\n      - fields:\n          Account_Name: { from: name }\n        object: billing_accounts\n`;
  const edited = editMappingText(one, [{ kind: 'ignore', ...place, column: 'name', reason: 'not used' }]);
  expect(edited).toMatchObject({ ok: true, text: expect.stringMatching(/fields: \{\}|fields:\n +\{\}/) });
});

test('a list that begins an entry is written anew with the whole document', () => {
  const odd = `${head}modules:\n  Accounts:\n    sources:\n      - ignore:\n          vat: tax never moves\n        object: billing_accounts\n        fields: { Account_Name: { from: name } }\n`;
  const edited = editMappingText(odd, [{ kind: 'map', ...place, column: 'vat', into: 'Vat' }]);
  expect(edited).toMatchObject({ ok: true, text: expect.not.stringContaining('ignore') });
});

test('what a form can not change is refused with the reason', () => {
  expect(why(usual, { kind: 'map', ...place, column: 'fax', into: 'Phone' })).toContain('Phone is already filled');
  expect(why(usual, { kind: 'map', ...place, source: 3, column: 'fax', into: 'Fax' })).toContain('no source');
  expect(why(usual, { kind: 'map', module: 'Vendors', source: 0, column: 'fax', into: 'Fax' })).toContain('no source');
  expect(why('version: 2', { kind: 'values', map: 'a', values: [] })).toContain('mapping.yml:1, version');
  const twice: MappingEdit = { kind: 'map', ...place, column: 'fax', into: 'Fax' };
  expect(why(usual, twice, { ...twice, column: 'telex' })).toContain('Fax is already filled');
});

test('parts of the file that refer to each other are not changed by a form', () => {
  const shared = usual
    .replace('        custom:\n          Tier: { from: tier, length: 10, cut: true }\n', '')
    .replace(
      '      - object: billing_accounts\n        fields:',
      '      - object: billing_accounts\n        fields: &names',
    )
    .replace('maps:', '      - object: subscribers\n        fields: *names\nmaps:');
  expect(why(shared, { kind: 'map', module: 'Accounts', source: 1, column: 'fax', into: 'Fax' })).toContain(
    'modules.Accounts.sources.1.fields refers to another part of the file',
  );
  const value = usual
    .replace('Tier: { type: text }', 'Tier: { type: text }')
    .replace(
      'Phone: { from: phone, transforms: [phone] } # one only',
      'Phone: &one { from: phone }\n          Fax: *one',
    );
  expect(why(value, { kind: 'map', ...place, column: 'name', into: 'Account_Name', required: false })).toBe('');
  const broken = usual
    .replace('Phone: { from: phone, transforms: [phone] } # one only', 'Phone: &one { from: phone }')
    .replace(
      '        custom:\n          Tier: { from: tier, length: 10, cut: true }',
      '        custom:\n          Tier: *one',
    );
  expect(why(broken, { kind: 'ignore', ...place, column: 'phone', reason: 'not used' })).toContain(
    'another part of the file',
  );
});

test('a difference says how many lines it has', () => {
  expect(changeText(difference(usual, usual))).toBe('no difference');
  expect(changeText(difference('a\n', 'b\n'))).toBe('1 line removed, 1 added');
  expect(changeText(difference('a\nb\n', 'c\n'))).toBe('2 lines removed, 1 added');
  expect(difference('a\nb\nc\n', 'a\nb\nd\n')).toEqual([{ line: 1, lines: [' a', ' b', '-c', '+d'] }]);
});
