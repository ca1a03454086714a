import LinkHeader from 'http-link-header';
import type { Json, JsonObject } from '../../schemas/json.ts';
import type { TmfObject } from '../../schemas/profile.ts';
import { ConnectorError } from '../error.ts';
import { parseTexts, withoutForbidden } from './json.ts';
import type { SourceAnswer, SourceHost } from './source-host.ts';
import { newReport, readPages, type PageAnswer, type PageRequest, type PagingReport } from './tmf-pages.ts';

/** A list of a TM Forum API, and how it is paged. */
export type ListOf = Pick<TmfObject, 'resource' | 'query' | 'paging'>;

/** A single record that can't be given. */
export class Unreadable extends Error {}

export interface TmfServer {
  /** Pages of a list, each record once; `report` tells what was odd. */
  pages(list: ListOf, idOf: (row: JsonObject) => string, report: PagingReport): AsyncGenerator<JsonObject[]>;
  /** A list that is short. */
  all(list: ListOf, idOf: (row: JsonObject) => string): Promise<JsonObject[]>;
  /**
   * One record by its id; null when there is none.
   * @throws Unreadable for one that the server can't give, whenever it is asked
   */
  one(resource: string, id: string): Promise<JsonObject | null>;
}

/** Speaks to TM Forum APIs of any version: lists and single records, without what must never be selected. */
export function createTmfServer(host: SourceHost, never: string[]): TmfServer {
  const recordOf = (value: Json): JsonObject => withoutForbidden(value as JsonObject, never);

  async function fetchPage({ resource, query, paging }: ListOf, request: PageRequest): Promise<PageAnswer> {
    const answer = await host.send(windowOf(resource, query, paging, request));
    const { status, headers } = answer;
    if (status >= 300 || status === 204) return { status, rows: [], next: null, total: totalOf(headers) };
    const list = parseBody(resource, answer);
    if (!Array.isArray(list)) throw unsound(resource, 'it is no list');
    // What a page's link is relative to is the page's own address.
    const asked = 'address' in request ? request.address : `${host.origin}${resource}`;
    return { status, rows: list.map(recordOf), next: nextOf(headers, asked), total: totalOf(headers) };
  }
  const pages: TmfServer['pages'] = (list, idOf, report) =>
    readPages(list.resource, (request) => fetchPage(list, request), { limit: list.paging.size, idOf }, report);

  return {
    pages,
    async all(list, idOf) {
      const rows: JsonObject[] = [];
      const report = newReport();
      for await (const page of pages(list, idOf, report)) rows.push(...page);
      if (report.unreadable.length > 0) throw new Unreadable(list.resource);
      return rows;
    },
    async one(resource, id) {
      const answer = await host.send({ url: `${resource}/${encodeURIComponent(id)}` });
      if (answer.status === 404 || answer.status === 410) return null;
      if (answer.status === 500) throw new Unreadable(resource);
      if (answer.status !== 200) throw unsound(resource, `one record answers ${answer.status}`);
      const value = parseBody(resource, answer);
      // Some servers give a list of one.
      return recordOf((Array.isArray(value) ? value[0] : value) ?? {});
    },
  };
}

function windowOf(
  resource: string,
  query: Record<string, string>,
  { by, limit }: TmfObject['paging'],
  request: PageRequest,
): { url: string; params?: Record<string, string | number>; headers?: Record<string, string> } {
  if ('address' in request) return { url: request.address };
  const { offset, limit: size } = request;
  if (by === 'range')
    return { url: resource, params: query, headers: { Range: `items=${offset + 1}-${offset + size}` } };
  return { url: resource, params: { ...query, offset, [limit]: size } };
}

function parseBody(resource: string, { body }: SourceAnswer): Json {
  try {
    return parseTexts(body);
  } catch {
    throw unsound(resource, 'it is no sound JSON');
  }
}

/** The address of the next page, whole; null without one. */
function nextOf(headers: Record<string, string>, asked: string): string | null {
  if (!headers['link']) return null;
  const [next] = LinkHeader.parse(headers['link']).rel('next');
  return next ? new URL(next.uri, asked).href : null;
}

/** The server's own count of records: `X-Total-Count`, or the end of `Content-Range`. */
function totalOf(headers: Record<string, string>): number | null {
  const told = headers['x-total-count'] ?? /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
  return told !== undefined && /^\d+$/.test(told) ? Number(told) : null;
}

const unsound = (resource: string, what: string) =>
  new ConnectorError(
    'contract',
    `${resource}: the server's answer can't be used: ${what}. Nothing was changed; ask its operator, or mend the source profile.`,
  );
