import { compile } from '@jmespath-community/jmespath';
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
    /** All non-empty columns whose names begin with the prefix, as one object. Its names are without the prefix. */
    z.strictObject({ prefix: z.string().min(1) }),
  ],
  'must be a column or a path, or have exactly from and labels, rows and fields, time, hash, join, constant, unpivot, or prefix',
);
export type FileField = z.infer<typeof FileField>;

/** How a field is read from a JSON record. */
export const JsonField = z.union(
  [
    z.string().min(1),
    Labelled,
    Rows,
    Time,
    Hashed,
    ...built,
    /** The date of a timestamp as it is written, without regard to its zone. */
    z.strictObject({ date: z.string().min(1) }),
  ],
  'must be a JMESPath expression, or have exactly from and labels, rows and fields, time, hash, join, constant, unpivot, or date',
);
export type JsonField = z.infer<typeof JsonField>;

/** How numbers are written: the decimal sign, and the sign between thousands if there is one. A blank means any blank. */
export const NumberFormat = z
  .strictObject({ decimal: z.enum(['.', ',']), thousands: z.enum(['.', ',', ' ', "'"]).optional() })
  .refine(({ decimal, thousands }) => decimal !== thousands, 'needs two different signs');
export type NumberFormat = z.infer<typeof NumberFormat>;
