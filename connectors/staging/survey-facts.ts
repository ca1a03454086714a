import { plainId } from '../../domain/identity.ts';
import { plainIdIn } from '../../domain/sql-identity.ts';
import { column } from '../../domain/sql-text.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { Survey, SurveyTable } from './survey-database.ts';
import { keyColumn } from './survey-tables.ts';

/** What one pass over a table says about a column. */
export interface Counts {
  column: string;
  filled: number;
  /** Approximate. */
  distinct: number;
  least: number;
  most: number;
  mean: number;
}

/** One pass over all columns of a table. */
export async function countValues(survey: Survey, { name, columns }: SurveyTable): Promise<Counts[]> {
  if (columns.length === 0) return [];
  const cells = columns
    .map(column)
    .flatMap((one) => [
      `count(${one})`,
      `approx_count_distinct(${one})`,
      ...['min', 'max', 'avg'].map((figure) => `coalesce(${figure}(length(${one})), 0)`),
    ]);
  const [row = []] = await survey.rows(`select ${cells.join(', ')} from ${column(name)}`);
  return columns.map((one, place) => {
    const [filled = 0, distinct = 0, least = 0, most = 0, mean = 0] = row.slice(5 * place, 5 * place + 5).map(Number);
    return { column: one, filled, distinct: Math.min(distinct, filled), least, most, mean };
  });
}

/** Rows evenly spread over a table, the same each time: the values of each column. */
export async function sampleValues(
  survey: Survey,
  { name, columns, rows }: SurveyTable,
  size: number,
): Promise<Map<string, string[]>> {
  const step = Math.max(1, Math.floor(rows / size));
  const values = new Map(columns.map((one) => [one, [] as string[]]));
  if (columns.length === 0) return values;
  const found = await survey.rows(
    `select ${columns.map(column).join(', ')} from ${column(name)} where rowid % ${step} = 0 limit ${size}`,
  );
  for (const row of found)
    columns.forEach((one, place) => {
      if (row[place] !== null) values.get(one)!.push(String(row[place]));
    });
  return values;
}

/** The most frequent values of a column, at most `limit`, with their rows. */
export async function topValues(
  survey: Survey,
  table: string,
  name: string,
  limit: number,
): Promise<{ value: string; rows: number }[]> {
  const found = await survey.rows(
    `select ${column(name)}, count(*) from ${column(table)} where ${column(name)} is not null
     group by 1 order by 2 desc, 1 limit ${limit}`,
  );
  return found.map(([value, rows]) => ({ value: String(value), rows: Number(rows) }));
}

/** Whether no two rows of a table have the same value in a column. */
export async function isUnique(survey: Survey, table: string, name: string): Promise<boolean> {
  const found = await survey.rows(
    `select 1 from ${column(table)} group by ${column(name)} having count(*) > 1 limit 1`,
  );
  return found.length === 0;
}

/** How many of some columns' sampled values are ids of an object: one query for all columns. */
export async function countContained(
  survey: Survey,
  object: LoadedObject,
  probes: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, number>> {
  const names = [...probes.keys()];
  await survey.run('create or replace table probe (probe varchar)');
  try {
    // A place and the value in one text, because texts are all that can be appended.
    const texts = names.flatMap((name, place) => probes.get(name)!.map((value) => `${place} ${plainId(value)}`));
    await survey.append('probe', texts);
    const found = await survey.rows(
      `select split_part(probe, ' ', 1), count(*) from probe
       where substr(probe, strpos(probe, ' ') + 1) in
         (select ${keyColumn} from ${column(object)} where ${keyColumn} is not null)
       group by 1`,
    );
    return new Map(found.map(([place, count]) => [names[Number(place)]!, Number(count)]));
  } finally {
    await survey.run('drop table if exists probe');
  }
}

/** How many rows of a column are ids of which of some objects. Rows without a value are left out. */
export async function countTargets(
  survey: Survey,
  table: string,
  name: string,
  objects: readonly LoadedObject[],
): Promise<{ objects: LoadedObject[]; rows: number }[]> {
  const tests = objects.map(
    (object) =>
      `${plainIdIn(column(name))} in (select ${keyColumn} from ${column(object)} where ${keyColumn} is not null)`,
  );
  const found = await survey.rows(
    `select ${tests.join(', ')}, count(*) from ${column(table)} where ${column(name)} is not null group by all`,
  );
  return found.map((row) => ({ objects: objects.filter((_, place) => row[place] === true), rows: Number(row.at(-1)) }));
}

/** Which of some columns each of them decides: the same value of one always goes with the same value of the other. */
export async function findDecided(
  survey: Survey,
  { name }: SurveyTable,
  from: readonly string[],
  to: readonly string[],
): Promise<Map<string, string[]>> {
  const decided = new Map<string, string[]>();
  for (const one of from) {
    const others = to.filter((other) => other !== one);
    if (others.length === 0) continue;
    const counts = others.map((other) => `max(${alias(other)})`).join(', ');
    const groups = others.map((other) => `count(distinct ${column(other)}) as ${alias(other)}`).join(', ');
    const [row = []] = await survey.rows(
      `select ${counts} from (select ${groups} from ${column(name)} where ${column(one)} is not null group by ${column(one)})`,
    );
    decided.set(
      one,
      others.filter((_, place) => Number(row[place] ?? 0) === 1),
    );
  }
  return decided;
}

const alias = (name: string): string => column(`count of ${name}`);

/** The keys of an object, a few, for their shapes. */
export async function sampleKeys(survey: Survey, object: LoadedObject, size: number): Promise<string[]> {
  const found = await survey.rows(
    `select ${keyColumn} from ${column(object)} where ${keyColumn} is not null order by rowid limit ${Math.trunc(size)}`,
  );
  return found.map(([key]) => String(key));
}
