import { compareFirms, firmLevels, firmName, hasLegalForm, type FirmName } from './firms.ts';
import { comparePersons, personLevels, personName, wholeName, type PersonName } from './persons.ts';
import { editsBetween, likenessOf } from './spelling.ts';

/** What is compared of a record. Texts are folded, and empty where there is none or where too many records share it. */
export interface Party {
  person: PersonName;
  firm: FirmName;
  /** `yyyymmdd`, or in the order of the source. */
  birth: string;
  email: string;
  /** The last digits. */
  phone: string;
  /** Tax number or number of an identity document: letters and digits. */
  document: string;
  street: string;
  /** The second line of the address. */
  line: string;
  house: string;
  city: string;
  postcode: string;
  /** Share of the records with the surname, without this one, 0–1. */
  surnameShare: number;
}

/** The name of a record in its columns; empty where there is none. `whole` may be of a person or of a firm. */
export interface NameColumns {
  given: string;
  family: string;
  whole: string;
  company: string;
}

const nobody: PersonName = { given: '', family: '', mark: '' };
const noFirm: FirmName = { core: '', form: '' };

/** Reads the name of a record. A record has both names if a person is named at a firm. */
export function readNames({ given, family, whole, company }: NameColumns): Pick<Party, 'person' | 'firm'> {
  const isFirm = company === '' && whole !== '' && given + family === '' && hasLegalForm(whole);
  const firm = company !== '' ? firmName(company) : isFirm ? firmName(whole) : noFirm;
  if (given !== '' || family !== '') return { person: personName(given, family), firm };
  return { person: isFirm || whole === '' ? nobody : wholeName(whole), firm };
}

/** Level of a comparison, from 0 for the best; null if a value is missing. */
type Compare = (one: Party, other: Party) => number | null;

interface Comparison {
  /** What the levels mean to people. */
  levels: readonly string[];
  compare: Compare;
}

const likenesses = ['the same', 'nearly the same', 'different'] as const;
const placeOf = { same: 0, near: 1, unlike: 2 } as const;

/** The same, nearly the same or different. */
const texts = (read: (party: Party) => string): Comparison => ({
  levels: likenesses,
  compare: (one, other) =>
    read(one) === '' || read(other) === '' ? null : placeOf[likenessOf(read(one), read(other))],
});

/** The same, one character differs, or different. */
const codes = (
  read: (party: Party) => string,
  isNear: (one: string, other: string) => boolean,
  near: string,
): Comparison => ({
  levels: ['the same', near, 'different'],
  compare(one, other) {
    const [first, second] = [read(one), read(other)];
    if (first === '' || second === '') return null;
    return first === second ? 0 : isNear(first, second) ? 1 : 2;
  },
});

const isOneEdit = (one: string, other: string): boolean => editsBetween(one, other) <= 1;

/** One digit differs, or day and month changed places, in either order of the date. */
function isNearDate(one: string, other: string): boolean {
  if (isOneEdit(one, other)) return true;
  const swapped = [one.slice(0, 4) + one.slice(6) + one.slice(4, 6), one.slice(2, 4) + one.slice(0, 2) + one.slice(4)];
  return swapped.includes(other);
}

/** A shorter mailbox, such as `info` or `mail`, is nobody's own. */
const leastMailbox = 5;

/** Every comparison. The name of a person is one, because a family shares its surname. */
export const comparisons = {
  name: {
    levels: personLevels,
    compare(one, other) {
      const level = comparePersons(one.person, other.person);
      return level === null ? null : personLevels.indexOf(level);
    },
  },
  company: {
    levels: firmLevels,
    compare(one, other) {
      const level = compareFirms(one.firm, other.firm);
      return level === null ? null : firmLevels.indexOf(level);
    },
  },
  birth_date: codes(({ birth }) => birth, isNearDate, 'one digit differs, or day and month are swapped'),
  email: {
    levels: ['the same', 'the same mailbox elsewhere', 'nearly the same', 'different'],
    compare({ email: first }, { email: second }) {
      if (first === '' || second === '') return null;
      if (first === second) return 0;
      const [mailbox, host] = first.split('@') as [string, string];
      const [other, otherHost] = second.split('@') as [string, string];
      if (mailbox === other && mailbox.length >= leastMailbox) return 1;
      return host === otherHost && likenessOf(mailbox, other) !== 'unlike' ? 2 : 3;
    },
  },
  phone: codes(({ phone }) => phone, isOneEdit, 'one digit differs'),
  document: codes(({ document }) => document, isOneEdit, 'one character differs'),
  street: {
    levels: ['the same', 'nearly the same', 'the same as the second line', 'different'],
    compare(one, other) {
      if (one.street === '' || other.street === '') return null;
      const likeness = likenessOf(one.street, other.street);
      if (likeness !== 'unlike') return placeOf[likeness];
      return one.street === other.line || one.line === other.street ? 2 : 3;
    },
  },
  house: codes(({ house }) => house, isOneEdit, 'one character differs'),
  city: texts(({ city }) => city),
  postcode: codes(({ postcode }) => postcode, isOneEdit, 'one character differs'),
} satisfies Record<string, Comparison>;

export type Field = keyof typeof comparisons;
export const fields = Object.keys(comparisons) as Field[];

/** Levels of all comparisons, a character each, in the order of `fields`: a digit, or `-` where a value is missing. */
export type Pattern = string;

/** Compares two records. */
export const compareParties = (one: Party, other: Party): Pattern =>
  fields.map((field) => comparisons[field].compare(one, other) ?? '-').join('');

/** The level of a field in a pattern; null if a value is missing. */
export function levelIn(pattern: Pattern, field: Field): number | null {
  const level = pattern[fields.indexOf(field)]!;
  return level === '-' ? null : Number(level);
}
