import type { Survey } from '../../connectors/staging/survey-database.ts';
import { createRouteCounter, type RouteCounts } from '../../domain/route-counts.ts';
import { column } from '../../domain/sql-text.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';

/** How a load of these rows would route them: one query for each object of the survey. */
export async function countRoutes(
  survey: Survey,
  mapping: Pick<Mapping, 'modules'>,
): Promise<Map<LoadedObject, RouteCounts>> {
  const found = new Map<LoadedObject, RouteCounts>();
  for (const { object, columns, name } of survey.tables.filter(({ within }) => within === null)) {
    const counter = createRouteCounter(mapping, object);
    const fields = counter.fields.filter((field) => columns.includes(field));
    const cells = [...fields.map(column), 'count(*)'].join(', ');
    for await (const row of survey.stream(`select ${cells} from ${column(name)} group by all`)) {
      const values = fields.map((field, place): [string, string] => [field, String(row[place] ?? '')]);
      counter.add(Object.fromEntries(values), Number(row.at(-1)));
    }
    found.set(object, counter.result());
  }
  return found;
}
