import { z } from 'zod';
import { checkFormat, fileSet } from './profile-files.ts';

/** The name of a list of credentials. It is part of a file's name. */
export const ListName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be at most 30 lower-case letters, digits or dashes, starting with a letter');

/** What a column with a credential has. */
const Credential = z.strictObject({
  /** What people call it, such as `OPc` or `SIP password`. Without it, the name of the column. */
  name: z.string().min(1).max(40).optional(),
  /** What it is used by, such as Milenage; or the column that says so. */
  algorithm: z.union([z.string().min(1).max(40), z.strictObject({ column: z.string().min(1) })]).optional(),
});

export const credentialList = {
  /** The system that has them, in words that the network team uses. */
  place: z.string().min(1).max(100),
  /** The column that says whose they are. */
  subscriber: z.string().min(1),
  /** The columns with credentials. Other columns of the list are handed over beside them. */
  credentials: z.record(z.string().min(1), Credential).refine((given) => Object.keys(given).length > 0, 'is empty'),
};

/** A list of credentials, as every kind of source describes it. */
export type CredentialList = z.infer<z.ZodObject<typeof credentialList>>;

/** The columns that the list itself names, which its rows must have. */
export const namedColumns = ({ subscriber, credentials }: CredentialList): string[] => [
  subscriber,
  ...Object.entries(credentials).flatMap(([column, { algorithm }]) => [
    column,
    ...(typeof algorithm === 'object' ? [algorithm.column] : []),
  ]),
];

/** A column that the inventory shows in clear must not be one with a credential. */
function checkShown({ subscriber, credentials }: CredentialList, context: z.RefinementCtx): void {
  const report = (path: string[]) =>
    context.addIssue({
      code: 'custom',
      path,
      message: 'is a column with a credential, and the inventory would show it',
    });
  if (subscriber in credentials) report(['subscriber']);
  for (const [column, { algorithm }] of Object.entries(credentials))
    if (typeof algorithm === 'object' && algorithm.column in credentials) report(['credentials', column, 'algorithm']);
}

/** Reports columns that the list names and its rows don't have. */
export function checkColumns(list: CredentialList, has: string[], field: string, context: z.RefinementCtx): void {
  checkShown(list, context);
  for (const column of namedColumns(list))
    if (!has.includes(column))
      context.addIssue({ code: 'custom', path: [field], message: `has no ${column}, which the list names` });
}

/** Credentials of subscribers in one system of the network: a query. */
const QueryCredentials = z.strictObject({ ...credentialList, query: z.string().min(10) }).superRefine(checkShown);
export const PostgresCredentials = z.record(ListName, QueryCredentials).default({});

const SetCredentials = z
  .strictObject({ ...credentialList, ...fileSet, columns: z.array(z.string()).min(1) })
  .superRefine((list, context) => {
    checkFormat(list, context);
    if (list.badRows === 'keep')
      context.addIssue({ code: 'custom', path: ['badRows'], message: 'must be stop: a credential must not be lost' });
    checkColumns(list, list.columns, 'columns', context);
  });
export const FilesCredentials = z.record(ListName, SetCredentials).default({});

/** Files of an export, which are encrypted while they are received: what must be complete before it is read would be stored. */
const StreamedCredentials = SetCredentials.superRefine(({ files, format }, context) => {
  if (format === 'xlsx')
    context.addIssue({
      code: 'custom',
      path: ['format'],
      message: 'must not be xlsx: a workbook would be stored in clear',
    });
  if (files.includes('/'))
    context.addIssue({
      code: 'custom',
      path: ['files'],
      message: 'must not be in an archive, which would be stored in clear',
    });
});
export const BulkCredentials = z.record(ListName, StreamedCredentials).default({});
