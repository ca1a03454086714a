import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { customTypes, Mapping, transformNames } from '../../schemas/mapping.ts';
import { standardModules } from '../../schemas/terms.ts';

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  enum?: string[];
  anyOf?: Schema[];
  items?: Schema;
  additionalProperties?: Schema | false;
}

const page = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8');
const sectionOf = (heading: string) => page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

const schema = z.toJSONSchema(Mapping, { io: 'input' }) as Schema;
const at = (from: Schema | undefined, ...path: string[]): Schema => {
  let found = from;
  for (const step of path)
    found =
      step === '[]' ? found?.items : step === '*' ? (found?.additionalProperties as Schema) : found?.properties?.[step];
  if (!found) throw new Error(`the schema has no ${path.join('.')}`);
  return found;
};
const moduleSchema = at(schema, 'modules', '*');
const source = at(moduleSchema, 'sources', '[]');
const match = at(moduleSchema, 'match', '[]');
const dedupe = at(source, 'dedupe', '[]', '[]');

/** The sections of the page, each with the parts of the schema that it is about. */
const sections: [heading: string, parts: Schema[]][] = [
  ['The file', [schema]],
  ['A module', [moduleSchema]],
  ['A custom field', [at(moduleSchema, 'custom', '*')]],
  ['A source', [source]],
  ['A condition', at(source, 'route').anyOf ?? []],
  ['A field', [at(source, 'fields', '*')]],
  ['Duplicates', (dedupe.anyOf ?? []).filter(({ type }) => type === 'object')],
  [
    'Records in Zoho',
    [
      match,
      ...(at(match, 'fields', '[]').anyOf ?? []).filter(({ type }) => type === 'object'),
      at(moduleSchema, 'overwrite'),
    ],
  ],
  ['Money', [at(source, 'money')]],
  ['Lines', [at(source, 'lines'), at(source, 'lines', 'products', '[]')]],
];

/** The first two cells of the rows of a section's tables. */
const rowsOf = (heading: string): string[] =>
  [...sectionOf(heading).matchAll(/^\| (`[^|]*`) +\| ([^|]*?) +\|/gm)].map(([, key, value]) => `${key} ${value}`);

test.each(sections)('the section "%s" has every key of the schema, with its default', (heading, parts) => {
  expect(parts.length).toBeGreaterThan(0);
  const rows = rowsOf(heading);
  for (const { properties = {}, required = [] } of parts)
    for (const [key, one] of Object.entries(properties)) {
      const without = one.default === undefined ? 'optional' : `\`${JSON.stringify(one.default)}\``;
      expect(rows).toContain(`\`${key}\` ${required.includes(key) ? 'required' : without}`);
    }
});

test('every value that a key may have is named in its section', () => {
  for (const [heading, parts] of sections)
    for (const { properties = {} } of parts)
      for (const one of Object.values(properties))
        for (const value of (one.enum?.includes('orders') && heading !== 'A source') || one.enum?.includes('Contacts')
          ? []
          : (one.enum ?? []))
          expect(sectionOf(heading)).toContain(`\`${value}\``);
  for (const name of transformNames) expect(sectionOf('A field')).toContain(`\`${name}\``);
  for (const type of customTypes) expect(sectionOf('A custom field')).toContain(`\`${type}\``);
  for (const module of standardModules) expect(sectionOf('The file')).toContain(`\`${module}\``);
});

test('no section has a key that the schema does not have', () => {
  for (const [heading, parts] of sections) {
    const known = new Set(parts.flatMap(({ properties = {} }) => Object.keys(properties)));
    for (const [, key] of sectionOf(heading).matchAll(/^\| `(\w+)` +\| (?:required|optional|`[^|]*`) +\|/gm))
      expect([heading, known.has(key!)]).toEqual([heading, true]);
  }
});
