import { toCountry } from '../values/countries.ts';
import { readDecimal } from '../values/numbers.ts';
import { toBoolean } from '../values/texts.ts';

const languageCodes = new Set(
  'ar bg ca cs da de el en es et fa fi fr he hi hr hu it ja ko lt lv nb nl no pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  ),
);
const currencyCodes = new Set(Intl.supportedValuesOf('currency'));

const compactDate = '(?:18|19|20|21)\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])';
/** Kinds of files that people and programs attach to records. */
const fileEndings =
  'pdf docx? docm odt rtf txt md log xlsx? xlsm ods csv tsv xml json ya?ml html? mht pptx? odp eml msg vcf ics ' +
  'jpe?g png gif bmp tiff? webp heic svg wav mp3 m4a ogg amr mp4 mov avi zip rar 7z t?gz tar p7m p7s dat edi bin';

const legalForms = 'ltd limited llc inc plc corp gmbh ag kg ohg ug sa sau sl slu srl sarl sas sasu bv nv oy ab as spa';
/** A word with or without dots and blanks between its letters: `S.L.`, `S. A.` */
const dotted = (word: string) => [...word].join('\\.? ?');

/** A day in digits: the year first or last. */
const day = '(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d\\d))';
const patterns = {
  email: /^[^\s@]+@[^\s@]+$/,
  url: /^(?:https?|ftp):\/\/\S+$/i,
  json: /^(?:\{[^]*\}|\[[^]*\])$/,
  date: new RegExp(`^(?:${day}|${compactDate})$`),
  timestamp: new RegExp(`^${day}(?:[T ]|, ?)\\d{1,2}:\\d{2}`),
  decimals: /\d[.,]\d{2,}\D*$/,
  percent: /\d\s*%$/,
  phone: /^(?:tel:)?(?!\d+[.,]\d+$)(?:\+|00|0|\()[\d\s().\-/]{6,24}$/i,
  /** Seven to fifteen digits, also with the blanks and signs of phone numbers between them. */
  digits: /^(?=(?:\D*\d){7,15}\D*$)\d[\d\s().\-/]*$/,
  letters: /^[\p{L}\p{M}][\p{L}\p{M}\s.,'’-]*$/u,
  coded: /^(?=.*\d)\S+$/,
  sentence: /\S+(?:\s+\S+){3}/,
  markup: /<\/?[a-z][^>]*>/i,
  file: new RegExp(`^[^\\n]+\\.(?:${fileEndings.replaceAll(' ', '|')})$`, 'i'),
  /** The name of a file whose kind is unknown, or a login: `m.huber`. */
  dotted: /^[^\n]+\.[a-z][a-z0-9]{1,4}$/i,
  legalForm: new RegExp(`(?:^|[\\s,])(?:${legalForms.split(' ').map(dotted).join('|')})\\.?$`, 'i'),
  numbered: /^(?=.*\d)(?=.*\p{L}{3}).*\s/u,
  postcode: /^(?=.*\d)[\dA-Z][\dA-Z -]{2,9}$/i,
  dayOfMonth: /^(?:\d|[12]\d|3[01])$/,
};
type Pattern = keyof typeof patterns;

/** Share of the values that pass a test, 0–1. */
export type Shares = Record<
  Pattern | 'number' | 'country' | 'language' | 'currency' | 'boolean' | 'identifier',
  number
>;

export interface Measured {
  /** Values that are not blank. */
  values: number;
  shares: Shares;
  shapes: { shape: string; share: number }[];
}

/** Shapes that are kept of one column. */
const keptShapes = 8;

const tests: [keyof Shares, (value: string) => boolean][] = [
  ...Object.entries(patterns).map(([name, pattern]): [Pattern, (value: string) => boolean] => [
    name as Pattern,
    (value) => pattern.test(value),
  ]),
  ['number', (value) => typeof readDecimal(value) !== 'string'],
  ['country', (value) => value.length <= 40 && !/\d/.test(value) && toCountry(value).ok],
  ['language', (value) => languageCodes.has(value.toLowerCase().replace(/[-_].*$/, ''))],
  ['currency', (value) => currencyCodes.has(value.toUpperCase())],
  ['boolean', (value) => toBoolean(value).ok],
];

/** Characters of a value that are tested at each of its ends. A pattern can take very long for a text of a million characters. */
const testedEnd = 500;
const ends = (value: string): string =>
  value.length <= 2 * testedEnd ? value : value.slice(0, testedEnd) + value.slice(-testedEnd);

/**
 * Measures a sample of the values of one column. Most columns repeat their values, so each is tested once.
 * @param isIdentifier whether a value is a network identifier
 */
export function measureValues(sample: Iterable<string>, isIdentifier: (value: string) => boolean): Measured {
  const counts = new Map<string, number>();
  let values = 0;
  for (const text of sample) {
    const value = ends(text.trim());
    if (value === '') continue;
    values += 1;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const shapes = new Map<string, number>();
  for (const [value, count] of counts) shapes.set(shapeOf(value), (shapes.get(shapeOf(value)) ?? 0) + count);
  const share = (test: (value: string) => boolean): number => {
    let passed = 0;
    for (const [value, count] of counts) if (test(value)) passed += count;
    return values === 0 ? 0 : passed / values;
  };
  const all: typeof tests = [...tests, ['identifier', isIdentifier]];
  return {
    values,
    shares: Object.fromEntries(all.map(([name, test]) => [name, share(test)])) as Shares,
    shapes: [...shapes]
      .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, keptShapes)
      .map(([shape, count]) => ({ shape, share: count / values })),
  };
}

/** Most characters of a shape. */
const longestShape = 40;

/**
 * Digits are 9, capitals A, other letters a. Runs of letters, and runs of five digits and more, are folded. What the ledger
 * can't store, control characters and halves of characters, is `?`.
 */
export const shapeOf = (value: string): string =>
  value
    .slice(0, 4 * longestShape)
    .replaceAll(/\p{Lu}+/gu, 'A')
    .replaceAll(/(?!A)\p{L}[\p{L}\p{M}]*/gu, 'a')
    .replaceAll(/\p{Nd}{5,}/gu, '9+')
    .replaceAll(/\p{Nd}/gu, '9')
    .slice(0, longestShape)
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '?');
