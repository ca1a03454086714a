import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const names = ['engagement.yml', 'owners.yml', 'mapping.yml', 'source.yml', 'worker.env'];

/** Kinds of sources, as the profile names them. */
export const sourceKinds = ['postgres', 'files', 'tmf', 'bulk'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** The files of a new engagement by name, with its slug and a new fingerprint key in them. */
export function templates(slug: string, source: SourceKind = 'postgres'): Record<string, string> {
  const fileOf = (name: string) => (name === 'source.yml' && source !== 'postgres' ? `source-${source}.yml` : name);
  return Object.fromEntries(
    names.map((name) => [
      name,
      readFileSync(new URL(`templates/${fileOf(name)}`, import.meta.url), 'utf8')
        .replaceAll('$SLUG', slug)
        .replaceAll('$FINGERPRINT_KEY', randomBytes(32).toString('base64')),
    ]),
  );
}
