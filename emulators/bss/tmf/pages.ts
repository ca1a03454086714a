import type { TmfBehaviour } from './behaviour.ts';
import type { List } from './resources.ts';
import type { Resource } from './values.ts';

export interface Page {
  status: number;
  headers: Record<string, string>;
  records: Resource[];
}

/** One page of a list. `address` is the URL of the request, `range` its Range header. */
export function pageOf(list: List, address: URL, range: string | undefined, behaviour: TmfBehaviour): Page {
  const { offset, limit } = windowOf(list, address.searchParams, range, behaviour);
  // As if before each page one record was added at the front, which moves all others by one place.
  const from = behaviour.overlap ? offset - Math.ceil(offset / limit) : offset;
  const to = Math.min(list.count, from + limit);
  if (behaviour.broken.some((place) => place >= from && place < to)) return { status: 500, headers: {}, records: [] };
  const total = totalOf(list.count, from, behaviour);
  if (from >= list.count) {
    if (behaviour.pastEnd === 'empty') return { status: 200, headers: totalHeader(total), records: [] };
    return { status: 416, headers: { 'Content-Range': `items */${list.count}` }, records: [] };
  }
  const records = Array.from({ length: to - from }, (_, place) => list.at(from + place + 1));
  const isAll = from === 0 && to === list.count;
  const headers: Record<string, string> = { ...totalHeader(total), 'X-Result-Count': String(records.length) };
  if (behaviour.paging === 'range')
    headers['Content-Range'] = `items ${from + 1}-${to}/${to === list.count ? list.count : '*'}`;
  if (to < list.count && (behaviour.link !== 'none' || behaviour.paging === 'cursor'))
    headers['Link'] = linkTo(address, to, limit, behaviour);
  return { status: behaviour.partial && !isAll ? 206 : 200, headers, records };
}

function windowOf(
  list: List,
  query: URLSearchParams,
  range: string | undefined,
  behaviour: TmfBehaviour,
): { offset: number; limit: number } {
  const number = (name: string) => (/^\d+$/.test(query.get(name) ?? '') ? Number(query.get(name)) : null);
  const capped = (wanted: number | null) => Math.min(wanted ?? behaviour.defaultLimit, behaviour.cap);
  const limit = number(behaviour.paging === 'pageLimit' ? 'pageLimit' : 'limit');
  if (behaviour.paging === 'ignored') return { offset: 0, limit: list.count };
  if (behaviour.paging === 'cursor') {
    const cursor = Buffer.from(query.get('after') ?? '', 'base64url').toString();
    return { offset: Number(cursor), limit: capped(limit) };
  }
  if (behaviour.paging === 'range') {
    const [, first, last] = /^items=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (first === undefined) return { offset: 0, limit: capped(null) };
    return { offset: Number(first) - 1, limit: capped(Number(last) - Number(first) + 1) };
  }
  return { offset: number('offset') ?? 0, limit: capped(limit) };
}

function totalOf(count: number, from: number, { total }: TmfBehaviour): number | null {
  if (total === 'none') return null;
  if (total === 'wrong') return Math.floor(count / 2);
  return total === 'shrinks' ? Math.max(0, count - from) : count;
}

const totalHeader = (total: number | null): Record<string, string> =>
  total === null ? {} : { 'X-Total-Count': String(total) };

function linkTo(address: URL, next: number, limit: number, { paging, link }: TmfBehaviour): string {
  const to = new URL(address);
  if (paging === 'cursor') to.searchParams.set('after', Buffer.from(String(next)).toString('base64url'));
  else to.searchParams.set('offset', String(next));
  to.searchParams.set(paging === 'pageLimit' ? 'pageLimit' : 'limit', String(limit));
  const uri = link === 'relative' || link === 'unquoted' ? `${to.pathname}${to.search}` : to.href;
  return link === 'unquoted' ? `<${uri}>;rel=next` : `<${uri}>; rel="next"`;
}
