import { column } from '../sql-text.ts';
import { toDate, toDateTime } from '../values/dates.ts';
import { instant, matches } from './conditions.ts';
import { byValue, columnsOf, inColumn, unusable, type QualityContext, type QualityRule, type Search } from './rule.ts';

/** A sound day or point in time of this or the last century. */
const usual = String.raw`^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])([T ]\d\d:\d\d(:\d\d)?)?$`;
const zoned = String.raw`(Z|[+-]\d\d(:?\d\d)?)$`;

/** Ages of customers that are believed. */
const [youngest, oldest] = [16, 120];

/** Where a date stands for "open end", it is no mistake. A birth has none. */
const isOpenEnd = (reason: string): boolean => reason.startsWith('a sentinel');

const unreadable = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['date', 'timestamp', 'birth_date'] }).map((one) => {
    const read = one.semantic === 'timestamp' ? toDateTime : toDate;
    const isBirth = one.semantic === 'birth_date';
    const found = byValue(
      one,
      (value) => {
        const converted = read(value, context.readAs(one));
        return !converted.ok && (isBirth || !isOpenEnd(converted.reason));
      },
      // A birth on a sentinel is looked at too.
      (x) => `not ${matches(x, usual)}${isBirth ? ` or ${matches(x, '^(19[01]0|1970)-01-01')}` : ''}`,
    );
    return unusable(context, one, found);
  });

/** Pairs of columns of one table that begin and end something. */
const reversed = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['date', 'timestamp'], within: 'record', meaning: 'begins' }).flatMap((begin) =>
    columnsOf(context, {
      types: ['date', 'timestamp'],
      objects: [begin.object],
      within: 'record',
      meaning: 'ends',
    }).map((end) =>
      inColumn(end, (x) => `${instant(x)} < ${instant(column(begin.column))}`, { detail: `before ${begin.column}` }),
    ),
  );

export const dateRules: QualityRule[] = [
  {
    id: 'DQ12',
    sentence: 'Dates are none, or could be read in two ways.',
    severity: 'warns',
    treatment:
      'The field stays blank. If the source writes its dates in a format of its own, declare it in the source profile.',
    missing: 'No column holds dates.',
    search: unreadable,
  },
  {
    id: 'DQ13',
    sentence: 'Times have no time zone.',
    severity: 'fixed',
    treatment: 'They are read in the time zone that the source profile declares.',
    missing: 'No column holds points in time.',
    search: (context) =>
      columnsOf(context, { types: ['timestamp'] }).map((one) =>
        inColumn(one, (x) => `${x} is not null and not ${matches(x, zoned)}`, {
          detail: `read in ${context.timeZone}`,
          isGeneral: true,
        }),
      ),
  },
  {
    id: 'DQ14',
    sentence:
      'Dates contradict life: births in the future, ages of more than 120 or less than 16, an end before its beginning.',
    severity: 'warns',
    treatment: 'They are loaded as they are. Correct them in the source.',
    missing: 'No column holds births, or beginnings and ends.',
    search: (context) => [
      ...columnsOf(context, { types: ['birth_date'], within: 'record' }).map((one) => {
        const born = (x: string) => `try_cast(${x} as date)`;
        const { sentinels } = context.readAs(one);
        const known = [...sentinels].map((day) => `'${day.replaceAll("'", "''")}'`).join(', ');
        return inColumn(
          one,
          (x) =>
            `(${born(x)} > date '${context.today}' - interval ${youngest} year or ${born(x)} < date '${context.today}' - interval ${oldest} year)
             and ${born(x)} between date '1800-01-01' and date '2199-12-31' and trim(${x}) not in (${known || "''"})`,
          { detail: `an age of less than ${youngest} or more than ${oldest}` },
        );
      }),
      ...reversed(context),
    ],
  },
];
