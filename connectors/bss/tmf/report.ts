/** What was unusual while a list was read. */
export interface ReadingReport {
  /** Different records. */
  distinct: number;
  /** Records that came more than once. */
  repeated: number;
  /** Positions, from 0, of records that the server can't return in a list. */
  unreadable: number[];
  /** Ids of records that are in a list, but can't be read completely. */
  incomplete: string[];
  /** How many records refer to a missing one, by the name of the reference. */
  missing: Record<string, number>;
  /** The last total that the server gave. It may be wrong. */
  total: number | null;
  /** The server returns all records, whatever page is requested. */
  ignoresPaging: boolean;
}

export const newReport = (): ReadingReport => ({
  distinct: 0,
  repeated: 0,
  unreadable: [],
  incomplete: [],
  missing: {},
  total: null,
  ignoresPaging: false,
});

/** A report as sentences for people. */
export function remarksOf({
  distinct,
  repeated,
  unreadable,
  incomplete,
  missing,
  total,
  ignoresPaging,
}: ReadingReport): string[] {
  const remarks: string[] = [];
  if (total !== null && total !== distinct)
    remarks.push(`the server counts ${total} records, but returned ${distinct} different ones`);
  if (repeated > 0) remarks.push(`${repeated} records came twice`);
  if (unreadable.length > 0) {
    const positions = unreadable.slice(0, 20).join(', ');
    remarks.push(`the server can't return ${unreadable.length} records, at position ${positions}`);
  }
  if (incomplete.length > 0)
    remarks.push(
      `the server can't return ${incomplete.length} records, with the id ${incomplete.slice(0, 20).join(', ')}`,
    );
  for (const [name, count] of Object.entries(missing))
    remarks.push(`${count} records refer to a ${name} that does not exist`);
  if (ignoresPaging) remarks.push('the server returns all records, whatever page is requested');
  return remarks;
}
