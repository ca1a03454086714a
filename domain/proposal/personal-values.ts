import { foldSpelling } from '../duplicate-search/spelling.ts';
import { givenNames } from './given-names.ts';

/** Words that begin with a capital, or that are of a script without capitals; an initial; a particle between names. */
const nameForm =
  /^(?:(?:\p{Lu}[\p{L}\p{M}'’-]+|\p{Lo}{2,}|\p{Lu}\.)(?:,? |$)|(?:al|bin|da|de|del|della|der|di|do|dos|el|la|le|ter|ten|van|von|zu) ){2,5}$/u;
/** A street with the number of a house, before or behind it. */
const streetForm =
  /^(?:(\p{L}[\p{L}\p{M}.'’ -]{3,}?),? \d{1,4} ?[a-z]?|\d{1,4}[a-z]?,? (\p{L}[\p{L}\p{M}.'’ -]{3,}))$/iu;
const address = /\S@\S+\.\p{L}{2,}/u;
/** A text of more words is no name of a choice. */
const mostWords = 8;

const share = (values: readonly string[], test: (value: string) => boolean): number =>
  values.filter(test).length / values.length;
const wordsOf = (value: string): string[] => foldSpelling(value).split(' ');

/** Whether hardly any word comes again: choices of one list have words in common, and persons and streets do not. */
function areApart(texts: readonly string[]): boolean {
  const words = texts.flatMap((text) => [...new Set(wordsOf(text))]);
  return texts.length >= 3 && new Set(words).size >= 0.85 * words.length;
}

/**
 * Whether the different values of a column may be persons, addresses or sentences of people, in any language. They must not
 * become a pick list, whose values are written into the mapping and shown to everybody.
 * @param known given names that other columns of the source hold, folded
 * @param isNamed the name of the column says that its values are choices
 */
export function arePersonal(values: readonly string[], known: ReadonlySet<string>, isNamed: boolean): boolean {
  if (values.length === 0) return false;
  if (values.some((value) => address.test(value))) return true;
  const hasName = (value: string) => wordsOf(value).some((word) => givenNames.has(word) || known.has(word));
  const isWord = (value: string) => /^\p{Lu}\p{L}+$/u.test(value);
  if (share(values, (value) => (nameForm.test(value) || isWord(value)) && hasName(value)) >= 0.4) return true;
  if (share(values, (value) => value.split(/\s+/).length > mostWords) >= 0.5) return true;
  if (isNamed) return false;
  const streets = values.flatMap((value) => streetForm.exec(value)?.slice(1).filter(Boolean) ?? []);
  if (streets.length >= 0.5 * values.length && areApart(streets)) return true;
  return share(values, (value) => nameForm.test(value)) >= 0.8 && areApart(values);
}
