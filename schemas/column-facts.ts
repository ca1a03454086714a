import { z } from 'zod';
import { ExtractedObject, LoadedObject } from './terms.ts';

/** What the values of a column mean, whatever the column is called. */
export const semanticTypes = [
  'empty',
  'id',
  'reference',
  'network_identifier',
  'given_name',
  'family_name',
  'person_name',
  'company',
  'title',
  'email',
  'phone',
  'street',
  'city',
  'postcode',
  'country',
  'language',
  'birth_date',
  'date',
  'timestamp',
  'money',
  'currency',
  'percentage',
  'quantity',
  'day_of_month',
  'number',
  'tax_number',
  'status',
  'code',
  'flag',
  'user',
  'file_name',
  'url',
  'json',
  'text',
] as const;
export const SemanticType = z.enum(semanticTypes);
export type SemanticType = z.infer<typeof SemanticType>;

/** What an amount or a point in time is about, by the words of its column's name. Of several, the first one counts. */
export const meanings = [
  'balance',
  'total',
  'price',
  'discount',
  'tax',
  'limit',
  'issued',
  'due',
  'ordered',
  'completed',
  'cancelled',
  'begins',
  'ends',
  'created',
  'updated',
] as const;
export const Meaning = z.enum(meanings);
export type Meaning = z.infer<typeof Meaning>;

/** How often the values of a column are ids of the records of an object. */
export const Reference = z.object({
  object: LoadedObject,
  /** Share of the rows with a value whose value is such an id, 0–1. */
  contained: z.number(),
});
export type Reference = z.infer<typeof Reference>;

/** What is known of one column of the survey. It holds counts, shapes and keyed hashes, and no values. */
export const ColumnFacts = z.object({
  object: ExtractedObject,
  /** `lines` for a column of the lines of an order or an invoice; null for a column of the record itself. */
  within: z.string().nullable(),
  /** Custom fields are `extensions.<name>`. */
  column: z.string(),
  rows: z.int(),
  /** Rows with a value. Blanks count as none. */
  filled: z.int(),
  /** Approximate, except for up to 1,000 values. */
  distinct: z.int(),
  /** Every row has a value, and no two rows have the same one. */
  isKey: z.boolean(),
  length: z.object({ least: z.int(), most: z.int(), mean: z.number() }),
  /** Inferred from a sample; the share of its values that the type fits. */
  semantic: SemanticType,
  score: z.number(),
  runnerUp: z.object({ semantic: SemanticType, score: z.number() }).nullable(),
  meaning: Meaning.nullable(),
  /** The most frequent shapes of the sample: digits are 9, capitals A, other letters a, and runs are folded. */
  shapes: z.array(z.object({ shape: z.string(), share: z.number() })),
  /** The most frequent values as keyed hashes with their rows. Empty for a column whose values rarely repeat. */
  top: z.array(z.object({ hash: z.string(), rows: z.int() })),
  /** Objects whose ids the column holds, the most frequent first. */
  references: z.array(Reference),
  /** Columns that this one decides: the same value here always goes with the same value there. */
  decides: z.array(z.string()),
});
export type ColumnFacts = z.infer<typeof ColumnFacts>;
