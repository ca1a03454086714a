import { readFileSync } from 'node:fs';

const names = ['engagement.yml', 'owners.yml', 'mapping.yml', 'source.yml'];

/** The files of a new engagement by name, with its slug in them. */
export function templates(slug: string): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      readFileSync(new URL(`templates/${name}`, import.meta.url), 'utf8').replaceAll('$SLUG', slug),
    ]),
  );
}
