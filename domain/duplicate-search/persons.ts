import { isNickname } from './nicknames.ts';
import { foldSpelling, likenessOf, type Likeness } from './spelling.ts';

/** The name of a person as it is compared. Texts are folded; empty where there is none. */
export interface PersonName {
  given: string;
  family: string;
  /** `jr`, `sr`, `ii` …: it tells a son from his father. */
  mark: string;
}

const titles = new Set('dr prof mr mrs ms miss mister ing dipl herr frau don dona mme mlle'.split(' '));
/** Marks of a generation, and what they mean. */
const marks: Record<string, string> = {
  ...{ jr: 'junior', jnr: 'junior', junior: 'junior', hijo: 'junior', fils: 'junior', filho: 'junior' },
  ...{ sr: 'senior', snr: 'senior', senior: 'senior', padre: 'senior', pere: 'senior' },
  ...{ ii: '2', iii: '3', iv: '4' },
};

/** Words of a name without titles, and the mark of a generation at its end. */
function withoutTitles(name: string): { words: string[]; mark: string } {
  const words = foldSpelling(name).split(' ');
  const kept = words.filter((word) => word !== '' && !titles.has(word));
  const mark = kept.length > 1 ? (marks[kept.at(-1)!] ?? '') : '';
  return { words: mark === '' ? kept : kept.slice(0, -1), mark };
}

/** @param given blank if the family name holds the whole name, as in `Smith, John` */
export function personName(given: string, family: string): PersonName {
  if (given.trim() === '' || family.trim() === '') {
    const whole = given + family;
    const comma = whole.indexOf(',');
    if (comma > 0 && whole.slice(comma + 1).trim() !== '')
      return personName(whole.slice(comma + 1), whole.slice(0, comma));
  }
  const [first, last] = [withoutTitles(given), withoutTitles(family)];
  return { given: first.words.join(' '), family: last.words.join(' '), mark: last.mark || first.mark };
}

/** A name that one column holds as a whole: the last word is the family name, or what is before a comma. */
export function wholeName(name: string): PersonName {
  if (name.includes(',')) return personName('', name);
  const { words, mark } = withoutTitles(name);
  return { given: words.slice(0, -1).join(' '), family: words.at(-1) ?? '', mark };
}

/** How well two given names agree; null if one is missing. */
export function compareGiven(one: string, other: string): Likeness | null {
  if (one === '' || other === '') return null;
  const likeness = likenessOf(one, other);
  if (likeness === 'same') return 'same';
  const [first, second] = [one.split(' ')[0]!, other.split(' ')[0]!];
  // A second given name is often left out, and a first one is often written as its initial or its short form.
  if (first === second) return 'near';
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  const isShort = (short.length === 1 || short.length >= 3) && long.startsWith(short);
  return likeness === 'near' || isShort || isNickname(first, second) || likenessOf(first, second) === 'near'
    ? 'near'
    : 'unlike';
}

/** How well the names of two persons agree, as one comparison: a family shares its surname. */
export const personLevels = [
  'the same',
  'the same, given name and surname swapped',
  'one the same, the other nearly',
  'both nearly the same',
  'the same as far as given',
  'only the surname is the same',
  'only the given name is the same',
  'hardly the same',
  'different',
] as const;
export type PersonLevel = (typeof personLevels)[number];

/** @returns null if a name is missing */
export function comparePersons(one: PersonName, other: PersonName): PersonLevel | null {
  const [a, b] = [one, other].map(({ given, family }) => `${given}${family}`);
  if (a === '' || b === '') return null;
  const given = compareGiven(one.given, other.given);
  const family = one.family === '' || other.family === '' ? null : likenessOf(one.family, other.family);
  if (given === 'same' && family === 'same') return 'the same';
  const swapped = swappedLevel(one, other);
  if (swapped === 'the same, given name and surname swapped') return swapped;
  if (given !== null && family !== null) {
    if (given !== 'unlike' && family !== 'unlike')
      return given === 'same' || family === 'same' ? 'one the same, the other nearly' : 'both nearly the same';
    if (swapped !== null) return swapped;
    if (family === 'same') return 'only the surname is the same';
    if (given === 'same') return 'only the given name is the same';
    return given === 'near' || family === 'near' ? 'hardly the same' : 'different';
  }
  if (swapped !== null) return swapped;
  const only = given ?? family;
  return only === 'same' ? 'the same as far as given' : only === 'near' ? 'hardly the same' : 'different';
}

function swappedLevel(one: PersonName, other: PersonName): PersonLevel | null {
  const crossed = [one.given, other.family, one.family, other.given];
  if (crossed.some((name) => name === '')) {
    // A lone name may be in the wrong column.
    const alone = (a: PersonName, b: PersonName) =>
      (a.given === '' && a.family === b.given) || (a.family === '' && a.given === b.family);
    return alone(one, other) || alone(other, one) ? 'the same as far as given' : null;
  }
  const [first, second] = [likenessOf(one.given, other.family), likenessOf(one.family, other.given)];
  if (first === 'same' && second === 'same') return 'the same, given name and surname swapped';
  return first !== 'unlike' && second !== 'unlike' ? 'both nearly the same' : null;
}
