import anyAscii from 'any-ascii';
import { jaroWinkler } from '@skyra/jaro-winkler';
import { distance } from 'fastest-levenshtein';

/**
 * A text as it is compared: in Latin letters without accents, in lower case, words with one blank between them. Both
 * spellings of a German umlaut become the same: `Müller`, `Mueller` and `MULLER`.
 */
export const foldSpelling = (text: string): string =>
  (beyondAscii.test(text) ? anyAscii(text) : text)
    .toLowerCase()
    .replaceAll(/['’`]/g, '')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(/([aou])e/g, '$1');

const beyondAscii = /[^\0-\x7f]/;

/** How well two folded texts agree. */
export type Likeness = 'same' | 'near' | 'unlike';

/** Longer texts are never typed alike by chance, and comparing them takes long. */
const longest = 200;

/** Two texts are near if they are the same but for typing mistakes. */
export function likenessOf(one: string, other: string): Likeness {
  if (one === other) return 'same';
  const [first, second] = [one.slice(0, longest), other.slice(0, longest)];
  const hasBlank = first.includes(' ') || second.includes(' ');
  if (hasBlank && first.replaceAll(' ', '') === second.replaceAll(' ', '')) return 'same';
  // `Shop 12` and `Shop 13` are two, however alike they look.
  if ((digit.test(first) || digit.test(second)) && numbersOf(first) !== numbersOf(second)) return 'unlike';
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  const edits = short.length < 4 ? 0 : short.length < 8 ? 1 : 2;
  if (edits > 0 && long.length - short.length <= edits && editsBetween(first, second) <= edits) return 'near';
  // A longer text may have more mistakes, but hardly at its beginning.
  return first[0] === second[0] && long.length <= 2 * short.length && jaroWinkler(first, second) >= 0.9
    ? 'near'
    : 'unlike';
}

const digit = /\d/;
const numbersOf = (text: string): string => (text.match(/\d+/g) ?? []).join(' ');

/** Letters to insert, to remove or to replace; two neighbours that changed places count as one. */
export function editsBetween(one: string, other: string): number {
  const edits = distance(one, other);
  if (edits !== 2 || one.length !== other.length) return edits;
  const at = [...one].findIndex((letter, place) => letter !== other[place]);
  return one[at] === other[at + 1] && one[at + 1] === other[at] ? 1 : 2;
}
