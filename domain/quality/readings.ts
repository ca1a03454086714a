import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { column, literal } from '../sql-text.ts';
import { isSentinel, toDate, toDateTime } from '../values/dates.ts';
import { localTime } from '../values/offsets.ts';
import { short, toDecimal, toMoney, unsure } from '../values/numbers.ts';
import type { Converted, ValueContext } from '../values/value.ts';
import { matches } from './conditions.ts';

/**
 * A column whose values a condition compares as times or as numbers. They are read as the transformation reads them: SQL itself
 * reads those in plain form, and a function of the domain all others.
 */
export interface Reading {
  table: string;
  column: string;
  /** What the values are, for a reader who knows the business. */
  kind: 'dates' | 'amounts' | 'numbers';
  /** The type in SQL of what is read. */
  type: 'timestamp' | 'decimal(38, 9)';
  /** The name of a function in SQL. */
  name: string;
  /** The value that a text is read as, in SQL; null for a text that can't be read, and for one that stands for none. */
  of(x: string): string;
  /** Whether SQL reads a text as the transformation does, as a condition in SQL. */
  isPlain(x: string): string;
  /** A text that SQL can cast to the type. Empty: the text stands for none. Null: it can't be read. */
  read(text: string): string | null;
}

type Place = Pick<ColumnFacts, 'object' | 'within' | 'column' | 'semantic'>;

const readingOf = (
  { object, within, column: name, semantic }: Place,
  how: Pick<Reading, 'kind' | 'type' | 'isPlain' | 'read'>,
): Reading => {
  const table = within === null ? object : `${object}.${within}`;
  // A column can be read as days by one rule and as times by another.
  const called = `#${how.kind} ${table}.${name}${semantic === 'timestamp' ? ' as times' : ''}`;
  return { table, column: name, name: called, of: (x) => `${column(called)}(${x})`, ...how };
};

const plainDay = String.raw`(1[89]|2[01])\d\d-\d\d-\d\d`;
const plainTimes = {
  day: `^${plainDay}([T ]00:00(:00)?)?$`,
  time: String.raw`^${plainDay}([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$`,
};

/**
 * A column of times, as local times of the profile's zone, so that columns can be compared whatever offsets their texts have. A
 * date is its midnight.
 */
export function timesIn(facts: Place, context: ValueContext): Reading {
  const isTime = facts.semantic === 'timestamp';
  const convert = isTime ? toDateTime : toDate;
  const sentinels = [...context.sentinels, ''].map(literal).join(', ');
  const form = isTime ? plainTimes.time : plainTimes.day;
  return readingOf(facts, {
    kind: 'dates',
    type: 'timestamp',
    isPlain: (x) =>
      context.column === null ? `(${matches(x, form)} and left(${x}, 10) not in (${sentinels}))` : 'false',
    read(text) {
      const converted = convert(text, context);
      if (!converted.ok) return isSentinel(converted) ? '' : null;
      return isTime ? localTime(String(converted.value), context.timeZone) : String(converted.value);
    },
  });
}

/** A column of amounts, quantities or percentages, as exact decimals. */
export function numbersIn(facts: Place, context: ValueContext): Reading {
  const isMoney = facts.semantic === 'money';
  const exact = { ...context, amounts: 'exact' } as const;
  const convert = (text: string): Converted =>
    isMoney ? toMoney(text, exact) : toDecimal(text.replace(/\s*%\s*$/, ''), context);
  return readingOf(facts, {
    kind: isMoney ? 'amounts' : 'numbers',
    type: 'decimal(38, 9)',
    isPlain: (x) => plainNumber(x, context),
    read(text) {
      const converted = convert(text);
      return converted.ok ? String(converted.value) : null;
    },
  });
}

/** Digits that are read in the same way whatever the profile says of the column. */
const wholeNumber = String.raw`^-?\d{1,10}$`;

function plainNumber(x: string, { numbers }: ValueContext): string {
  if (numbers === undefined) return `(${matches(x, short.source)} and not ${matches(x, unsure.source)})`;
  return matches(x, numbers.decimal === '.' ? short.source : wholeNumber);
}

/** What was not compared, because no value of these columns can be read, and what to do. Null if there is none. */
export function whyUnread(unread: readonly Reading[]): string | null {
  const sentences = [...new Map(unread.map((one) => [one.name, one])).values()].map(
    ({ table, column: name, kind }) => `No value of ${table}.${name} can be read as ${asOne[kind]}.`,
  );
  if (sentences.length === 0) return null;
  const keys = [...new Set(unread.map(({ kind }) => (kind === 'dates' ? '`dates`' : '`numbers`')))];
  return `${sentences.join(' ')} Declare how the source writes them, or correct the declaration: ${keys.join(' and ')} in the source profile.`;
}

const asOne: Record<Reading['kind'], string> = { dates: 'a date', amounts: 'an amount', numbers: 'a number' };
