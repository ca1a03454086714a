import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { column } from '../sql-text.ts';
import { isSentinel, toDate, toDateTime } from '../values/dates.ts';
import { matches } from './conditions.ts';
import {
  byValue,
  columnsOf,
  fieldOf,
  inColumn,
  timesOf,
  unusable,
  type QualityContext,
  type QualityRule,
  type Search,
  type Treat,
} from './rule.ts';
import { anyRule, byField, sentencesOf, wayOf, withTransform } from './treatments.ts';

/** A sound day or point in time of this or the last century. */
const usual = String.raw`^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])([T ]\d\d:\d\d(:\d\d)?)?$`;
const zoned = String.raw`(?i):\d\d([.,]\d+)? ?(Z|UTC|[+-]\d\d(:?\d\d)?)$`;

/** Ages of customers that are believed. */
const [youngest, oldest] = [16, 120];

const unreadable = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['date', 'timestamp', 'birth_date'] }).map((one) => {
    const read = one.semantic === 'timestamp' ? toDateTime : toDate;
    const how = context.readAs(one);
    const isBirth = one.semantic === 'birth_date';
    const found = byValue(
      one,
      (value) => {
        const converted = read(value, how);
        // Where a date stands for "open end", it is no mistake. A birth has none.
        return !converted.ok && (isBirth || !isSentinel(converted));
      },
      (x) => {
        if (how.column?.read) return `${x} is not null`;
        // A birth on a sentinel is looked at too.
        return `not ${matches(x, usual)}${isBirth ? ` or ${matches(x, '^(19[01]0|1970)-01-01')}` : ''}`;
      },
    );
    return unusable(context, one, found);
  });

/** A search for rows in which a time is before another one. Against a day, only the day of a time counts. */
export function earlierThan(context: QualityContext, one: ColumnFacts, begin: ColumnFacts): Search {
  const [time, start] = [timesOf(context, one), timesOf(context, begin)];
  const isByDay = [one, begin].some(({ semantic }) => semantic === 'date');
  const compared = (side: string) => (isByDay ? `${side}::date` : side);
  return inColumn(one, (x) => `${compared(time.of(x))} < ${compared(start.of(column(begin.column)))}`, {
    detail: `before ${begin.column}`,
    reads: [time, start],
  });
}

/** Pairs of columns of one table that begin and end something. */
const reversed = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['date', 'timestamp'], within: 'record', meaning: 'begins' }).flatMap((begin) =>
    columnsOf(context, {
      types: ['date', 'timestamp'],
      objects: [begin.object],
      within: 'record',
      meaning: 'ends',
    }).map((end) => earlierThan(context, end, begin)),
  );

/** Births of customers who are too young or too old to be believed. */
const births = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['birth_date'], within: 'record' }).map((one) => {
    const born = timesOf(context, one);
    const yearsAgo = (years: number) => `date '${context.today}' - interval ${years} year`;
    return inColumn(one, (x) => `(${born.of(x)} > ${yearsAgo(youngest)} or ${born.of(x)} < ${yearsAgo(oldest)})`, {
      detail: `an age of less than ${youngest} or more than ${oldest}`,
      reads: [born],
    });
  });

const readsZone = withTransform('datetime', 'duration');

/** Whether the mapping loads a column and no rule reads a point in time in it: only its day, or its text. */
const needsNoZone = (context: QualityContext, facts: ColumnFacts): boolean => {
  const rules = context.rulesFor(facts.object, fieldOf(facts));
  return rules.length > 0 && !rules.some(readsZone);
};

/** Points in time that can be read and do not say which zone they are in. */
const withoutZone = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['timestamp'] }).flatMap((one) => {
    const { column: form, timeZone } = context.readAs(one);
    if (form?.hasOffset) return [];
    const time = timesOf(context, one);
    return [
      inColumn(one, (x) => `${time.of(x)} is not null${form?.read ? '' : ` and not ${matches(x, zoned)}`}`, {
        detail: needsNoZone(context, one) ? 'no zone' : `read in ${form?.zone ?? timeZone}`,
        reads: [time],
        isGeneral: true,
      }),
    ];
  });

/** Of a time without a zone, a date is the day that is written. */
const treatZones: Treat = (context, found) =>
  sentencesOf(
    found.map((search) => {
      const isRead = context.rulesFor(search.object, search.field!).some(readsZone);
      const way = isRead
        ? 'it is read in the time zone that the source profile declares'
        : 'its day is kept as it is written';
      return [search, wayOf(context, search, isRead ? readsZone : withTransform('date'), way)];
    }),
  );

export const dateRules: QualityRule[] = [
  {
    id: 'DQ12',
    sentence: 'Dates are none, or could be read in two ways.',
    severity: 'warns',
    treatment:
      'The field stays blank, or the record is rejected if the mapping requires the field. If the source writes its dates in a format of its own, declare it in the source profile.',
    treat: byField(
      withTransform('date', 'datetime', 'duration'),
      'the field stays blank',
      'If the source writes its dates in a format of its own, declare it in the source profile.',
    ),
    missing: 'No column was found that holds dates.',
    search: unreadable,
  },
  {
    id: 'DQ13',
    sentence: 'Times have no time zone.',
    severity: 'fixed',
    treatment:
      'They are read in the time zone that the source profile declares. A field that takes only their day keeps the day that is written.',
    treat: treatZones,
    corrects: readsZone,
    missing: 'No column was found that holds points in time that could be in another zone.',
    search: withoutZone,
  },
  {
    id: 'DQ14',
    sentence:
      'Dates contradict life: births in the future, ages of more than 120 or less than 16, an end before its beginning.',
    severity: 'warns',
    treatment: 'They are loaded as they are. Correct them in the source.',
    treat: byField(anyRule, 'it is loaded as it is', 'Correct it in the source.'),
    missing: 'No column was found that holds births, or beginnings and ends.',
    search: (context) => [...births(context), ...reversed(context)],
  },
];
