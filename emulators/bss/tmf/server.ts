import { stringify } from 'lossless-json';
import { documentContent } from '../document-content.ts';
import { createGuard, listen, sendContent, sendJson, type Guard, type Tls } from '../http.ts';
import { numberIn } from '../ids.ts';
import { scaleOf, type Size } from '../scale.ts';
import { defaultBehaviour, type TmfBehaviour } from './behaviour.ts';
import { nonStandard } from './non-standard.ts';
import { pageOf } from './pages.ts';
import { resourcesOf, type ServedResource } from './resources.ts';
import type { Resource } from './values.ts';

export interface TmfOptions {
  size: Size;
  seed?: number;
  port?: number;
  behaviour?: Partial<TmfBehaviour>;
  guard?: Guard;
  tls?: Tls;
}

export interface TmfServer {
  url: string;
  /** Number of requests by path. */
  requests: Map<string, number>;
  tokensGiven(): number;
  close(): Promise<void>;
}

/** Serves the operator as TM Forum Open APIs, versions 4 and 5. Each record is generated when it is requested. */
export async function startTmf({ size, seed = 1, port, guard = { kind: 'none' }, tls, ...options }: TmfOptions) {
  const behaviour: TmfBehaviour = { ...defaultBehaviour, ...options.behaviour };
  const scale = scaleOf(size);
  const resources = resourcesOf({ seed, scale });
  const guarded = createGuard(guard, () => behaviour.tokenRequests);
  const requests = new Map<string, number>();
  let received = 0;

  const server = await listen(
    async (request, response, address) => {
      if (address.pathname === '/oauth2/token') return guarded.issueToken(request, response);
      const path = address.pathname.replace(/^\/tmf-api\//, '');
      const send = (status: number, body: string, headers: Record<string, string> = {}) =>
        sendJson(response, status, body, headers, behaviour.gzip);
      const reject = (status: number, reason: string, headers: Record<string, string> = {}) =>
        send(status, JSON.stringify({ code: String(status), reason, status: String(status) }), headers);
      if (!guarded.allows(request)) return reject(401, 'Authentication failed');
      received += 1;
      if (behaviour.throttled > 0 && received % behaviour.throttled === 0)
        return reject(429, 'Too many requests', { 'Retry-After': '0' });
      if (behaviour.throttled > 0 && received % behaviour.throttled === 1 && received > 1) return reject(503, 'Busy');
      const [, area, document = ''] = address.pathname.split('/');
      if (area === 'documents') return sendContent(response, await documentContent(seed, scale, numberIn(document)));
      const found = resolve(resources, path);
      if (!found) return reject(404, 'Unknown resource');
      const { served, id, name } = found;
      requests.set(name, (requests.get(name) ?? 0) + 1);
      const render = (record: Resource): Resource => {
        const href = `/tmf-api/${name.replace('/{id}', '')}/${encodeURIComponent(String(record['id']))}`;
        return { href, ...(behaviour.nonStandard ? nonStandard(record) : record) };
      };
      if (id !== null) {
        const record = behaviour.goneIds.includes(id) ? null : served.find(id);
        if (record && behaviour.brokenIds.includes(id)) return reject(500, 'The record is not available');
        return record ? send(200, textOf(render(record))) : reject(404, `No ${served.type} has this id`);
      }
      const list = served.list(address.searchParams);
      if (!list) return reject(400, `${served.type} cannot be listed with this query`);
      const page = pageOf(list, address, request.headers.range, behaviour);
      if (page.status >= 400) return reject(page.status, 'The page is not available', page.headers);
      const fields = address.searchParams.get('fields');
      const names = fields?.split(',') ?? (behaviour.shallow ? ['name'] : null);
      const records = page.records.map(render);
      send(page.status, textOf(names ? records.map(selected(names)) : records), page.headers);
    },
    { ...(port !== undefined && { port }), ...(tls && { tls }) },
  );
  return { ...server, requests, tokensGiven: guarded.tokensIssued } satisfies TmfServer;
}

/** Finds the resource of a path, or the resource and the id of one record. Ids may contain encoded slashes. */
function resolve(
  resources: Map<string, ServedResource>,
  path: string,
): { served: ServedResource; id: string | null; name: string } | null {
  const whole = resources.get(path);
  if (whole) return { served: whole, id: null, name: path };
  const cut = path.lastIndexOf('/');
  const served = resources.get(path.slice(0, cut));
  return served ? { served, id: decodeURIComponent(path.slice(cut + 1)), name: `${path.slice(0, cut)}/{id}` } : null;
}

/** Keeps the given attributes, and those that every record has. */
const selected =
  (names: string[]) =>
  (record: Resource): Resource =>
    Object.fromEntries(
      Object.entries(record).filter(([name]) => ['id', 'href', '@type'].includes(name) || names.includes(name)),
    );

const textOf = (value: Resource | Resource[]): string => stringify(value) ?? '';
