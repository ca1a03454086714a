import type { Survey } from '../../connectors/staging/survey-database.ts';
import { noteRoutes, type RoutedGroup } from '../../connectors/staging/survey-lost.ts';
import { createRouteCounter, type RouteCounts } from '../../domain/route-counts.ts';
import { isUnsound } from '../../domain/quality/conditions.ts';
import { column } from '../../domain/sql-text.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';

/**
 * How a load of these rows would route them: one query for each object of the survey. Notes the route of each record, and
 * which ones it would leave out, so that what refers to them can be counted.
 */
export async function countRoutes(
  survey: Survey,
  mapping: Pick<Mapping, 'modules'>,
): Promise<Map<LoadedObject, RouteCounts>> {
  const found = new Map<LoadedObject, RouteCounts>();
  for (const { object, columns, name } of survey.tables.filter(({ within }) => within === null)) {
    const counter = createRouteCounter(mapping, object);
    const fields = counter.fields.filter((field) => columns.includes(field));
    await noteRoutes(survey, object, fields, groups());
    found.set(object, counter.result());

    async function* groups(): AsyncGenerator<RoutedGroup> {
      const cells = [...fields.map(column), isUnsound(object), 'count(*)'].join(', ');
      for await (const row of survey.stream(`select ${cells} from ${column(name)} group by all`)) {
        const values = fields.map((_, place) => String(row[place] ?? ''));
        const record = Object.fromEntries(fields.map((field, place): [string, string] => [field, values[place]!]));
        const route = counter.add(record, Number(row.at(-1)), row.at(-2) === true);
        yield [...values, route === null ? '' : String(route)];
      }
    }
  }
  return found;
}
