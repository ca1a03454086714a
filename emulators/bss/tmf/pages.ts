import type { Manners } from './manners.ts';
import type { List } from './resources.ts';
import type { Resource } from './values.ts';

export interface Page {
  status: number;
  headers: Record<string, string>;
  records: Resource[];
}

/** One page of a list, as a server of these manners gives it. `address` is what was asked. */
export function pageOf(list: List, address: URL, range: string | undefined, manners: Manners): Page {
  const { offset, limit } = windowOf(list, address.searchParams, range, manners);
  // With each page a record came in at the front, which moved all others by one.
  const from = manners.overlap ? offset - Math.ceil(offset / limit) : offset;
  const to = Math.min(list.count, from + limit);
  if (manners.broken.some((place) => place >= from && place < to)) return { status: 500, headers: {}, records: [] };
  const total = totalOf(list.count, from, manners);
  if (from >= list.count) {
    if (manners.pastEnd === 'empty') return { status: 200, headers: totalHeader(total), records: [] };
    return { status: 416, headers: { 'Content-Range': `items */${list.count}` }, records: [] };
  }
  const records = Array.from({ length: to - from }, (_, place) => list.at(from + place + 1));
  const isAll = from === 0 && to === list.count;
  const headers: Record<string, string> = { ...totalHeader(total), 'X-Result-Count': String(records.length) };
  if (manners.paging === 'range')
    headers['Content-Range'] = `items ${from + 1}-${to}/${to === list.count ? list.count : '*'}`;
  if (to < list.count && (manners.link !== 'none' || manners.paging === 'cursor'))
    headers['Link'] = linkTo(address, to, limit, manners);
  return { status: manners.partial && !isAll ? 206 : 200, headers, records };
}

function windowOf(
  list: List,
  query: URLSearchParams,
  range: string | undefined,
  manners: Manners,
): { offset: number; limit: number } {
  const number = (name: string) => (/^\d+$/.test(query.get(name) ?? '') ? Number(query.get(name)) : null);
  const capped = (asked: number | null) => Math.min(asked ?? manners.defaultLimit, manners.cap);
  const asked = number(manners.paging === 'pageLimit' ? 'pageLimit' : 'limit');
  if (manners.paging === 'ignored') return { offset: 0, limit: list.count };
  if (manners.paging === 'cursor') {
    const cursor = Buffer.from(query.get('after') ?? '', 'base64url').toString();
    return { offset: Number(cursor), limit: capped(asked) };
  }
  if (manners.paging === 'range') {
    const [, first, last] = /^items=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (first === undefined) return { offset: 0, limit: capped(null) };
    return { offset: Number(first) - 1, limit: capped(Number(last) - Number(first) + 1) };
  }
  return { offset: number('offset') ?? 0, limit: capped(asked) };
}

function totalOf(count: number, from: number, { total }: Manners): number | null {
  if (total === 'none') return null;
  if (total === 'lies') return Math.floor(count / 2);
  return total === 'shrinks' ? Math.max(0, count - from) : count;
}

const totalHeader = (total: number | null): Record<string, string> =>
  total === null ? {} : { 'X-Total-Count': String(total) };

function linkTo(address: URL, next: number, limit: number, { paging, link }: Manners): string {
  const to = new URL(address);
  if (paging === 'cursor') to.searchParams.set('after', Buffer.from(String(next)).toString('base64url'));
  else to.searchParams.set('offset', String(next));
  to.searchParams.set(paging === 'pageLimit' ? 'pageLimit' : 'limit', String(limit));
  const uri = link === 'relative' || link === 'unquoted' ? `${to.pathname}${to.search}` : to.href;
  return link === 'unquoted' ? `<${uri}>;rel=next` : `<${uri}>; rel="next"`;
}
