import type { RecordKey, TransformedRow } from '../../schemas/record.ts';
import type { LoadedObject } from '../../schemas/terms.ts';

/** The columns of the lines that `transformedLines` makes. */
export const transformedColumns =
  'kind, seq, key, module, object, base, custom, refs, outcome, survivor, reason, field, rule';

const special = /[\\\t\n\r]/;

/** One value in COPY's text format. https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
const cell = (text: string): string =>
  special.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text;

/**
 * One transformed row as lines of COPY: the record or the decision, and its remarks.
 * @param seq orders the rows of a run; each row has its own
 */
export function transformedLines(row: TransformedRow, object: LoadedObject, seq: number): string {
  let lines = '';
  const { module: ofRow } = row.kind === 'queued' ? row.record : row.decided;
  for (const { key, field, rule } of row.remarks)
    lines += `remark\t${seq}\t${cell(key)}\t${ofRow}\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t${cell(field)}\t${cell(rule)}\n`;
  if (row.kind === 'queued') {
    const { key, module, base, custom, refs } = row.record;
    const customText = isEmpty(custom) ? '\\N' : cell(JSON.stringify(custom));
    const list = refs.map((ref) => JSON.stringify(ref)).join(',');
    return `${lines}queued\t${seq}\t${cell(key)}\t${module}\t${object}\t${cell(JSON.stringify(base))}\t${customText}\t${cell(`{${list}}`)}\t\\N\t\\N\t\\N\t\\N\t\\N\n`;
  }
  const { key, module, outcome, survivor, reason } = row.decided;
  const survivorText = survivor === undefined ? '\\N' : cell(survivor);
  return `${lines}decided\t${seq}\t${cell(key)}\t${module}\t${object}\t\\N\t\\N\t\\N\t${outcome}\t${survivorText}\t${cell(reason)}\t\\N\t\\N\n`;
}

/** A key whose row was changed or has vanished, as a line of COPY. */
export const touchedLine = (key: RecordKey, object: LoadedObject): string =>
  `touched\t0\t${cell(key)}\t\\N\t${object}${'\t\\N'.repeat(8)}\n`;

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}
