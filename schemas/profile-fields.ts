import { compile } from '@jmespath-community/jmespath';
import { z } from 'zod';

/** JMESPath, read by the library itself, so that a mistake is told with the line of the profile. */
export const Expression = z.string().superRefine((text, context) => {
  try {
    compile(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    context.addIssue({ code: 'custom', message: `is no JMESPath expression: ${why}` });
  }
});
/** A code by its label. Nothing for a code that has none, or the code itself where `others` says so. */
const Labelled = z.strictObject({
  from: z.string().min(1),
  labels: z.record(z.string(), z.string()),
  others: z.enum(['blank', 'keep']).optional(),
});
/** A list of rows, each with these fields. */
const Rows = z.strictObject({ rows: z.string().min(1), fields: z.record(z.string(), z.string().min(1)) });

/** A timestamp as local time of the profile's zone, without its zone: `2024-03-01 09:30:00`. */
const Time = z.strictObject({ time: z.string().min(1) });
/** A digest of what stands in these places, for records that have no id of their own. */
const Hashed = z.strictObject({ hash: z.array(z.string().min(1)).min(1) });

/** Where a field stands in a row of a file: a column, or JMESPath in JSON. */
export const FileField = z.union(
  [
    z.string().min(1),
    Labelled,
    Rows,
    Time,
    Hashed,
    /** All filled columns of which the name begins so, as one object by the rest of the name. */
    z.strictObject({ prefix: z.string().min(1) }),
  ],
  'must be a column or a path, or have exactly from and labels, rows and fields, time, hash, or prefix',
);
export type FileField = z.infer<typeof FileField>;

/** Where a field stands in a JSON record. */
export const JsonField = z.union(
  [
    z.string().min(1),
    Labelled,
    Rows,
    Time,
    Hashed,
    /** The date of a timestamp as it is written, whatever its zone. */
    z.strictObject({ date: z.string().min(1) }),
  ],
  'must be a JMESPath expression, or have exactly from and labels, rows and fields, time, hash, or date',
);
export type JsonField = z.infer<typeof JsonField>;
