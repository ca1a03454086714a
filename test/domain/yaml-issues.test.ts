import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readYamlText } from '../../domain/yaml-text.ts';
import { EngagementFile, OwnerMap } from '../../schemas/engagement-file.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { SourceProfile } from '../../schemas/profile.ts';

const files: [name: string, schema: z.ZodType, key: string][] = [
  ['engagement.yml', EngagementFile, 'gates'],
  ['owners.yml', OwnerMap, 'owners'],
  ['mapping.yml', Mapping, 'modules'],
  ['source.yml', SourceProfile, 'objects'],
];
const example = (name: string) => readFileSync(join(import.meta.dirname, '../../examples/demo-operator', name), 'utf8');
const problemsOf = (name: string, schema: z.ZodType, text: string): string[] => {
  const read = readYamlText(text, schema, name);
  return read.ok ? [] : read.problems;
};

describe.each(files)('%s', (name, schema, key) => {
  const text = example(name);
  const line = text.split('\n').findIndex((one) => one.startsWith(`${key}:`)) + 1;

  test.each(['', '# to be filled\n'])('that is empty says which keys it needs (%#)', (empty) => {
    expect(problemsOf(name, schema, empty)).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}:1, the file: it is empty\\. Write a map with the keys (\\w+, )+\\w+( …)?\\.$`),
      ),
    ]);
  });

  test.each([
    ['a list', '- a\n'],
    ['a text', 'hello'],
    ['a number', '7'],
  ])('that is %s says that a map is needed', (what, content) => {
    expect(problemsOf(name, schema, content)).toEqual([
      expect.stringMatching(new RegExp(`^${name}:1, the file: it is ${what}\\. Write a map with the keys `)),
    ]);
  });

  test('with a misspelt key names the key that was meant, and its line', () => {
    const misspelt = text.replace(`\n${key}:`, `\n${key.slice(0, -1)}:`);
    expect(problemsOf(name, schema, misspelt)).toContain(
      `${name}:${line}, ${key.slice(0, -1)}: there is no such key. Did you mean ${key}?`,
    );
    expect(problemsOf(name, schema, misspelt).some((one) => one.includes(`, ${key}: it is missing. Write a map`))).toBe(
      true,
    );
  });

  test('with a list in the place of a map says so, and with nothing there as well', () => {
    const before = text.slice(0, text.indexOf(`\n${key}:`));
    const found = (end: string) =>
      problemsOf(name, schema, `${before}\n${key}:${end}`).filter((one) => one.includes(`, ${key}: `));
    expect(found('\n  - a\n')).toEqual([expect.stringContaining(`, ${key}: it is a list. Write a map`)]);
    expect(found('\n')).toEqual([expect.stringContaining(`, ${key}: it is empty. Write a map`)]);
  });
});

test('the owner map says what is behind each name', () => {
  expect(problemsOf('owners.yml', OwnerMap, 'default: a@b.example\n')).toEqual([
    'owners.yml:1, owners: it is missing. Write a map with an e-mail address behind each name.',
  ]);
});

test('a rate card with a number names the field, and asks for quotes', () => {
  const rates = 'rates: { currency: GBP, fixed: 100, perThousandRecords: "10", factors: { A: 1, B: 1, C: 1 } }';
  const found = problemsOf('engagement.yml', EngagementFile, `${example('engagement.yml')}\n${rates}\n`);
  expect(found.map((one) => one.replace(/^engagement\.yml:\d+, /, ''))).toEqual([
    'rates.fixed: it is a number. Write a text, in quotes.',
    'rates.factor: it is missing. Write a map with the keys A, B, C.',
    'rates.factors: there is no such key. Did you mean factor?',
  ]);
});

test('a misspelt key deep in a mapping is found, and one that is like no other lists those that are known', () => {
  const text = example('mapping.yml');
  expect(problemsOf('mapping.yml', Mapping, text.replace('transforms: [phone]', 'transform: [phone]'))).toEqual([
    expect.stringMatching(
      /Accounts\.sources\.0\.fields\.Phone\.transform: there is no such key\. Did you mean transforms\?$/,
    ),
  ]);
  expect(problemsOf('mapping.yml', Mapping, `${text}\nbanana: 1\n`)).toEqual([
    expect.stringMatching(/, banana: there is no such key\. Known are: version, phoneRegion, .*maps\.$/),
  ]);
});

test('a value in place of a map with keys is named by its kind, and never shown', () => {
  const schema = z.object({
    list: z.array(z.object({ a: z.boolean() })),
    map: z.record(z.string(), z.string()),
    pair: z.tuple([z.string()]),
  });
  expect(problemsOf('x.yml', schema, 'list: [{ a: secret }]\nmap: { a: { b: 1 } }\npair: [true]\n')).toEqual([
    'x.yml:1, list.0.a: it is a text. Write a boolean.',
    'x.yml:2, map.a: it is a map. Write a text.',
    'x.yml:3, pair.0: it is a boolean. Write a text, in quotes.',
  ]);
  expect(
    problemsOf('x.yml', z.strictObject({ rate: z.string().optional(), rates: z.string().optional() }), 'rats: 1'),
  ).toEqual(['x.yml:1, rats: there is no such key. Did you mean rate?']);
  expect(problemsOf('x.yml', z.object({ a: z.string().max(2) }), 'a: abc')).toEqual([
    expect.stringMatching(/a: Too big/),
  ]);
  expect(problemsOf('x.yml', z.strictObject({}), 'a: 1')).toEqual(['x.yml:1, a: there is no such key.']);
});
