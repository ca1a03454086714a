import { createScrub, type KnownPerson } from './scrub.ts';
import { list, page, section } from '../documents/markdown.ts';
import type { Json } from '../../schemas/json.ts';
import type { SupportFile } from '../../schemas/support.ts';

/** A part of a bundle, or why it could not be gathered. */
export type SupportPart = { name: string; about: string } & ({ content: Json } | { missing: string });

/** The files of a bundle: one of JSON for each part, and one that says what they are. All texts are scrubbed once more. */
export function bundleFiles(
  { engagement, at }: { engagement: string; at: string },
  parts: readonly SupportPart[],
  { people, keep }: { people: readonly KnownPerson[]; keep: readonly string[] },
): SupportFile[] {
  const scrub = createScrub(people, keep);
  const found = parts.flatMap((part) => ('content' in part ? [part] : []));
  const missing = parts.flatMap((part) => ('missing' in part ? [part] : []));
  const readme = page(
    `Support bundle of ${engagement}`,
    `As of ${at}.`,
    section('Files', list(found.map(({ name, about }) => `\`${name}.json\`: ${about}`))),
    section(
      'Not gathered',
      list(missing.map(({ name, about, missing: why }) => `\`${name}.json\` (${about}): ${String(scrub(why))}`)),
    ),
    section(
      'Left out',
      'Values and keys of records, amounts, secrets, addresses, names and e-mail addresses of people. Roles stand for approvers.',
    ),
  );
  return [
    { name: 'README.md', text: readme },
    ...found.map(({ name, content }) => ({
      name: `${name}.json`,
      text: `${JSON.stringify(scrub(content), null, 2)}\n`,
    })),
  ];
}
