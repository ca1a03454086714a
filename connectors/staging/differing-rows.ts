import { column, literal } from '../../domain/sql-text.ts';
import { withTables } from './compare-csv.ts';
import { withDuckDb } from './duckdb.ts';

/** Files with the rows that only one of two staged files has. A row that is repeated differently often is in both. */
export interface DifferingRows {
  /** Rows that only the later file has. */
  added: string;
  /** Rows that only the earlier file has. */
  removed: string;
}

/**
 * Compares two staged files by whole rows, without regard to their order, and writes the rows that differ to `added` and
 * `removed`, in the order of the files.
 * @param columns the columns of both files
 * @returns number of rows in `added` and `removed`
 */
export async function writeDifferingRows(
  { earlier, later, columns }: { earlier: string; later: string; columns: string[] },
  { added, removed }: DifferingRows,
): Promise<number> {
  const names = columns.map(column).join(', ');
  return withTables((tableOf) => {
    const digests = (path: string) =>
      `select md5(to_json(t)::varchar) as digest, count(*) as count from (select ${names} from ${tableOf(path)}) t group by 1`;
    const rows = (path: string, to: string) =>
      `copy (select ${names} from (select ${names} from ${tableOf(path)}) t
         where md5(to_json(t)::varchar) in (select digest from differing))
       to ${literal(to)} (header, delimiter ',', quote '"', escape '"')`;
    return withDuckDb(async (connection) => {
      await connection.run(
        `create temp table differing as
         select coalesce(a.digest, b.digest) as digest
         from (${digests(later)}) a full join (${digests(earlier)}) b using (digest)
         where a.count is distinct from b.count`,
      );
      const written = [
        await connection.runAndReadAll(rows(later, added)),
        await connection.runAndReadAll(rows(earlier, removed)),
      ];
      return written.reduce((sum, result) => sum + Number(result.getRows()[0]?.[0] ?? 0), 0);
    });
  });
}
