import { transformedLines } from '../../connectors/ledger/copy-text.ts';
import { digestLine } from '../../connectors/staging/groups.ts';
import { parseSection, type Row } from '../../connectors/staging/rows.ts';
import { comparableId, comparableKey } from '../../domain/identity.ts';
import type { RowMapper } from '../../domain/map-record.ts';
import type { ComparedRow } from '../../domain/possible-duplicates/join-rows.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { mapperOf, type Setup } from './setup.ts';

/** The rows of a section of a staged file. */
export interface SectionRows {
  setup: Setup;
  object: LoadedObject;
  /** The line with the names of the columns. */
  header: string;
  csv: Uint8Array;
  /** Number of the first row in its file, from 1. */
  firstRow: number;
  rows: number;
}

/** What other rows of the file say about the rows of a section, by the number of the row. */
export interface RowFacts {
  /** Key of an earlier row that Zoho can't tell apart from the key of this row. */
  earlier: Map<number, RecordKey | null>;
  /** Key of the record that the row is merged into. */
  survivors: Map<number, RecordKey>;
  /** Rows that are one record with another one because people said so. */
  byPeople: Map<number, true>;
  /** Why a row is not merged as the mapping or a decision says. */
  notes: Map<number, string>;
}

export interface SectionWork {
  /** Lines of `digestLine` with what each row is compared by. */
  compare: { task: SectionRows; result: Uint8Array };
  /** The keys of the wanted rows, and whether they become records. */
  look: { task: SectionRows & { wanted: number[] }; result: ComparedRow[] };
  /** Lines of `transformedLines`. `only`: comparable ids of the rows to transform, beside those that are merged. `seqOffset` + number of the row orders the rows of a run. */
  transform: { task: SectionRows & RowFacts & { seqOffset: number; only: string[] | null }; result: Uint8Array };
}

/** Names a row that has no key. */
const placeOf = (number: number) => `row ${number}`;

function eachRow(section: SectionRows, act: (row: Row, number: number, mapper: RowMapper) => void): void {
  const mapper = mapperOf(section.setup);
  let number = section.firstRow - 1;
  parseSection(section, (row) => {
    number += 1;
    act(row, number, mapper);
  });
}

/** Work on a section that only computes. It runs in a thread, or here for a small file. */
export const sectionWork: {
  [Name in keyof SectionWork]: (task: SectionWork[Name]['task']) => SectionWork[Name]['result'];
} = {
  compare(task) {
    let lines = '';
    eachRow(task, (row, number, mapper) => {
      const { key, duplicates } = mapper.compare(task.object, row);
      const values = key === null ? duplicates.map(() => null) : duplicates;
      lines += digestLine(number, [key === null ? null : comparableKey(key), ...values]);
    });
    return Buffer.from(lines);
  },
  look(task) {
    const wanted = new Set(task.wanted);
    const found: ComparedRow[] = [];
    eachRow(task, (row, number, mapper) => {
      if (!wanted.has(number)) return;
      const { object } = task;
      const made = mapper.transform({ object, place: placeOf(number), row, earlier: null, survivor: null });
      const { key, route } = mapper.compare(object, row);
      found.push({ row: number, key, isRecord: made.kind === 'queued', route });
    });
    return found;
  },
  transform(task) {
    const { object, earlier, survivors, byPeople, notes, seqOffset, only } = task;
    const ids = only && new Set(only);
    const keyField = task.setup.keyFields[object] ?? '';
    let lines = '';
    eachRow(task, (row, number, mapper) => {
      if (ids && !survivors.has(number) && !ids.has(comparableId(row[keyField] ?? ''))) return;
      const place = placeOf(number);
      const others = { earlier: earlier.get(number) ?? null, survivor: survivors.get(number) ?? null };
      const made = mapper.transform({ object, place, row, ...others, byPeople: byPeople.has(number) });
      const rule = notes.get(number);
      if (rule !== undefined) {
        const { key } = made.kind === 'queued' ? made.record : made.decided;
        made.remarks.push({ key, field: 'dedupe', rule });
      }
      lines += transformedLines(made, object, seqOffset + number);
    });
    return Buffer.from(lines);
  },
};
