import { digestLine } from '../../connectors/staging/groups.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { readRows, type Row } from '../../connectors/staging/rows.ts';
import { comparableKey } from '../../domain/identity.ts';
import type { RowMapper } from '../../domain/map-record.ts';
import type { ComparedRow, RowDecisions } from '../../domain/possible-duplicates/join-rows.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { QueuedRecord } from '../../schemas/record.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { surveyPath } from '../discovery/stage-survey.ts';
import { compareRows, lists } from '../transform/compare-rows.ts';

/** The staged survey, and how its rows become records. */
export interface SurveyedRows {
  staging: StagingStore;
  slug: string;
  mapping: Mapping;
  mapper: RowMapper;
  /** What people decided about possible duplicates. */
  decisions: ReadonlyMap<LoadedObject, RowDecisions>;
}

/**
 * The records that the rows of the staged survey become: duplicates are merged, and what is excluded or rejected is left out, by
 * the same functions as in a load.
 */
export async function* surveyRecords(survey: SurveyedRows, object: LoadedObject): AsyncGenerator<QueuedRecord> {
  const { staging, slug, mapping, mapper, decisions } = survey;
  const rows = () => numbered(readRows(staging, surveyPath(slug, object)));
  const { earlier, survivors } = await compareRows(
    {
      async *compared() {
        for await (const [row, number] of rows()) {
          const { key, duplicates } = mapper.compare(object, row);
          const values = key === null ? duplicates.map(() => null) : duplicates;
          yield Buffer.from(digestLine(number, [key === null ? null : comparableKey(key), ...values]));
        }
      },
      async look(wanted) {
        const chosen = new Set(wanted);
        const found: ComparedRow[] = [];
        for await (const [row, number] of rows()) {
          if (!chosen.has(number)) continue;
          const made = mapper.transform({ object, place: `row ${number}`, row, earlier: null, survivor: null });
          const { key, route } = mapper.compare(object, row);
          found.push({ row: number, key, isRecord: made.kind === 'queued', route });
        }
        return found;
      },
    },
    lists(mapping, object),
    decisions.get(object) ?? null,
  );
  for await (const [row, number] of rows()) {
    const others = { earlier: earlier.get(number) ?? null, survivor: survivors.get(number) ?? null };
    const made = mapper.transform({ object, place: `row ${number}`, row, ...others });
    if (made.kind === 'queued') yield made.record;
  }
}

async function* numbered(rows: AsyncIterable<Row>): AsyncGenerator<[Row, number]> {
  let number = 0;
  for await (const row of rows) {
    number += 1;
    yield [row, number];
  }
}
