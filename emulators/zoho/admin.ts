import { isPresent } from './activities/mails.ts';
import { createHash } from 'node:crypto';
import type { Faults, FaultRule } from './faults.ts';
import type { Answer } from './http/answers.ts';
import type { Behaviour } from './http/call.ts';
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

/** The state of the emulator, which the admin API reads and changes. */
export interface AdminState {
  orgs: Map<string, Org>;
  limits: Map<string, Limits>;
  tokens: Tokens;
  faults: Faults;
  /** Difference between the emulator's clock and the real or injected one. */
  time: { aheadMs: number };
  log: LoggedRequest[];
  settings: { latencyMs: number; recordBodies: boolean };
  behaviour: Behaviour;
  snapshotFile: string | null;
  /** The last snapshot if there is no snapshot file. */
  memorySnapshot: Buffer | null;
  replaceOrgs(orgs: Iterable<Org>): void;
  reset(): void;
  url(): string;
}

/** The content of an org: records and custom fields by module. */
export type OrgState = Record<string, { records: Record<string, unknown>[]; customFields: string[] }>;

/**
 * The records and custom fields of each module, the attached files, those of e-mails too, and the e-mails, without times, so that
 * two orgs can be compared.
 *
 * @param only the one module that is wanted
 */
export function stateOf(org: Org, only: string | null = null): Row {
  const isWanted = (name: string) => only === null || only === name;
  const wanted = [...org.modules.values()].filter(({ name }) => isWanted(name));
  const modules = wanted.map((module) => {
    const records = [...module.records.values()].map((record) => ({
      id: record.id,
      ...record.values,
      ...(record.lines ? { $lines: record.lines } : {}),
      ...(record.tags?.length ? { $tags: record.tags.map((id) => module.tags.get(id)?.name) } : {}),
    }));
    const customFields = [...module.fields.values()].filter((field) => field.custom).map((field) => field.apiName);
    return [module.name, { records, customFields }];
  });
  const present = [...org.mails].filter(([, one]) => isPresent(org, one));
  const ofMails = present.flatMap(([parent, { files }]) =>
    files.map((file) => ({ ...file, parent, module: 'Emails' })),
  );
  const attachments = isWanted('Attachments') ? [...org.attachments.values(), ...ofMails] : [];
  const files = attachments.map(({ id, name, module, parent, bytes }) => ({
    ...{ id, File_Name: name, Parent_Id: parent, $se_module: module, Size: bytes.length },
    $sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const mails = present.map(([id, one]) => ({ id, ...one.body, Parent_Id: one.parent, $se_module: one.module }));
  const attached = { Attachments: files, Emails: mails };
  return Object.fromEntries([
    ...modules,
    ...Object.entries(attached)
      .filter(([name]) => isWanted(name))
      .map(([name, records]) => [name, { records, customFields: [] }]),
  ]) as Row;
}

const ok = (body: unknown = {}): Answer => ({ status: 200, body });
const bad = (error: string): Answer => ({ status: 400, body: { error } });

interface AdminCall {
  query: URLSearchParams;
  given: Row;
  body: unknown;
}
type Handler = (state: AdminState, call: AdminCall) => Answer;

const handlers: Record<string, Handler> = {
  'POST reset': (state) => {
    state.reset();
    return ok();
  },
  'GET state': (state, { query }) => {
    const org = state.orgs.get(query.get('org') ?? '');
    return org ? ok(stateOf(org, query.get('module'))) : { status: 404, body: { error: orgInQuery } };
  },
  'GET stats': (state) => {
    const orgs = [...state.orgs].map(([id, one]) => {
      const limits = state.limits.get(id);
      return [id, { ...one.stats, peak: limits?.peak(), creditsUsed: limits?.used() }];
    });
    const tokensIssued = state.tokens.issued();
    return ok({ orgs: Object.fromEntries(orgs) as Row, faults: state.faults.counts(), tokensIssued });
  },
  'POST faults': (state, { body }) => {
    try {
      state.faults.set(body as FaultRule[]);
    } catch (error) {
      return bad(String(error instanceof Error ? error.message : error));
    }
    return ok();
  },
  'POST latency': (state, { given }) => {
    state.settings.latencyMs = Number(given['ms'] ?? 0);
    return ok();
  },
  'POST recording': (state, { given }) => {
    state.settings.recordBodies = given['bodies'] === true;
    return ok();
  },
  'POST limits': (state, { query, given }) => {
    const id = query.get('org');
    for (const [org, limits] of state.limits) if (id === null || org === id) limits.configure(given);
    return ok();
  },
  'GET notices': (state, { query }) => {
    const org = state.orgs.get(query.get('org') ?? '');
    return org ? ok(org.notices) : { status: 404, body: { error: orgInQuery } };
  },
  'POST storage': (state, { query, given }) => {
    const org = state.orgs.get(query.get('org') ?? '');
    return org ? ok(Object.assign(org.storage, given)) : { status: 404, body: { error: orgInQuery } };
  },
  'POST behaviour': (state, { given }) => ok(Object.assign(state.behaviour, given)),
  'POST clock': (state, { given }) => {
    state.time.aheadMs += Number(given['advanceMs'] ?? 0);
    return ok({ aheadMs: state.time.aheadMs });
  },
  'POST token': (state, { given }) => {
    const org = orgOf(state, given);
    const scopes = given['scopes'] as string[] | undefined;
    const email = given['user'] as string | undefined;
    return org ? ok({ apiUrl: state.url(), token: state.tokens.issue(org, scopes, email) }) : bad(orgRequired);
  },
  'POST code': (state, { given }) => {
    const org = orgOf(state, given);
    return org ? ok({ code: state.tokens.code(org, given['scopes'] as string[] | undefined) }) : bad(orgRequired);
  },
  'POST expire-tokens': (state) => {
    state.tokens.expireAll();
    return ok();
  },
  'GET requests': (state, { query }) => {
    const since = Number(query.get('since') ?? 0);
    return ok(state.log.filter((one) => one.number > since));
  },
  'POST snapshot': (state) => {
    if (state.snapshotFile) writeSnapshot(state.snapshotFile, state.orgs);
    else state.memorySnapshot = pack(state.orgs);
    return ok({ file: state.snapshotFile });
  },
  'POST restore': (state) => {
    const found = state.snapshotFile
      ? readSnapshot(state.snapshotFile)
      : state.memorySnapshot && unpack(state.memorySnapshot);
    if (!found) return bad('There is no snapshot to restore');
    state.replaceOrgs(found.values());
    return ok();
  },
};

const orgInQuery = 'State the id of the org: ?org=<id>';
const orgRequired = 'State the org by its id, or the environment: sandbox or production';
const orgOf = (state: AdminState, given: Row): Org | undefined =>
  state.orgs.get(String(given['org'])) ??
  [...state.orgs.values()].find((org) => org.seed.environment === given['environment']);

/** Answers a call below `/__admin/`, with which tests control and inspect the emulator. */
export function answerAdmin(
  state: AdminState,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Answer {
  const handler = handlers[`${method} ${path.slice('/__admin/'.length)}`];
  if (!handler)
    return {
      status: 404,
      body: { error: `Unknown call ${method} ${path}. The calls are ${Object.keys(handlers).join(', ')}.` },
    };
  return handler(state, { query, body, given: (body ?? {}) as Row });
}
