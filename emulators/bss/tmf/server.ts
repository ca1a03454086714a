import { stringify } from 'lossless-json';
import { documentContent } from '../document-content.ts';
import { createGuard, listen, sendContent, sendJson, type Guard, type Tls } from '../http.ts';
import { numberIn, scaleOf, type Size } from '../scale.ts';
import { dirty } from './dirt.ts';
import { goodManners, type Manners } from './manners.ts';
import { pageOf } from './pages.ts';
import { resourcesOf, type Served } from './resources.ts';
import type { Resource } from './values.ts';

export interface TmfOptions {
  size: Size;
  seed?: number;
  port?: number;
  manners?: Partial<Manners>;
  guard?: Guard;
  tls?: Tls;
}

export interface TmfServer {
  url: string;
  /** Requests that were answered, by path. */
  requests: Map<string, number>;
  tokensGiven(): number;
  close(): Promise<void>;
}

/** Serves the operator by TM Forum Open APIs, version 4 and 5 side by side. Nothing is held: a record is made when it is asked for. */
export async function startTmf({ size, seed = 1, port, guard = { kind: 'none' }, tls, ...options }: TmfOptions) {
  const manners: Manners = { ...goodManners, ...options.manners };
  const scale = scaleOf(size);
  const resources = resourcesOf({ seed, scale });
  const guarded = createGuard(guard, () => manners.tokenRequests);
  const requests = new Map<string, number>();
  let asked = 0;

  const listening = await listen(
    async (request, response, address) => {
      if (address.pathname === '/oauth2/token') return guarded.give(request, response);
      const path = address.pathname.replace(/^\/tmf-api\//, '');
      const send = (status: number, body: string, headers: Record<string, string> = {}) =>
        sendJson(response, status, body, headers, manners.gzip);
      const refuse = (status: number, reason: string, headers: Record<string, string> = {}) =>
        send(status, JSON.stringify({ code: String(status), reason, status: String(status) }), headers);
      if (!guarded.admits(request)) return refuse(401, 'Who asks is not known');
      asked += 1;
      if (manners.throttled > 0 && asked % manners.throttled === 0)
        return refuse(429, 'Too many', { 'Retry-After': '0' });
      if (manners.throttled > 0 && asked % manners.throttled === 1 && asked > 1) return refuse(503, 'Busy');
      const [, area, document = ''] = address.pathname.split('/');
      if (area === 'documents') return sendContent(response, await documentContent(seed, scale, numberIn(document)));
      const found = resolve(resources, path);
      if (!found) return refuse(404, 'No such resource');
      const { served, id, name } = found;
      requests.set(name, (requests.get(name) ?? 0) + 1);
      const shape = (record: Resource): Resource => {
        const href = `/tmf-api/${name.replace('/{id}', '')}/${encodeURIComponent(String(record['id']))}`;
        return { href, ...(manners.dirty ? dirty(record) : record) };
      };
      if (id !== null) {
        const record = manners.goneIds.includes(id) ? null : served.find(id);
        if (record && manners.brokenIds.includes(id)) return refuse(500, 'The record can’t be given');
        return record ? send(200, textOf(shape(record))) : refuse(404, `No ${served.type} of that id`);
      }
      const list = served.list(address.searchParams);
      if (!list) return refuse(400, `${served.type} is not listed so`);
      const page = pageOf(list, address, request.headers.range, manners);
      if (page.status >= 400) return refuse(page.status, 'The page can’t be given', page.headers);
      const fields = address.searchParams.get('fields');
      const names = fields?.split(',') ?? (manners.shallow ? ['name'] : null);
      const records = page.records.map(shape);
      send(page.status, textOf(names ? records.map(selected(names)) : records), page.headers);
    },
    { ...(port !== undefined && { port }), ...(tls && { tls }) },
  );
  return { ...listening, requests, tokensGiven: guarded.tokens } satisfies TmfServer;
}

/** A resource by its path, or one record of it: ids may have slashes when they come encoded. */
function resolve(
  resources: Map<string, Served>,
  path: string,
): { served: Served; id: string | null; name: string } | null {
  const whole = resources.get(path);
  if (whole) return { served: whole, id: null, name: path };
  const cut = path.lastIndexOf('/');
  const served = resources.get(path.slice(0, cut));
  return served ? { served, id: decodeURIComponent(path.slice(cut + 1)), name: `${path.slice(0, cut)}/{id}` } : null;
}

/** The chosen attributes, and those that a record always has. */
const selected =
  (names: string[]) =>
  (record: Resource): Resource =>
    Object.fromEntries(
      Object.entries(record).filter(([name]) => ['id', 'href', '@type'].includes(name) || names.includes(name)),
    );

const textOf = (value: Resource | Resource[]): string => stringify(value) ?? '';
