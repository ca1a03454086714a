import { chooseMapping, type KnownVersion } from '../../../domain/mapping-text/choose.ts';
import { isEqual } from '../../../domain/equal.ts';
import {
  checkMappingText,
  maxMappingText,
  readMappingText,
  unknownObjects,
} from '../../../domain/mapping-text/read.ts';
import { versionText } from '../../../domain/mapping-text/version-text.ts';

const profile = { objects: { billing_accounts: {}, subscribers: {} } } as never;
const text = (rest: string) => `version: 1\nphoneRegion: IE\ncurrency: EUR\nmodules:\n${rest}`;
const problems = (rest: string) => {
  const read = readMappingText(rest, profile);
  return read.ok ? [] : read.problems;
};

test('a text is read as the mapping that it says', () => {
  const read = readMappingText(text('  Accounts:\n    sources: [{ object: billing_accounts, fields: {} }]\n'), profile);
  expect(read).toMatchObject({ ok: true, value: { currency: 'EUR', maps: {} } });
});

test('a mistake is named with its line', () => {
  expect(problems('version: 1\nmodules: {}\nphoneRegion: GBR\ncurrency: EUR\nmore: 1\n')).toEqual([
    'mapping.yml:3, phoneRegion: Too big: expected string to have exactly 2 characters',
    expect.stringMatching(/^mapping\.yml:5, more: there is no such key\. Known are: /),
  ]);
  expect(problems('a: [')).toEqual([expect.stringMatching(/^mapping.yml:1: /)]);
  expect(problems('')).toEqual([expect.stringContaining('the file: ')]);
});

test('a text that stands for very many values is refused', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((one, at) => `${one}: &${one} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(', ')}]`),
  ];
  expect(problems(bomb.join('\n'))).toEqual([expect.stringContaining("it can't be read: Excessive alias count")]);
  expect(problems('#'.repeat(maxMappingText + 1))).toEqual([
    'mapping.yml: it has 200,001 characters, at most 200,000 are allowed',
  ]);
});

test('a text that the ledger could not hold is refused with its line, also if only an escape stands for it', () => {
  const ignore = (reason: string) =>
    text(`  Accounts:\n    sources: [{ object: billing_accounts, fields: {}, ignore: { phone: ${reason} } }]\n`);
  expect(problems(ignore('not needed'))).toEqual([]);
  const refused = ['mapping.yml:6, a text must not have a NUL character or half of a character'];
  expect(problems(ignore('"a\\0b"'))).toEqual(refused);
  expect(problems(ignore('"a\\ud800"'))).toEqual(refused);
  expect(problems(`${text('  {}')} # a\0b`)).toEqual([
    'mapping.yml:5, a text must not have a NUL character or half of a character',
  ]);
});

test('objects that the profile lacks, and lookups in a circle, are named', () => {
  expect(problems(text('  Accounts:\n    sources: [{ object: orders, fields: {} }]\n'))).toEqual([
    'mapping.yml, modules.Accounts: the profile has no object orders',
  ]);
  const other = { modules: { Accounts: { sources: [{ object: 'orders' }] } } } as never;
  expect(unknownObjects(other, profile, 'source.yml')).toEqual([
    'modules.Accounts: the profile source.yml has no object orders',
  ]);
  const circle = `  Accounts:\n    sources: [{ object: billing_accounts, fields: { A: { from: a, lookup: subscribers, required: true } } }]
  Contacts:\n    sources: [{ object: subscribers, fields: { B: { from: b, lookup: billing_accounts, required: true } } }]\n`;
  expect(problems(text(circle))).toEqual([
    expect.stringContaining('modules: The lookups of Accounts, Contacts form a cycle'),
  ]);
});

describe('which text an engagement uses', () => {
  const file: KnownVersion = { version: 1, origin: 'file', digest: 'one' };
  const saved: KnownVersion = { version: 2, origin: 'console', digest: 'two' };

  test.each([
    ['at the first start, the file', null, null, 'one', { use: 'file', isNew: true }],
    ['without a saved version, the file', file, file, 'one', { use: 'file', isNew: false }],
    ['without a saved version, the file when it changed', file, file, 'new', { use: 'file', isNew: true }],
    ['a saved version while the file is as before', saved, file, 'one', { use: 'version', version: 2 }],
    ['a saved version when the file has the same text', saved, null, 'two', { use: 'version', version: 2 }],
    ['neither when both changed', saved, file, 'new', { use: 'neither', version: 2 }],
  ] as const)('%s', (_, newest, lastFile, onDisk, choice) => {
    expect(chooseMapping(newest, lastFile, onDisk)).toEqual(choice);
  });
});

test('a version is named with where it comes from', () => {
  expect(versionText({ version: 1, origin: 'file', digest: '', madeBy: null })).toBe(
    'version 1, from the mapping file',
  );
  expect(versionText({ version: 2, origin: 'command-line', digest: '', madeBy: 'a@b.example' })).toBe(
    'version 2, stored by the command line by a@b.example',
  );
});

test.each([
  [1, 1, true],
  [1, '1', false],
  [null, {}, false],
  [{}, null, false],
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [[1], { 0: 1 }, false],
])('%j and %j are the same: %s', (one, other, same) => {
  expect(isEqual(one, other)).toBe(same);
});

describe('the check of a text', () => {
  const basis = (fields: string[]) => ({
    columns: { billing_accounts: ['name', 'fax'] },
    destination: {
      Accounts: fields.map((apiName) => ({
        ...{ apiName, label: apiName, dataType: 'text', length: 80, writable: true, mandatory: false },
      })),
    },
    facts: { keys: {}, lines: {}, extensions: {} },
  });
  const one = text(
    '  Accounts:\n    sources: [{ object: billing_accounts, fields: { Account_Name: { from: name } } }]\n',
  );

  test('returns the mapping and what people should look at', () => {
    expect(checkMappingText(one, profile, basis(['Account_Name']))).toMatchObject({
      ...{ ok: true, unchecked: [] },
      warnings: [{ message: 'billing_accounts.fax is neither mapped nor ignored' }],
    });
  });

  test('names each field that can not be used', () => {
    expect(checkMappingText(one, profile, basis(['Other']))).toMatchObject({
      ok: false,
      problems: [
        { path: 'modules.Accounts.sources[0].fields.Account_Name', message: 'Zoho has no field Account_Name' },
      ],
    });
  });

  test('names what can not be read', () => {
    expect(checkMappingText('version: 2', profile, basis([]))).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.objectContaining({ path: 'mapping.yml' })]),
    });
  });

  test('says which modules it does not know the fields of', () => {
    const checked = checkMappingText(one, profile, { ...basis([]), destination: {} });
    expect(checked).toMatchObject({ ok: true, unchecked: ['Accounts'] });
  });
});
