import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAdmin, type AdminState } from './admin.ts';
import { createFaults } from './faults.ts';
import { internalError, invalidUrl, type Answer } from './http/answers.ts';
import type { Behaviour } from './http/call.ts';
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
  /** 0 picks a free port. */
  port?: number;
  orgs?: OrgSeed[];
  clock?: () => number;
  latencyMs?: number;
  behaviour?: Partial<Behaviour>;
  /** Snapshots are written to this file. If it exists, the emulator starts from it. */
  snapshot?: string;
  /** Called with every answer of the API before it is sent. */
  watch?: (exchange: Exchange) => void;
}

export interface Exchange {
  /** Id of the org; null if the request has no valid token. */
  org: string | null;
  method: string;
  /** The path of the request, without the query. */
  path: string;
  status: number;
  /** Undefined for files and empty answers. */
  body: unknown;
  /** Duration of the call in milliseconds. */
  ms: number;
}

export interface ZohoEmulator {
  url: string;
  orgs: OrgSeed[];
  admin: AdminState;
  close(): Promise<void>;
}

/** Maximum number of requests in the log. */
const logSize = 200_000;
const defaultBehaviour: Behaviour = {
  strictKeys: false,
  strictSystemFields: false,
  searchLagMs: 5_000,
  countLagMs: 60_000,
  bulkMs: 300,
};
/** Prefixes of the API, and their replacements in the paths of operations. */
const prefixes: [prefix: string, replacement: string][] = [
  ['/crm/v8/', '/'],
  ['/crm/bulk/v8/', '/bulk/'],
  ['/crm/email/v8/', '/email/'],
  ['/v7/crm/', '/v7/crm/'],
];

/** Starts the emulator on loopback. Its state is in memory. */
export async function startZohoEmulator(options: EmulatorOptions = {}): Promise<ZohoEmulator> {
  const { orgs: seeds = demoOrgs } = options;
  const orgs = new Map<string, Org>();
  const limits = new Map<string, Limits>();
  const faults = createFaults();
  const time = { aheadMs: 0 };
  const clock = () => (options.clock ?? Date.now)() + time.aheadMs;
  const tokens = createTokens(() => [...orgs.values()], clock);
  let requestCount = 0;
  let url = '';
  const replaceOrgs = (replacements: Iterable<Org>) => {
    for (const org of replacements) {
      // Existing tokens refer to the org object, so it is changed in place.
      const kept = Object.assign(orgs.get(org.seed.id) ?? org, org);
      orgs.set(org.seed.id, kept);
      limits.set(org.seed.id, createLimits(kept, clock));
    }
  };
  const admin: AdminState = {
    orgs,
    limits,
    tokens,
    faults,
    time,
    log: [],
    settings: { latencyMs: options.latencyMs ?? 0, recordBodies: false },
    behaviour: { ...defaultBehaviour, ...options.behaviour },
    snapshotFile: options.snapshot ?? null,
    memorySnapshot: null,
    replaceOrgs,
    reset() {
      replaceOrgs(seeds.map((seed) => openOrg(seed, clock(), admin.behaviour)));
      tokens.reset();
      faults.set([]);
    },
    url: () => url,
  };
  admin.reset();
  if (options.snapshot) replaceOrgs(readSnapshot(options.snapshot)?.values() ?? []);
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
    const startedAt = Date.now();
    if (pathname.startsWith('/__admin/')) {
      return respond(response, answerAdmin(admin, method, pathname, searchParams, parse(raw)), {});
    }
    if (pathname.startsWith('/oauth/v2/token')) return respond(response, await answerAccounts(request, raw), {});
    const [prefix, replacement] = prefixes.find(([one]) => pathname.startsWith(one)) ?? [];
    const path = prefix === undefined ? pathname : `${replacement}${pathname.slice(prefix.length)}`;
    const selected = faults.select(method, path);
    if (selected.some((rule) => rule.kind === 'token-expiry')) tokens.expire(request.headers.authorization);
    const grant = tokens.grantOf(request.headers.authorization);
    const org = grant?.org;
    const answer =
      prefix === undefined
        ? invalidUrl()
        : await dispatch({
            grant,
            limits: org && limits.get(org.seed.id),
            hasAuthorization: request.headers.authorization !== undefined,
            method,
            path,
            query: searchParams,
            headers: request.headers,
            raw,
            body: isForm(request) ? undefined : parse(raw),
            now: clock(),
            origin: url,
            latencyMs: admin.settings.latencyMs,
            behaviour: admin.behaviour,
            faults: selected,
          });
    log(request, pathname, org, answer, raw);
    const { status, body } = answer;
    options.watch?.({ org: org?.seed.id ?? null, method, path: pathname, status, body, ms: Date.now() - startedAt });
    if (answer.reset) return void response.destroy();
    const left = org && limits.get(org.seed.id)?.remainingHeader();
    const headers: Record<string, string> = typeof left === 'number' ? { 'X-API-CREDITS-REMAINING': String(left) } : {};
    await respond(response, answer, headers, selected);
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
    requestCount += 1;
    const entry = {
      number: requestCount,
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

/** Some clients send double slashes in the path. Slashes in the query are part of its values. */
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

/** The body as JSON; null if it is not valid JSON. The Content-Type is ignored, because Zoho's own clients send none. */
function parse(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString());
  } catch {
    return null;
  }
}
