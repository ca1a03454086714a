import type { Answer } from './answers.ts';
import type { FaultRule } from './faults.ts';
import type { Limits } from './limits.ts';
import type { Org, Row } from './org.ts';

export interface LoggedRequest {
  number: number;
  at: number;
  method: string;
  path: string;
  org: string | null;
  status: number;
  body?: string;
}

export interface Server {
  orgs: Map<string, Org>;
  limits: Map<string, Limits>;
  log: LoggedRequest[];
  settings: { latencyMs: number; recordBodies: boolean };
  setFaults(rules: FaultRule[]): void;
  struck(): Record<string, number>;
  reset(): void;
  expireTokens(): void;
  tokensIssued(): number;
  /** An access token of an org, outside the limits of the token endpoint. */
  tokenFor(org: Org): string;
  url(): string;
}

/** Content of an org without times: the records and custom fields of each module, for comparison. */
export function stateOf(org: Org): Row {
  const modules = [...org.modules.values()].map((module) => {
    const records = [...module.records.values()].map((record) => ({
      id: record.id,
      ...record.values,
      ...(record.lines ? { $lines: record.lines } : {}),
    }));
    const customFields = [...module.fields.values()].filter((field) => field.custom).map((field) => field.apiName);
    return [module.name, { records, customFields }];
  });
  return Object.fromEntries(modules) as Row;
}

/** The surface outside `/crm` by which tests steer the emulator and look at it. */
export function answerAdmin(
  server: Server,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Answer {
  const org = server.orgs.get(query.get('org') ?? '');
  const given = (body ?? {}) as Row;
  switch (`${method} ${path}`) {
    case 'POST /__admin/reset':
      server.reset();
      return { status: 200, body: {} };
    case 'GET /__admin/state':
      return org ? { status: 200, body: stateOf(org) } : { status: 404, body: { error: 'name an org: ?org=<id>' } };
    case 'GET /__admin/stats': {
      const orgs = [...server.orgs].map(([id, one]) => [id, { ...one.stats, peak: server.limits.get(id)?.peak() }]);
      return {
        status: 200,
        body: { orgs: Object.fromEntries(orgs) as Row, faults: server.struck(), tokensIssued: server.tokensIssued() },
      };
    }
    case 'POST /__admin/faults':
      server.setFaults(body as FaultRule[]);
      return { status: 200, body: {} };
    case 'POST /__admin/latency':
      server.settings.latencyMs = Number(given['ms'] ?? 0);
      return { status: 200, body: {} };
    case 'POST /__admin/recording':
      server.settings.recordBodies = given['bodies'] === true;
      return { status: 200, body: {} };
    case 'POST /__admin/limits':
      for (const [id, limits] of server.limits) if (!org || org.seed.id === id) limits.configure(given);
      return { status: 200, body: {} };
    case 'POST /__admin/token': {
      const owner = [...server.orgs.values()].find((one) => one.seed.environment === given['environment']);
      return owner
        ? { status: 200, body: { apiUrl: server.url(), token: server.tokenFor(owner) } }
        : { status: 404, body: { error: 'environment must be sandbox or production' } };
    }
    case 'POST /__admin/expire-tokens':
      server.expireTokens();
      return { status: 200, body: {} };
    case 'GET /__admin/requests': {
      const since = Number(query.get('since') ?? 0);
      return { status: 200, body: server.log.filter((one) => one.number > since) };
    }
    default:
      return { status: 404, body: { error: `no ${method} ${path}` } };
  }
}
