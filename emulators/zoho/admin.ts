import type { Faults, FaultRule } from './faults.ts';
import type { Answer } from './http/answers.ts';
import type { Manners } from './http/call.ts';
import type { Limits } from './limits.ts';
import type { Tokens } from './oauth.ts';
import type { Org, Row } from './orgs/org.ts';
import { pack, readSnapshot, unpack, writeSnapshot } from './orgs/snapshot.ts';

export interface LoggedRequest {
  number: number;
  at: number;
  method: string;
  path: string;
  org: string | null;
  status: number;
  body?: string;
}

/** The emulator's insides, as tests may touch them. */
export interface Server {
  orgs: Map<string, Org>;
  limits: Map<string, Limits>;
  tokens: Tokens;
  faults: Faults;
  /** How far the emulator's clock is ahead of the real or injected one. */
  time: { aheadMs: number };
  log: LoggedRequest[];
  settings: { latencyMs: number; recordBodies: boolean };
  manners: Manners;
  snapshotFile: string | null;
  /** The last snapshot, where there is no file for it. */
  kept: Buffer | null;
  adopt(orgs: Iterable<Org>): void;
  reset(): void;
  url(): string;
}

/** Content of an org without times: the records and custom fields of each module, for comparison. */
export function stateOf(org: Org): Row {
  const modules = [...org.modules.values()].map((module) => {
    const records = [...module.records.values()].map((record) => ({
      id: record.id,
      ...record.values,
      ...(record.lines ? { $lines: record.lines } : {}),
      ...(record.tags?.length ? { $tags: record.tags.map((id) => module.tags.get(id)?.name) } : {}),
    }));
    const customFields = [...module.fields.values()].filter((field) => field.custom).map((field) => field.apiName);
    return [module.name, { records, customFields }];
  });
  return Object.fromEntries(modules) as Row;
}

const ok = (body: unknown = {}): Answer => ({ status: 200, body });
const bad = (error: string): Answer => ({ status: 400, body: { error } });

interface Asked {
  query: URLSearchParams;
  given: Row;
  body: unknown;
}
type Handler = (server: Server, asked: Asked) => Answer;

const handlers: Record<string, Handler> = {
  'POST reset': (server) => {
    server.reset();
    return ok();
  },
  'GET state': (server, { query }) => {
    const org = server.orgs.get(query.get('org') ?? '');
    return org ? ok(stateOf(org)) : { status: 404, body: { error: 'name an org: ?org=<id>' } };
  },
  'GET stats': (server) => {
    const orgs = [...server.orgs].map(([id, one]) => {
      const limits = server.limits.get(id);
      return [id, { ...one.stats, peak: limits?.peak(), creditsUsed: limits?.used() }];
    });
    const tokensIssued = server.tokens.issued();
    return ok({ orgs: Object.fromEntries(orgs) as Row, faults: server.faults.struck(), tokensIssued });
  },
  'POST faults': (server, { body }) => {
    try {
      server.faults.set(body as FaultRule[]);
    } catch (error) {
      return bad(String(error instanceof Error ? error.message : error));
    }
    return ok();
  },
  'POST latency': (server, { given }) => {
    server.settings.latencyMs = Number(given['ms'] ?? 0);
    return ok();
  },
  'POST recording': (server, { given }) => {
    server.settings.recordBodies = given['bodies'] === true;
    return ok();
  },
  'POST limits': (server, { query, given }) => {
    const id = query.get('org');
    for (const [org, limits] of server.limits) if (id === null || org === id) limits.configure(given);
    return ok();
  },
  'POST manners': (server, { given }) => ok(Object.assign(server.manners, given)),
  'POST clock': (server, { given }) => {
    server.time.aheadMs += Number(given['advanceMs'] ?? 0);
    return ok({ aheadMs: server.time.aheadMs });
  },
  'POST token': (server, { given }) => {
    const org = orgOf(server, given);
    const scopes = given['scopes'] as string[] | undefined;
    return org ? ok({ apiUrl: server.url(), token: server.tokens.issue(org, scopes) }) : bad(whichOrg);
  },
  'POST code': (server, { given }) => {
    const org = orgOf(server, given);
    return org ? ok({ code: server.tokens.code(org, given['scopes'] as string[] | undefined) }) : bad(whichOrg);
  },
  'POST expire-tokens': (server) => {
    server.tokens.expireAll();
    return ok();
  },
  'GET requests': (server, { query }) => {
    const since = Number(query.get('since') ?? 0);
    return ok(server.log.filter((one) => one.number > since));
  },
  'POST snapshot': (server) => {
    if (server.snapshotFile) writeSnapshot(server.snapshotFile, server.orgs);
    else server.kept = pack(server.orgs);
    return ok({ file: server.snapshotFile });
  },
  'POST restore': (server) => {
    const found = server.snapshotFile ? readSnapshot(server.snapshotFile) : server.kept && unpack(server.kept);
    if (!found) return bad('there is no snapshot to restore');
    server.adopt(found.values());
    return ok();
  },
};

const whichOrg = 'name an org by its id, or by environment: sandbox or production';
const orgOf = (server: Server, given: Row): Org | undefined =>
  server.orgs.get(String(given['org'])) ??
  [...server.orgs.values()].find((org) => org.seed.environment === given['environment']);

/** The surface outside `/crm` by which tests steer the emulator and look at it. */
export function answerAdmin(
  server: Server,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Answer {
  const handler = handlers[`${method} ${path.slice('/__admin/'.length)}`];
  if (!handler)
    return { status: 404, body: { error: `no ${method} ${path}; there are ${Object.keys(handlers).join(', ')}` } };
  return handler(server, { query, body, given: (body ?? {}) as Row });
}
