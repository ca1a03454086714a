import type { CountedValue } from './rule.ts';

/** A value must be this many times as frequent as another to be the right spelling of it. */
const muchMoreFrequent = 5;

const folded = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');

/**
 * Values of a status that are no status of their own: other spellings of a frequent one, and, where the mapping has a value
 * map, what it does not know.
 */
export function oddStatuses(values: CountedValue[], known: ReadonlySet<string> | null): string[] {
  if (known !== null)
    return values.filter(({ value }) => !known.has(value.trim()) || value !== value.trim()).map(({ value }) => value);
  const isSpelling = ({ value, rows }: CountedValue): boolean =>
    values.some(
      (other) =>
        other.value !== value && other.rows >= muchMoreFrequent * rows && isVariant(folded(value), folded(other.value)),
    );
  return values.filter((one) => one.value !== one.value.trim() || isSpelling(one)).map(({ value }) => value);
}

/** Whether a text is another spelling, or the beginning, of a word. */
function isVariant(text: string, word: string): boolean {
  if (text === word) return true;
  if (/\d/.test(text + word)) return false;
  if (text.length >= 3 && word.startsWith(text)) return true;
  // A typing error is seldom in the first letter; `inactive` is no spelling of `active`.
  return text[0] === word[0] && word.length >= 5 && distance(text, word) <= (word.length >= 8 ? 2 : 1);
}

/** Letters that have to be changed, added or removed; two neighbours that are swapped count as one. */
function distance(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, place) => place)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let place = 1; place <= other.length; place += 1) {
      const same = one[row - 1] === other[place - 1] ? 0 : 1;
      let least = Math.min(last[place]! + 1, next[place - 1]! + 1, last[place - 1]! + same);
      if (row > 1 && place > 1 && one[row - 1] === other[place - 2] && one[row - 2] === other[place - 1])
        least = Math.min(least, before[place - 2]! + 1);
      next.push(least);
    }
    [before, last] = [last, next];
  }
  return last[other.length]!;
}
