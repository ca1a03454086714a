import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAdmin, type Server } from './admin.ts';
import { createFaults } from './faults.ts';
import { internalError, invalidUrl, type Answer } from './http/answers.ts';
import type { Manners } from './http/call.ts';
import { createDispatch } from './http/dispatch.ts';
import { readForm } from './http/multipart.ts';
import { respond } from './http/respond.ts';
import { createLimits, type Limits } from './limits.ts';
import { createTokens } from './oauth.ts';
import { operations } from './operations.ts';
import { openOrg } from './orgs/open.ts';
import type { Org } from './orgs/org.ts';
import { demoOrgs, type OrgSeed } from './orgs/seed.ts';
import { readSnapshot } from './orgs/snapshot.ts';

export interface EmulatorOptions {
  /** 0 picks a free one. */
  port?: number;
  orgs?: OrgSeed[];
  clock?: () => number;
  latencyMs?: number;
  manners?: Partial<Manners>;
  /** A file to start from, if it exists, and to write snapshots to. */
  snapshot?: string;
  /** Sees every answer of the API as it is about to be sent. */
  watch?: (exchange: Exchange) => void;
}

export interface Exchange {
  method: string;
  /** As asked, without the query. */
  path: string;
  status: number;
  /** Undefined for files and empty answers. */
  body: unknown;
}

export interface ZohoEmulator {
  url: string;
  orgs: OrgSeed[];
  admin: Server;
  close(): Promise<void>;
}

/** Requests that the log keeps. */
const logSize = 200_000;
const manners: Manners = {
  strictKeys: false,
  strictSystemFields: false,
  searchLagMs: 5_000,
  countLagMs: 60_000,
  bulkMs: 300,
};
const kinds: [prefix: string, path: string][] = [
  ['/crm/v8/', '/'],
  ['/crm/bulk/v8/', '/bulk/'],
  ['/v7/crm/', '/v7/crm/'],
];

/** Starts Zoho CRM v8 on loopback: any number of orgs, state in memory. */
export async function startZohoEmulator(options: EmulatorOptions = {}): Promise<ZohoEmulator> {
  const { orgs: seeds = demoOrgs } = options;
  const orgs = new Map<string, Org>();
  const limits = new Map<string, Limits>();
  const faults = createFaults();
  const time = { aheadMs: 0 };
  const clock = () => (options.clock ?? Date.now)() + time.aheadMs;
  const tokens = createTokens(() => [...orgs.values()], clock);
  let numbered = 0;
  let url = '';
  const adopt = (found: Iterable<Org>) => {
    for (const org of found) {
      // Tokens that are out hold the org itself.
      orgs.set(org.seed.id, Object.assign(orgs.get(org.seed.id) ?? org, org));
      limits.set(org.seed.id, createLimits(org.seed, clock));
    }
  };
  const admin: Server = {
    orgs,
    limits,
    tokens,
    faults,
    time,
    log: [],
    settings: { latencyMs: options.latencyMs ?? 0, recordBodies: false },
    manners: { ...manners, ...options.manners },
    snapshotFile: options.snapshot ?? null,
    kept: null,
    adopt,
    reset() {
      adopt(seeds.map((seed) => openOrg(seed, clock(), admin.manners)));
      tokens.reset();
      faults.set([]);
    },
    url: () => url,
  };
  admin.reset();
  if (options.snapshot) adopt(readSnapshot(options.snapshot)?.values() ?? []);
  const dispatch = createDispatch(operations);

  const server = createServer((request, response) => {
    readBody(request)
      .then((raw) => handle(request, response, raw))
      .catch((error: unknown) => {
        process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
        return response.headersSent ? void response.destroy() : respond(response, internalError(), {});
      });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse, raw: Buffer): Promise<void> {
    const { pathname, searchParams } = new URL(singleSlashes(request.url ?? '/'), url);
    const method = request.method ?? 'GET';
    if (pathname.startsWith('/__admin/')) {
      return respond(response, answerAdmin(admin, method, pathname, searchParams, parse(raw)), {});
    }
    if (pathname.startsWith('/oauth/v2/token')) return respond(response, await answerAccounts(request, raw), {});
    const [prefix, inner] = kinds.find(([one]) => pathname.startsWith(one)) ?? [];
    const path = prefix === undefined ? pathname : `${inner}${pathname.slice(prefix.length)}`;
    const struck = faults.strike(method, path);
    if (struck.some((rule) => rule.kind === 'token-expiry')) tokens.expire(request.headers.authorization);
    const grant = tokens.grantOf(request.headers.authorization);
    const org = grant?.org;
    const answer =
      prefix === undefined
        ? invalidUrl()
        : await dispatch({
            grant,
            limits: org && limits.get(org.seed.id),
            hasHeader: request.headers.authorization !== undefined,
            method,
            path,
            query: searchParams,
            headers: request.headers,
            raw,
            body: isForm(request) ? undefined : parse(raw),
            now: clock(),
            origin: url,
            latencyMs: admin.settings.latencyMs,
            manners: admin.manners,
            struck,
          });
    log(request, pathname, org, answer, raw);
    options.watch?.({ method, path: pathname, status: answer.status, body: answer.body });
    if (answer.reset) return void response.destroy();
    const left = org && limits.get(org.seed.id)?.remainingHeader();
    const headers: Record<string, string> = typeof left === 'number' ? { 'X-API-CREDITS-REMAINING': String(left) } : {};
    await respond(response, answer, headers, struck);
  }

  async function answerAccounts(request: IncomingMessage, raw: Buffer): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const fields = isForm(request)
      ? (await readForm(request.headers, raw)).fields
      : new URLSearchParams(raw.toString());
    const form = new URLSearchParams([...searchParams, ...fields]);
    return pathname.endsWith('/revoke') ? tokens.revoke(form.get('token') ?? '') : tokens.grant(form, url);
  }

  function log(request: IncomingMessage, path: string, org: Org | undefined, answer: Answer, raw: Buffer): void {
    numbered += 1;
    const entry = {
      number: numbered,
      at: Date.now(),
      method: request.method ?? 'GET',
      path,
      org: org?.seed.id ?? null,
      status: answer.status,
    };
    admin.log.push(admin.settings.recordBodies ? { ...entry, body: raw.toString() } : entry);
    if (admin.log.length > logSize) admin.log.splice(0, logSize / 2);
  }

  return {
    url,
    orgs: seeds,
    admin,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Clients double the slashes of a path; those of a query are values. */
const singleSlashes = (address: string): string => address.replace(/^[^?]*/, (path) => path.replaceAll(/\/{2,}/g, '/'));

const isForm = (request: IncomingMessage) => /^multipart\//i.test(request.headers['content-type'] ?? '');

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/** Bodies come without a Content-Type from Zoho's own clients, so they are read by their content; null if unreadable. */
function parse(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString());
  } catch {
    return null;
  }
}
