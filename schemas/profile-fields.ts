import { compile } from '@jmespath-community/jmespath';
import { DateTime } from 'luxon';
import { z } from 'zod';

/** A JMESPath expression. It is compiled when the profile is read, so that a mistake is reported with its line. */
export const Expression = z.string().superRefine((text, context) => {
  try {
    compile(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    context.addIssue({ code: 'custom', message: `is not a valid JMESPath expression: ${why}` });
  }
});
/** IANA name of a time zone that the runtime knows. */
export const Zone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}, 'is not an IANA time zone, such as Europe/London');

/** A format gives back the days that it has written. One without a day would give today. */
const isDateFormat = (format: string): boolean =>
  [DateTime.utc(1999, 12, 31), DateTime.utc(2031, 10, 27)].every((day) =>
    DateTime.fromFormat(day.toFormat(format), format, { zone: 'UTC' }).hasSame(day, 'day'),
  );

/** How the dates and times of one field are written. */
export const DateForm = z.strictObject({
  /**
   * A format such as `dd/MM/yyyy HH:mm` (tokens of luxon), `epoch` (seconds since 1970), `epoch_ms`, or `excel` (the day
   * numbers of a spreadsheet). Without it, the texts are in ISO form, or in another form with an unambiguous day.
   */
  format: z
    .string()
    .refine(
      (format) => ['epoch', 'epoch_ms', 'excel'].includes(format) || isDateFormat(format),
      'is not a date format: it needs tokens for year, month and day, such as dd/MM/yyyy',
    )
    .optional(),
  /** Zone of texts without an offset, and of the day of a point in time. Default: the zone of the profile. */
  zone: Zone.optional(),
  /** For formats with `yy`: years below it are in the 2000s, the others in the 1900s. */
  pivot: z.int().min(0).max(99).default(70),
});
export type DateForm = z.infer<typeof DateForm>;

/** The label of a code. A code without a label becomes empty, or stays as it is with `others: keep`. */
const Labelled = z.strictObject({
  from: z.string().min(1),
  labels: z.record(z.string(), z.string()),
  others: z.enum(['blank', 'keep']).optional(),
});
/** A list of rows, each with these fields. */
const Rows = z.strictObject({ rows: z.string().min(1), fields: z.record(z.string(), z.string().min(1)) });

/** A timestamp, as local time of the profile's zone: `2024-03-01 09:30:00`. */
const Time = z.strictObject({ time: z.string().min(1) });
/** A digest of several values, as the id of records that have none. */
const Hashed = z.strictObject({ hash: z.array(z.string().min(1)).min(1) });
/** The date of a timestamp as it is written, without regard to its zone. */
const WrittenDate = z.strictObject({ date: z.string().min(1) });

/** Several values in one, such as a street and a number. Empty ones are left out. */
const Joined = z.strictObject({ join: z.array(z.string().min(1)).min(1), with: z.string().default(' ') });
/** The same text for each record. */
const Constant = z.strictObject({ constant: z.string() });
/** A list of rows from groups of columns of one row. A group whose columns are all empty gives no row. */
const Unpivoted = z.strictObject({
  unpivot: z.array(z.record(z.string(), z.union([z.string().min(1), Constant]))).min(1),
});
/** Forms that exist for every kind of source. */
const built = [Joined, Constant, Unpivoted] as const;

/** How a field is read from a row of a file: by the name of its column, or by JMESPath in JSON. */
export const FileField = z.union(
  [
    z.string().min(1),
    Labelled,
    Rows,
    Time,
    Hashed,
    ...built,
    WrittenDate,
    /** All non-empty columns whose names begin with the prefix, as one object. Its names are without the prefix. */
    z.strictObject({ prefix: z.string().min(1) }),
  ],
  'must be a column or a path, or have exactly from and labels, rows and fields, time, date, hash, join, constant, unpivot, or prefix',
);
export type FileField = z.infer<typeof FileField>;

/** How a field is read from a JSON record. */
export const JsonField = z.union(
  [z.string().min(1), Labelled, Rows, Time, Hashed, ...built, WrittenDate],
  'must be a JMESPath expression, or have exactly from and labels, rows and fields, time, hash, join, constant, unpivot, or date',
);
export type JsonField = z.infer<typeof JsonField>;

/** How numbers are written: the decimal sign, and the sign between thousands if there is one. A blank means any blank. */
export const NumberFormat = z
  .strictObject({ decimal: z.enum(['.', ',']), thousands: z.enum(['.', ',', ' ', "'"]).optional() })
  .refine(({ decimal, thousands }) => decimal !== thousands, 'needs two different signs');
export type NumberFormat = z.infer<typeof NumberFormat>;

/** What the profile of an object says in every kind of source. */
export const keyed = {
  key: z.string().min(1),
  updated: z.string().optional(),
  /** How the dates of a field are written, by the name that the mapping uses: also `extensions.x` and `lines.x`. */
  dates: z.record(z.string(), DateForm).optional(),
  /** How the numbers of a column are written, by the name of the field; `lines.unit_price` for a field of the lines. */
  numbers: z.record(z.string(), NumberFormat).optional(),
};
