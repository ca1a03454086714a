import type { Erasure } from '../../schemas/erasure.ts';
import { counted, page, section, table } from './markdown.ts';

/** The columns of a table of what is erased. */
export const erasureColumns = ['Where', 'What', 'Count'];

export const erasureRows = ({ files, rows }: Erasure): (string | number)[][] => [
  ['staging', 'files', files],
  ...rows.map(({ what, rows: count }) => ['ledger', what, count]),
];

/** The record of what was erased after the end of an engagement. */
export const erasureDocument = (erasure: Erasure): string =>
  page(
    'Personal data erased',
    `Engagement \`${erasure.engagement}\`, ${String(erasure.erasedAt)}, ${counted(erasure.days, 'day')} or more after its last act.`,
    section('What was erased', table(erasureColumns, erasureRows(erasure))),
    section(
      'What stays',
      'The audit chain, sign-offs, decisions, reports, documents, and the key and outcome of every record. What was handed to other teams, and the backups and the write-ahead log of the Postgres server, are no part of this.',
    ),
  );
