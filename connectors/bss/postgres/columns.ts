import { namedColumns } from '../../../schemas/profile-credentials.ts';
import type { PostgresProfile } from '../../../schemas/profile.ts';
import { ConnectorError } from '../../error.ts';
import { checkBuckets, checkQuery, checkUpdated, profileError } from '../check-fields.ts';
import type { DescribesObjects } from '../port.ts';
import { columnsOfEach } from '../profile-objects.ts';
import type { Database } from './database.ts';
import { selectNoRows } from './queries.ts';

/** The columns of all objects. The queries of handoffs, credentials and documents are checked as well. */
export async function readColumns(
  database: Database,
  profile: PostgresProfile,
): ReturnType<DescribesObjects['columns']> {
  const { objects, handoff, identifiers, documentContent, never } = profile;
  const columns = await columnsOfEach(objects, async (object, { query, updated }) => {
    const names = await columnsOf(database, { what: object, query, never });
    checkUpdated(object, updated, names);
    return names;
  });
  for (const [object, { snapshot, summary, byAccount }] of Object.entries(handoff)) {
    const query = snapshot ?? summary;
    const names = query === undefined ? [] : await columnsOf(database, { what: object, query, never });
    if (object === 'ocs_buckets') checkBuckets(profile.buckets, names);
    if (byAccount !== undefined) await columnsOf(database, { what: object, query: byAccount, never });
  }
  if (!handoff.ocs_buckets) checkBuckets(profile.buckets, []);
  for (const [kind, query] of Object.entries(identifiers)) {
    const names = await columnsOf(database, { what: `identifiers.${kind}`, query, never: [] });
    if (names.length !== 1) throw oneColumn(kind, names.length);
  }
  for (const [list, described] of Object.entries(profile.credentials)) {
    const what = `credentials.${list}`;
    const names = await columnsOf(database, { what, query: described.query, never: [] });
    const missing = namedColumns(described).filter((column) => !names.includes(column));
    if (missing.length > 0) throw profileError(`The query of ${what} does not select ${missing.join(', ')}.`);
  }
  if (documentContent) checkQuery('documentContent', documentContent, [], never);
  return columns;
}

const oneColumn = (kind: string, columns: number) =>
  new ConnectorError(
    'configuration',
    `The query of identifiers.${kind} has ${columns} columns. Nothing was read. Select one column with the identifiers.`,
  );

/**
 * The columns of a query.
 * @throws ConnectorError `configuration` when the query is wrong, or uses a name that `never` lists
 */
export async function columnsOf(
  database: Database,
  { what, query, never }: { what: string; query: string; never: string[] },
): Promise<string[]> {
  const { fields } = await database.withConnection(what, (connection) => connection.query(what, selectNoRows(query)));
  const names = fields.map((field) => field.name);
  checkQuery(what, query, names, never);
  return names;
}
