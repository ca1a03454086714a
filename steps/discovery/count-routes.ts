import type { Survey } from '../../connectors/staging/survey-database.ts';
import { noteLeftOut } from '../../connectors/staging/survey-lost.ts';
import { createRouteCounter, type RouteCounts } from '../../domain/route-counts.ts';
import { column } from '../../domain/sql-text.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';

/**
 * How a load of these rows would route them: one query for each object of the survey. Notes which records it would leave out, so
 * that what refers to them can be counted.
 */
export async function countRoutes(
  survey: Survey,
  mapping: Pick<Mapping, 'modules'>,
): Promise<Map<LoadedObject, RouteCounts>> {
  const found = new Map<LoadedObject, RouteCounts>();
  for (const { object, columns, name, rows } of survey.tables.filter(({ within }) => within === null)) {
    const counter = createRouteCounter(mapping, object);
    const fields = counter.fields.filter((field) => columns.includes(field));
    if (fields.length === 0) {
      if (counter.add({}, rows)) await noteLeftOut(survey, object, null);
    } else await noteLeftOut(survey, object, { fields, values: leftOut() });
    found.set(object, counter.result());

    async function* leftOut(): AsyncGenerator<string[]> {
      const cells = [...fields.map(column), 'count(*)'].join(', ');
      for await (const row of survey.stream(`select ${cells} from ${column(name)} group by all`)) {
        const values = fields.map((_, place) => String(row[place] ?? ''));
        const record = Object.fromEntries(fields.map((field, place): [string, string] => [field, values[place]!]));
        if (counter.add(record, Number(row.at(-1)))) yield values;
      }
    }
  }
  return found;
}
