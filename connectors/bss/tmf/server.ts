import LinkHeader from 'http-link-header';
import type { Json, JsonObject } from '../../../schemas/json.ts';
import type { TmfObject } from '../../../schemas/profile.ts';
import { ConnectorError } from '../../error.ts';
import type { SourceHost } from '../http/host.ts';
import type { SourceResponse } from '../http/response.ts';
import { parseTexts } from '../../../domain/parse-json.ts';
import { forbiddenRemover } from '../never.ts';
import { readPages, type PageRequest, type PageResponse } from './pages.ts';
import { newReport, type ReadingReport } from './report.ts';

/** A list of a TM Forum API, and how it is paged. */
export type ListOf = Pick<TmfObject, 'resource' | 'query' | 'paging'>;

type IdOf = (record: JsonObject) => string;

/** The server can't return a record. */
export class UnreadableRecord extends Error {}

export interface TmfServer {
  /** Pages of a list, each record once; what was unusual is added to `report`. */
  pages(list: ListOf, idOf: IdOf, report: ReadingReport): AsyncGenerator<JsonObject[]>;
  /** All records of a short list. */
  all(list: ListOf, idOf: IdOf): Promise<JsonObject[]>;
  /**
   * One record by its id; null when there is none.
   * @throws UnreadableRecord when the server can't return it
   */
  one(resource: string, id: string): Promise<JsonObject | null>;
}

/** Reads lists and single records of TM Forum APIs of any version, without what `never` lists. */
export function createTmfServer(host: SourceHost, never: string[]): TmfServer {
  const withoutForbidden = forbiddenRemover(never);
  const recordOf = (value: Json): JsonObject => withoutForbidden(value as JsonObject);

  async function fetchPage(list: ListOf, request: PageRequest): Promise<PageResponse> {
    const response = await host.send(requestOf(list, request));
    const { status, headers } = response;
    if (status >= 300 || status === 204) return { status, rows: [], next: null, total: totalOf(headers) };
    const records = parseBody(list.resource, response);
    if (!Array.isArray(records)) throw badResponse(list.resource, 'it is not a list');
    const address = 'address' in request ? request.address : `${host.origin}${list.resource}`;
    return { status, rows: records.map(recordOf), next: nextLink(headers, address), total: totalOf(headers) };
  }
  const pages: TmfServer['pages'] = (list, idOf, report) =>
    readPages(list.resource, (request) => fetchPage(list, request), { limit: list.paging.size, idOf }, report);

  return {
    pages,
    async all(list, idOf) {
      const records: JsonObject[] = [];
      const report = newReport();
      for await (const page of pages(list, idOf, report)) records.push(...page);
      if (report.unreadable.length > 0) throw new UnreadableRecord(list.resource);
      return records;
    },
    async one(resource, id) {
      const response = await host.send({ url: `${resource}/${encodeURIComponent(id)}` });
      if (response.status === 404 || response.status === 410) return null;
      if (response.status === 500) throw new UnreadableRecord(resource);
      if (response.status !== 200) throw badResponse(resource, `a single record answers ${response.status}`);
      const value = parseBody(resource, response);
      // Some servers return a list of one.
      return recordOf((Array.isArray(value) ? value[0] : value) ?? {});
    },
  };
}

function requestOf(
  { resource, query, paging: { by, limit } }: ListOf,
  request: PageRequest,
): { url: string; params?: Record<string, string | number>; headers?: Record<string, string> } {
  if ('address' in request) return { url: request.address };
  const { offset, limit: size } = request;
  if (by === 'range')
    return { url: resource, params: query, headers: { Range: `items=${offset + 1}-${offset + size}` } };
  return { url: resource, params: { ...query, offset, [limit]: size } };
}

function parseBody(resource: string, { body }: SourceResponse): Json {
  try {
    return parseTexts(body);
  } catch {
    throw badResponse(resource, 'it is not valid JSON');
  }
}

/** Absolute address of the `next` link; null without one. A relative link is relative to the page's own address. */
function nextLink(headers: Record<string, string>, address: string): string | null {
  if (!headers['link']) return null;
  const [next] = LinkHeader.parse(headers['link']).rel('next');
  return next ? new URL(next.uri, address).href : null;
}

/** The number of records in `X-Total-Count`, or at the end of `Content-Range`. */
function totalOf(headers: Record<string, string>): number | null {
  const text = headers['x-total-count'] ?? /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

const badResponse = (resource: string, problem: string) =>
  new ConnectorError(
    'contract',
    `${resource}: the server's response can't be used: ${problem}. Nothing was changed. Ask the operator of the source, or correct the source profile.`,
  );
