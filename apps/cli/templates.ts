import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const names = ['engagement.yml', 'owners.yml', 'mapping.yml', 'source.yml', 'worker.env'];

/** The files of a new engagement by name, with its slug and a new fingerprint key in them. */
export function templates(slug: string): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      readFileSync(new URL(`templates/${name}`, import.meta.url), 'utf8')
        .replaceAll('$SLUG', slug)
        .replaceAll('$FINGERPRINT_KEY', randomBytes(32).toString('base64')),
    ]),
  );
}
