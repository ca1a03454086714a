import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';

/** What one request asks for: a window, or the address that the server named for the next page. */
export type PageRequest = { offset: number; limit: number } | { address: string };

/** A server's answer, after retries: a 5xx here is one for good. */
export interface PageAnswer {
  status: number;
  rows: JsonObject[];
  /** Address of a `next` link, whole. */
  next: string | null;
  /** Records by the server's own count. */
  total: number | null;
}

/** What was odd about a reading. It is told, whatever the records are. */
export interface PagingReport {
  distinct: number;
  /** Records that came on two pages. */
  repeated: number;
  /** Places, from 0, whose record the server can't give. */
  unreadable: number[];
  /** Records that refer to one that is not there, by what they refer to. */
  missing: Record<string, number>;
  /** The last total that the server told; it may lie. */
  total: number | null;
  /** The server gives everything whatever window is asked for. */
  ignoresPaging: boolean;
}

/** Statuses of a window that may be given when it is smaller: too large, broken, too slow. */
const isTooMuch = (status: number) => [413, 500, 504].includes(status);

/** Unreadable records in a row after which it is the server that is broken, and not they. */
const mostInARow = 50;

/**
 * Every record of a TM Forum resource once, from servers that page as they like. Windows advance by the rows received,
 * never by the limit asked for, because a server may cap its pages. Neither a short page nor the total is the end: only an
 * empty page, a 416, or one without a new record. A window that the server can't give is halved down to the record that
 * is to blame, which is reported and left out.
 * @throws ConnectorError `contract` when links lead in a circle, the server gives nothing any more, or an answer is of
 * another kind
 */
export async function* readPages(
  resource: string,
  fetchPage: (request: PageRequest) => Promise<PageAnswer>,
  { limit, idOf }: { limit: number; idOf: (row: JsonObject) => string },
  report: PagingReport,
): AsyncGenerator<JsonObject[]> {
  const seen = new Set<string>();
  const followed = new Set<string>();
  let offset = 0;
  let address: string | null = null;

  /** The rows that were not seen before. */
  const take = (rows: JsonObject[]): JsonObject[] => {
    const fresh = rows.filter((row) => {
      const id = idOf(row);
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
    // A page of nothing new is how some servers tell the end.
    if (fresh.length > 0) report.repeated += rows.length - fresh.length;
    report.distinct = seen.size;
    return fresh;
  };

  /** A window that may hold unreadable records; null at the end. */
  const readWindow = async (from: number, size: number): Promise<JsonObject[] | null> => {
    const answer = await fetchPage({ offset: from, limit: size });
    if (!isTooMuch(answer.status)) {
      offset = from + answer.rows.length;
      return pageOf(answer);
    }
    if (size === 1 && answer.status !== 500) {
      throw new ConnectorError(
        'unavailable',
        `${resource}: the server does not give record ${from} in time, not even alone. What was sealed stays; it goes on later.`,
      );
    }
    if (size === 1) {
      report.unreadable.push(from);
      const run = report.unreadable.slice(-mostInARow);
      if (run.length === mostInARow && run[0] === from - mostInARow + 1) {
        throw new ConnectorError(
          'contract',
          `${resource}: the server can't give ${mostInARow} records in a row, from ${run[0]} on. Nothing was changed; ask its operator.`,
        );
      }
      offset = from + 1;
      return [];
    }
    return readWindow(from, Math.ceil(size / 2));
  };

  /** Rows of an answer, null when it is the end. */
  const pageOf = ({ status, rows, next, total }: PageAnswer): JsonObject[] | null => {
    if (status === 204 || status === 416 || (status < 300 && rows.length === 0)) return null;
    if (status !== 200 && status !== 206)
      throw new ConnectorError(
        'contract',
        `${resource}: the page at ${offset} answers ${status}. Nothing was changed.`,
      );
    report.total = total ?? report.total;
    address = next;
    return rows;
  };

  for (let isFirst = true; ; isFirst = false) {
    let rows: JsonObject[] | null;
    if (address !== null) {
      const following: string = address;
      if (followed.has(following)) {
        throw new ConnectorError(
          'contract',
          `${resource}: the link to the page after record ${offset} leads back to a page that was read. Nothing was changed; read it by offset.`,
        );
      }
      followed.add(following);
      address = null;
      const answer = await fetchPage({ address: following });
      // A linked page can't be halved; its window can.
      if (isTooMuch(answer.status)) continue;
      offset += answer.rows.length;
      rows = pageOf(answer);
    } else {
      rows = await readWindow(offset, limit);
    }
    if (rows === null) return;
    const fresh = take(rows);
    const gaveAll = isFirst && rows.length > limit;
    if (fresh.length > 0) yield fresh;
    // An unreadable record leaves an empty window, and that is no end.
    if (rows.length > 0 && fresh.length === 0) {
      report.ignoresPaging = report.distinct === rows.length;
      return;
    }
    if (gaveAll) {
      report.ignoresPaging = true;
      return;
    }
  }
}

export const newReport = (): PagingReport => ({
  distinct: 0,
  repeated: 0,
  unreadable: [],
  missing: {},
  total: null,
  ignoresPaging: false,
});
