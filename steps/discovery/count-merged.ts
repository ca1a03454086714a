import { groupRows } from '../../connectors/staging/groups.ts';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import { clustersOf } from '../../domain/clusters.ts';
import type { Merges } from '../../domain/duplicate-search/merges.ts';
import { isUnsound } from '../../domain/quality/conditions.ts';
import { column } from '../../domain/sql-text.ts';
import type { LoadedObject } from '../../schemas/terms.ts';

/** How many records of an object a load merges with another one, because they are equal in a list of `dedupe`. */
export async function countMerged(
  survey: Survey,
  object: LoadedObject,
  { columns, lists, compared }: Merges,
): Promise<number> {
  if (lists === 0) return 0;
  // A custom field that no row has is no column.
  const present = columns.filter((name) => survey.tables.find((one) => one.name === object)?.columns.includes(name));
  async function* rows(): AsyncGenerator<(string | null)[]> {
    const cells = [...present.map(column), '1'].join(', ');
    for await (const row of survey.stream(`select ${cells} from ${column(object)} where not ${isUnsound(object)}`))
      yield compared(Object.fromEntries(present.map((name, place) => [name, String(row[place] ?? '')])));
  }
  const clusters = clustersOf(await groupRows(rows(), lists));
  return clusters.size - new Set(clusters.values()).size;
}
