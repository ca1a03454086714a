import { plainIdIn } from '../../domain/sql-identity.ts';
import { column, literal } from '../../domain/sql-text.ts';
import { withTables } from './compare-csv.ts';
import { withDuckDb } from './duckdb.ts';
import type { StagingStore } from './port.ts';

/** A staged file of one object, and the file with clusters of duplicates: one cluster a line, as JSON. */
export interface MemberFiles {
  clusters: string;
  object: string;
  path: string;
  /** The column that holds the ids. */
  key: string;
}

/** Writes the rows of an object that are a member of one of the clusters into a local file, as CSV with a header. */
export async function writeMemberRows(
  staging: StagingStore,
  { clusters, object, path, key }: MemberFiles,
  to: string,
): Promise<void> {
  await staging.withLocalFile(clusters, (found) =>
    staging.withLocalFile(path, (rows) =>
      withTables((tableOf) =>
        withDuckDb((connection) =>
          connection.run(
            `copy (select * from ${tableOf(rows)} where ${plainIdIn(column(key))} in (
                 select unnest(ids) from read_json(${literal(found)}, format = 'newline_delimited',
                   columns = {object: 'VARCHAR', ids: 'VARCHAR[]'}) where object = ${literal(object)}))
               to ${literal(to)} (header, delimiter ',', quote '"', escape '"')`,
          ),
        ),
      ),
    ),
  );
}
