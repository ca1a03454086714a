import { placeIn } from '../../domain/quality/conditions.ts';
import { longestRead, mostChosen, type Unjudged } from '../../domain/quality/limits.ts';
import type { Reading } from '../../domain/quality/readings.ts';
import type { Search } from '../../domain/quality/rule.ts';
import type { Dependency } from '../../domain/quality/settings.ts';
import { column, literal } from '../../domain/sql-text.ts';
import type { Finding } from '../../schemas/quality.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { StagingStore } from './port.ts';
import type { Survey } from './survey-database.ts';
import { topValues } from './survey-facts.ts';
import { idOf, openLost, recordIn, rowIn, type Lost } from './survey-lost.ts';
import { openReadings } from './survey-readings.ts';

/** Rows that a rule found, in the temporary database of the survey. */
export interface Findings {
  /**
   * Searches, and says what it could not look at.
   * @param blocks such records are not loaded
   */
  add(rule: string, search: Search, blocks: boolean): Promise<Missed>;
  /** What a rule found, by object, field and case; `blocked` are the records that are not loaded. */
  of(rule: string): Promise<{ rows: number; blocked: number; findings: Finding[] }>;
  /**
   * Records that would be loaded if one rule found nothing, with those that refer to them. Without a rule: if none did, and the
   * mapping left nothing out.
   */
  blockedBy(rule: string | null, dependencies: readonly Dependency[]): Promise<Lost[]>;
  /** Writes all of them to staging, for the people who correct the source. */
  write(staging: StagingStore, path: string): Promise<void>;
}

/** What a search could not look at. */
export interface Missed {
  /** Columns without a value that can be read: without them, nothing was searched. */
  unread: Reading[];
  /** Values that were not judged. All others were. */
  unjudged: Unjudged[];
}

/** Ids of records that are shown of each finding. */
const samples = 5;

export async function openFindings(survey: Survey): Promise<Findings> {
  await survey.run(
    `create table hit (rule varchar, object varchar, id varchar, record varchar, place bigint, field varchar, detail varchar, blocks boolean)`,
  );
  const counted = new Map<
    string,
    { object: ExtractedObject; field: string | null; detail: string | null; rows: number }[]
  >();
  await survey.run('create table judged (value varchar)');
  const readings = openReadings(survey);
  const lost = openLost(survey);
  return {
    async add(rule, search, blocks) {
      const { table, object, field, detail = null, where, reads = [], isByPlace = false } = search;
      const unread: Reading[] = [];
      for (const one of reads) if (!(await readings.prepare(one))) unread.push(one);
      if (unread.length > 0) return { unread, unjudged: [] };
      const unjudged = await judge(survey, search);
      if (search.isGeneral === true) {
        const [row] = await survey.rows(`select count(*) from ${column(table)} where ${where}`);
        counted.set(rule, [...(counted.get(rule) ?? []), { object, field, detail, rows: Number(row?.[0]) }]);
        return { unread, unjudged };
      }
      // Several records can have the same id; several lines are of one record.
      const record = recordIn(table, object);
      const cells = [
        ...[literal(rule), literal(object), isByPlace ? rowIn(table, object) : idOf(table, object), record],
        placeIn(table, object),
        ...[orNull(field), orNull(detail), String(blocks)],
      ];
      await survey.run(`insert into hit select distinct ${cells.join(', ')} from ${column(table)} where ${where}`);
      return { unread, unjudged };
    },
    async of(rule) {
      const cases = await survey.rows(
        `select object, field, detail, count(*), min(id, ${samples})
         from (select distinct object, field, detail, id, place from hit where rule = ${literal(rule)})
         group by all order by object, field, detail`,
      );
      const findings = cases.map(([object, field, detail, count, ids]): Finding => {
        const list = ids as { items: readonly unknown[] };
        return {
          object: object as ExtractedObject,
          field: field === null ? null : String(field),
          detail: detail === null ? null : String(detail),
          rows: Number(count),
          samples: [...new Set(list.items.map(String))],
        };
      });
      const general = (counted.get(rule) ?? []).filter(({ rows }) => rows > 0).map((one) => ({ ...one, samples: [] }));
      const [all] = await survey.rows(
        // A record that was found in a field and in its lines is one record.
        `select count(*), count(*) filter (where blocked)
         from (select bool_or(blocks) as blocked from hit where rule = ${literal(rule)} group by object, place)`,
      );
      const [rows, blocked] = [Number(all?.[0]) + sumOfObjects(general), Number(all?.[1])];
      return { rows, blocked, findings: [...findings, ...general] };
    },
    blockedBy: (rule, dependencies) => lost.blockedBy(rule, dependencies),
    write: (staging, path) =>
      survey.write(
        'select distinct object, id, rule, field, detail from hit order by object, id, rule, field',
        staging,
        path,
      ),
  };
}

/** Records with something in one of their columns, at least: as many as the column has in which most was found. */
function sumOfObjects(general: Pick<Finding, 'object' | 'rows'>[]): number {
  const most = new Map<ExtractedObject, number>();
  for (const { object, rows } of general) most.set(object, Math.max(rows, most.get(object) ?? 0));
  return [...most.values()].reduce((sum, rows) => sum + rows, 0);
}

const orNull = (text: string | null): string => (text === null ? 'null' : literal(text));

/** Puts the values that a rule finds into the table that its condition reads. Returns what it could not judge. */
async function judge(survey: Survey, { table, judged }: Search): Promise<Unjudged[]> {
  if (judged === undefined) return [];
  const value = column(judged.column);
  await survey.run('delete from judged');
  if ('choose' in judged) {
    const values = await topValues(survey, table, judged.column, mostChosen + 1);
    const isTooMany = values.length > mostChosen;
    await survey.append('judged', isTooMany ? [] : judged.choose(values));
    return isTooMany ? [{ table, column: judged.column, long: null }] : [];
  }
  const among = judged.among === undefined ? '' : `and (${judged.among})`;
  const values = survey.stream(
    `select distinct ${value} from ${column(table)} where length(${value}) <= ${longestRead} ${among}`,
  );
  async function* found(): AsyncGenerator<string> {
    for await (const [one] of values)
      if (judged && 'isFound' in judged && judged.isFound(String(one))) yield String(one);
  }
  await survey.append('judged', found());
  const [row] = await survey.rows(
    `select count(*) from ${column(table)} where length(${value}) > ${longestRead} ${among}`,
  );
  const long = Number(row?.[0]);
  return long > 0 ? [{ table, column: judged.column, long }] : [];
}
