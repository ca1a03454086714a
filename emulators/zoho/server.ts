import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAdmin, type Server } from './admin.ts';
import { internalError, invalidToken, invalidUrl, noAuthorisation, tooManyRequests, type Answer } from './answers.ts';
import { createFaults, type FaultRule } from './faults.ts';
import { costOf, createLimits, type Limits } from './limits.ts';
import { createTokens } from './oauth.ts';
import { createOrg, type Org, type OrgSeed } from './org.ts';
import { answerCall, type Call } from './routes.ts';
import { demoOrgs } from './seed.ts';
import type { Clock } from './wire.ts';

export interface EmulatorOptions {
  /** 0 picks a free one. */
  port?: number;
  orgs?: OrgSeed[];
  clock?: Clock;
  latencyMs?: number;
}

export interface ZohoEmulator {
  url: string;
  orgs: OrgSeed[];
  admin: Server;
  close(): Promise<void>;
}

/** Requests that the log keeps. */
const logSize = 200_000;

/** Starts Zoho CRM v8 on loopback: any number of orgs, state in memory. */
export async function startZohoEmulator(options: EmulatorOptions = {}): Promise<ZohoEmulator> {
  const { orgs: seeds = demoOrgs, clock = Date.now } = options;
  const orgs = new Map<string, Org>();
  const limits = new Map<string, Limits>();
  const faults = createFaults();
  const tokens = createTokens(() => [...orgs.values()], clock);
  let numbered = 0;
  let url = '';
  const reset = () => {
    for (const seed of seeds) {
      const org = createOrg(seed);
      orgs.set(seed.id, org);
      limits.set(seed.id, createLimits(org, clock));
    }
    tokens.reset();
    faults.set([]);
  };
  reset();
  const admin: Server = {
    orgs,
    limits,
    log: [],
    settings: { latencyMs: options.latencyMs ?? 0, recordBodies: false },
    setFaults: (rules: FaultRule[]) => faults.set(rules),
    struck: () => faults.struck(),
    reset,
    expireTokens: () => tokens.expireAll(),
    tokensIssued: () => tokens.issued(),
    tokenFor: (org) => tokens.issue(org),
    url: () => url,
  };

  const server = createServer((request, response) => {
    readText(request)
      .then((text) => handle(request, response, text))
      .catch(() => send(response, internalError()));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const { pathname, searchParams } = new URL((request.url ?? '/').replaceAll(/\/{2,}/g, '/'), url);
    const method = request.method ?? 'GET';
    if (pathname.startsWith('/__admin/')) {
      return send(response, answerAdmin(admin, method, pathname, searchParams, parse(text)));
    }
    if (pathname === '/oauth/v2/token') {
      return send(response, tokens.grant(new URLSearchParams([...searchParams, ...formOf(request, text)]), url));
    }
    const header = request.headers['authorization'];
    const org = tokens.orgOf(header);
    const done = (answer: Answer) => {
      numbered += 1;
      const entry = {
        number: numbered,
        at: Date.now(),
        method,
        path: pathname,
        org: org?.seed.id ?? null,
        status: answer.status,
      };
      admin.log.push(admin.settings.recordBodies ? { ...entry, body: text } : entry);
      if (admin.log.length > logSize) admin.log.splice(0, logSize / 2);
      const remaining = org ? (limits.get(org.seed.id)?.remainingHeader() ?? null) : null;
      send(response, answer, remaining);
    };
    if (!pathname.startsWith('/crm/v8/')) return done(invalidUrl());
    if (!header) return done(noAuthorisation());
    if (!org) return done(invalidToken());
    await answerOrg(
      org,
      { method, pathname, searchParams, text, external: request.headers['x-external'] },
      response,
      done,
    );
  }

  async function answerOrg(
    org: Org,
    call: { method: string; pathname: string; searchParams: URLSearchParams; text: string; external: unknown },
    response: ServerResponse,
    done: (answer: Answer) => void,
  ): Promise<void> {
    const { method } = call;
    const path = call.pathname.slice('/crm/v8'.length);
    const body = parse(call.text);
    const data = (body as { data?: unknown[] } | undefined)?.data;
    const records = Array.isArray(data) ? data.length : 0;
    const leave = limits.get(org.seed.id)?.enter(records > 10 || path === '/coql');
    org.stats.calls += 1;
    if (!leave) {
      org.stats.refusedConcurrency += 1;
      return done(tooManyRequests());
    }
    try {
      const struck = faults.strike(method, path);
      const has = (kind: FaultRule['kind']) => struck.find((rule) => rule.kind === kind);
      const wait = admin.settings.latencyMs + (has('latency')?.ms ?? 0);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      if (has('status-429')) return done(tooManyRequests());
      if (has('reset-before-commit')) return void response.destroy();
      const limit = Number(/limit\s+(\d+)/i.exec(call.text)?.[1] ?? 200);
      const cost = costOf(method, path, records, limit);
      if (!limits.get(org.seed.id)?.spend(cost)) {
        org.stats.refusedCredits += 1;
        return done(tooManyRequests());
      }
      org.stats.credits += cost;
      if (has('status-500')) return done(internalError());
      const routed: Call = {
        method,
        path,
        query: call.searchParams,
        body,
        external: typeof call.external === 'string' ? call.external : undefined,
      };
      const answer = answerCall(org, routed, clock);
      if (has('reset-after-commit')) return void response.destroy();
      done(answer);
    } finally {
      leave();
    }
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

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}

/** Bodies come without a Content-Type from Zoho's own clients, so they are read by their content. */
function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formOf(request: IncomingMessage, text: string): [string, string][] {
  const boundary = /boundary=([^;]+)/.exec(request.headers['content-type'] ?? '')?.[1];
  if (!boundary) return [...new URLSearchParams(text)];
  return text.split(`--${boundary}`).flatMap((part) => {
    const match = /name="([^"]+)"[^]*?\r\n\r\n([^]*)\r\n$/.exec(part);
    return match?.[1] ? [[match[1], match[2] ?? ''] as [string, string]] : [];
  });
}

function send(response: ServerResponse, answer: Answer, creditsRemaining: number | null = null): void {
  const credits = creditsRemaining === null ? {} : { 'X-API-CREDITS-REMAINING': String(creditsRemaining) };
  if (answer.body === undefined) {
    response.writeHead(answer.status, credits).end();
    return;
  }
  const text = JSON.stringify(answer.body);
  const length = { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': Buffer.byteLength(text) };
  response.writeHead(answer.status, { ...length, ...credits }).end(text);
}
