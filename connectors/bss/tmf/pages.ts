import type { JsonObject } from '../../../schemas/json.ts';
import { ConnectorError } from '../../error.ts';
import type { ReadingReport } from './report.ts';

/** What a request asks for: a window of records, or the address in the server's link to the next page. */
export type PageRequest = { offset: number; limit: number } | { address: string };

/** A server's response, after retries: a 5xx here is permanent. */
export interface PageResponse {
  status: number;
  rows: JsonObject[];
  /** Absolute address of the `next` link. */
  next: string | null;
  /** Number of records as the server counts them. */
  total: number | null;
}

interface Paging {
  resource: string;
  fetchPage: (request: PageRequest) => Promise<PageResponse>;
  limit: number;
  report: ReadingReport;
}

/** One page: its records, the offset after it, and the link to the next page. */
interface Page {
  rows: JsonObject[];
  offset: number;
  link: string | null;
}

/**
 * Every record of a TM Forum resource once, however the server pages. The offset advances by the rows received, never by
 * the limit requested, because a server may cap its pages. Neither a short page nor the total is the end: only an empty
 * page, a 416, or a page without a new record. A window that the server can't return is halved until the record that
 * causes it is found; that record is reported and left out.
 * @throws ConnectorError `contract` when links form a circle, many records in a row can't be returned, or a page has an
 * unexpected status; `unavailable` for a record that always takes too long
 */
export async function* readPages(
  resource: string,
  fetchPage: Paging['fetchPage'],
  { limit, idOf }: { limit: number; idOf: (row: JsonObject) => string },
  report: ReadingReport,
): AsyncGenerator<JsonObject[]> {
  const paging = { resource, fetchPage, limit, report };
  const seen = new Set<string>();
  const followed = new Set<string>();
  let position: Omit<Page, 'rows'> = { offset: 0, link: null };
  for (let isFirst = true; ; isFirst = false) {
    const page = await nextPage(paging, position, followed);
    if (page === null) return;
    position = page;
    const fresh = newRows(page.rows, seen, idOf);
    report.distinct = seen.size;
    // Some servers repeat the last page at the end. Those records are not reported as repeated.
    if (fresh.length > 0) report.repeated += page.rows.length - fresh.length;
    if (fresh.length > 0) yield fresh;
    const hasOnlyKnown = page.rows.length > 0 && fresh.length === 0;
    const hasEverything = isFirst && page.rows.length > limit;
    if (hasOnlyKnown || hasEverything) {
      report.ignoresPaging = hasEverything || report.distinct === page.rows.length;
      return;
    }
  }
}

/** The page that the link leads to, or the window at the offset; null at the end of the list. */
async function nextPage(
  paging: Paging,
  { offset, link }: Omit<Page, 'rows'>,
  followed: Set<string>,
): Promise<Page | null> {
  if (link === null) return readWindow(paging, offset, paging.limit);
  if (followed.has(link)) {
    throw new ConnectorError(
      'contract',
      `${paging.resource}: the link after record ${offset} leads back to a page that was read already. Nothing was changed. Ask the operator of the source.`,
    );
  }
  followed.add(link);
  const response = await paging.fetchPage({ address: link });
  // A linked page can't be halved, but the window at the same place can.
  if (isTooMuch(response.status)) return readWindow(paging, offset, paging.limit);
  return pageOf(paging, offset, response);
}

/** A window of at most so many records. Where the server can't return it, a smaller one that begins at the same place. */
async function readWindow(paging: Paging, offset: number, size: number): Promise<Page | null> {
  const response = await paging.fetchPage({ offset, limit: size });
  if (!isTooMuch(response.status)) return pageOf(paging, offset, response);
  if (size > 1) return readWindow(paging, offset, Math.ceil(size / 2));
  if (response.status !== 500) {
    throw new ConnectorError(
      'unavailable',
      `${paging.resource}: the server does not return record ${offset} in time, not even alone. What was staged is kept. The extraction continues later.`,
    );
  }
  reportUnreadable(paging, offset);
  return { rows: [], offset: offset + 1, link: null };
}

/** Too large, failed, or too slow: a smaller window may succeed. */
const isTooMuch = (status: number) => [413, 500, 504].includes(status);

/** So many unreadable records in a row mean that the server has failed, not the records. */
const maxUnreadableInARow = 50;

function reportUnreadable({ resource, report }: Paging, offset: number): void {
  report.unreadable.push(offset);
  const first = report.unreadable.at(-maxUnreadableInARow);
  if (first === offset - maxUnreadableInARow + 1) {
    throw new ConnectorError(
      'contract',
      `${resource}: the server can't return ${maxUnreadableInARow} records in a row, from ${first} on. Nothing was changed. Ask the operator of the source.`,
    );
  }
}

/** The page in a response; null when it is the end of the list. */
function pageOf({ resource, report }: Paging, offset: number, response: PageResponse): Page | null {
  const { status, rows, next, total } = response;
  if (status === 204 || status === 416 || (status < 300 && rows.length === 0)) return null;
  if (status !== 200 && status !== 206) {
    throw new ConnectorError(
      'contract',
      `${resource}: the page at ${offset} answers ${status}. Nothing was changed. Check resource and query in the source profile.`,
    );
  }
  report.total = total ?? report.total;
  return { rows, offset: offset + rows.length, link: next };
}

/** The rows that were not seen before. Their ids are added to `seen`. */
function newRows(rows: JsonObject[], seen: Set<string>, idOf: (row: JsonObject) => string): JsonObject[] {
  return rows.filter((row) => {
    const id = idOf(row);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
