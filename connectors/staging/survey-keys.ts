import { repeatedId } from '../../domain/identity.ts';
import { key, repeats, routed, unsound } from '../../domain/quality/conditions.ts';
import { column, literal } from '../../domain/sql-text.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { Survey } from './survey-database.ts';

/** Makes the tables of what is known of rows beside their columns, and notes the rows whose id an earlier row has. */
export async function noteRepeated(survey: Survey): Promise<void> {
  await survey.run(`create or replace table ${routed} (object varchar, place bigint, route integer)`);
  await survey.run(`create or replace table ${unsound} (object varchar, place bigint, problem varchar)`);
  for (const { name, object } of survey.tables.filter(({ within }) => within === null))
    await survey.run(
      `insert into ${unsound} select ${literal(object)}, rowid, ${literal(repeatedId(true))}
       from ${column(name)} where ${repeats(object, [key])}`,
    );
}

/** Notes rows whose id has a problem. @param places of the rows, from 0 on */
export async function noteUnsound(
  survey: Survey,
  object: ExtractedObject,
  problem: string,
  places: readonly number[],
): Promise<void> {
  const read = column('#places');
  await survey.run(`create or replace table ${read} (place varchar)`);
  await survey.append('#places', places.map(String));
  await survey.run(`insert into ${unsound} select ${literal(object)}, place::bigint, ${literal(problem)} from ${read}`);
  await survey.run(`drop table ${read}`);
}
