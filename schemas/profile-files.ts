import { z } from 'zod';
import { FileField, keyed } from './profile-fields.ts';

const encodings = ['utf-8', 'iso-8859-1', 'windows-1252', 'iso-8859-2', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];

/** Which formats a setting belongs to. A setting of another format is a mistake, so it is not ignored. */
const formatsOf: Record<string, readonly string[]> = {
  delimiter: ['csv', 'pipe'],
  quote: ['csv', 'pipe'],
  escape: ['csv', 'pipe'],
  header: ['csv', 'pipe', 'xlsx'],
  widths: ['fixed'],
  sheet: ['xlsx'],
  list: ['json'],
  trailer: ['csv', 'pipe', 'jsonl', 'fixed', 'xlsx'],
};

const isAscii = (text: string): boolean => /^[\x20-\x7e]$/.test(text);
const character = z.string().refine(isAscii, 'must be one ASCII character');

/** A line behind the rows: how it begins, and which of its values, from 0, is the number of rows. */
const TrailerLine = z.strictObject({ begins: z.string().min(1), count: z.int().min(0).optional() });

export const fileSet = {
  /**
   * A path in the folder. Each part may contain `*`; a `.zip` may be one of the folders of the path. Several files are read
   * in the order of their names.
   */
  files: z
    .string()
    .min(1)
    .regex(
      /^(?!\/)(?!.*(?:^|\/)\.{0,2}(?:\/|$))(?!.*\*\*)[^\\]*$/,
      'must be a path in the folder, such as accounts-*.csv or monthly/*/accounts.csv',
    ),
  /** `pipe` has no quotes: | and line breaks inside a value are written `\N{VERTICAL LINE}` and `\N{LINE FEED}`. */
  format: z.enum(['csv', 'pipe', 'jsonl', 'json', 'xlsx', 'fixed']),
  /** `detect` finds out the encoding and reports it in the manifest. */
  encoding: z.enum([...encodings, 'detect']).default('utf-8'),
  /** What separates the values of a row. */
  delimiter: z
    .string()
    .min(1)
    .max(5)
    .regex(/^[^\r\n"]+$/, 'must have no quote and no line break')
    .optional(),
  /** The character around values that contain a delimiter, or `none`. */
  quote: z.union([character, z.literal('none')]).optional(),
  /** The character before a quote inside a value; usually the quote itself. */
  escape: character.optional(),
  /** Names of the columns, in their order, for a file without a header. */
  header: z.array(z.string().min(1)).min(1).optional(),
  /** Names and widths in characters of the columns, in their order, for the format `fixed`. */
  widths: z.record(z.string().min(1), z.int().positive()).optional(),
  /** Name of the sheet; the first sheet without it. */
  sheet: z.string().min(1).optional(),
  /** Names that lead to the list of records in a JSON file, such as `data.items`. */
  list: z
    .string()
    .regex(/^[^.]+(?:\.[^.]+)*$/, 'must be names with a point between them')
    .optional(),
  /** Lines before the header, such as a version or a comment. */
  skipLines: z.int().min(0).default(0),
  /** For rows that can't be read: the extraction stops, or they are kept with their bytes and rejected. */
  badRows: z.enum(['stop', 'keep']).default('stop'),
  /** The last lines that are no rows, in their order. One of them may be given without a list. */
  trailer: z
    .preprocess((given): unknown => (Array.isArray(given) ? given : [given]), z.array(TrailerLine).min(1))
    .optional(),
};

/** Reports settings that don't belong to the format, and settings that the format needs. */
export function checkFormat(set: { format: string }, context: z.RefinementCtx): void {
  const { format } = set;
  const report = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  for (const [field, formats] of Object.entries(formatsOf))
    if (field in set && !formats.includes(format)) report(field, `does not belong to the format ${format}`);
  if (format === 'fixed' && !('widths' in set)) report('widths', 'is needed for the format fixed');
}

export const FileSet = z.strictObject(fileSet).superRefine(checkFormat);
export type FileSet = z.infer<typeof FileSet>;
/** Where the records of a handed-off object are archived and how much there is, in words of those who keep them. */
export const Archive = z.string().min(1).max(500).optional();
/** Files of a handed-off object: the columns to hand over. Without columns, rows are only counted. */
export const FileHandoff = z
  .strictObject({ ...fileSet, columns: z.array(z.string()).default([]), archive: Archive })
  .superRefine(checkFormat);
export type FileHandoff = z.infer<typeof FileHandoff>;
export const FileObject = z
  .strictObject({
    ...keyed,
    ...fileSet,
    fields: z.record(z.string(), FileField),
  })
  .superRefine(checkFormat);
export type FileObject = z.infer<typeof FileObject>;
/** A list of the operator's own identifiers of one kind: files, and the fields that have them. */
export const FileIdentifiers = z
  .strictObject({ ...fileSet, fields: z.array(z.string().min(1)).min(1) })
  .superRefine(checkFormat);
export type FileIdentifiers = z.infer<typeof FileIdentifiers>;
