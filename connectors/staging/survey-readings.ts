import { longestRead } from '../../domain/quality/limits.ts';
import type { Reading } from '../../domain/quality/readings.ts';
import { column } from '../../domain/sql-text.ts';
import type { Survey } from './survey-database.ts';

/** Reads columns for conditions that compare their values, each column once. */
export interface Readings {
  /** Makes the function that conditions call. False: the column has values, and none of them can be read. */
  prepare(reading: Reading): Promise<boolean>;
}

export function openReadings(survey: Survey): Readings {
  const made = new Map<string, Promise<boolean>>();
  return {
    prepare(reading) {
      const known = made.get(reading.name) ?? readColumn(survey, reading);
      made.set(reading.name, known);
      return known;
    },
  };
}

/** Names that no column of a source has: a condition gives its own columns to the function. */
const [textOf, readAs] = [column('#text'), column('#read')];

/** Reads each different text that is not plain. Memory does not grow with them. */
async function readColumn(survey: Survey, { table, column: name, type, ...reading }: Reading): Promise<boolean> {
  const [from, value, texts] = [column(table), column(name), column(`${reading.name} texts`)];
  const plain = reading.isPlain(value);
  await survey.run(`create or replace table ${texts} (${textOf} varchar, ${readAs} varchar)`);
  const found = survey.stream(
    `select distinct ${value} from ${from} where not (${plain}) and length(${value}) <= ${longestRead}`,
  );
  const seen = { read: 0, unread: 0 };
  async function* read(): AsyncGenerator<[string, string]> {
    for await (const [one] of found) {
      const text = String(one);
      const as = reading.read(text);
      if (as === null) seen.unread += 1;
      else if (as !== '') {
        seen.read += 1;
        yield [text, as];
      }
    }
  }
  await survey.append(`${reading.name} texts`, read());
  const others = seen.read === 0 ? 'null' : `(select try_cast(${readAs} as ${type}) from ${texts} where ${textOf} = x)`;
  await survey.run(
    `create or replace macro ${column(reading.name)}(x) as
     case when ${reading.isPlain('x')} then try_cast(x as ${type}) else ${others} end`,
  );
  if (seen.read > 0 || seen.unread === 0) return true;
  return (await survey.rows(`select 1 from ${from} where ${plain} limit 1`)).length > 0;
}
