import type { EmulatorOptions } from '../../../emulators/zoho/server.ts';
import type { OrgSeed } from '../../../emulators/zoho/orgs/seed.ts';
import { startWatchedEmulator } from './shapes.ts';

export interface Reply {
  status: number;
  body: unknown;
  headers: Headers;
}

interface Items {
  data: { details: { id: string } }[];
}
/** Ids in the answer to a write, in the order of the request. */
export const idsOf = (reply: Reply): string[] => (reply.body as Items).data.map((item) => item.details.id);
/** Records in the answer to a read. */
export const rowsOf = (reply: Reply): Record<string, unknown>[] =>
  (reply.body as { data: Record<string, unknown>[] }).data;

/** The first record in the answer to a read; null if it has none. */
export const oneOf = (reply: Reply): Record<string, unknown> | null =>
  reply.body === null ? null : (rowsOf(reply)[0] ?? null);

/** The body: JSON as a value, a file as bytes. */
function readBody(answer: Response, received: Buffer): unknown {
  if (received.length === 0) return null;
  const isJson = answer.headers.get('content-type')?.includes('json');
  return isJson ? (JSON.parse(received.toString()) as unknown) : received;
}

export interface Caller {
  url: string;
  /** The org of the calls. */
  sandbox: OrgSeed;
  /** Calls the API of the sandbox org, below `/crm/v8`. A path `/bulk/…` is below `/crm/bulk/v8`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Calls any path with a token of the sandbox org. */
  raw(method: string, path: string): Promise<Reply>;
  /** Calls the admin API. */
  admin(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Requests a token with the sandbox org's credentials and these changes. */
  grant(changes?: Record<string, string>): Promise<Reply>;
  query(text: string): Promise<Reply>;
  insert(module: string, data: Record<string, unknown>[]): Promise<Reply>;
  /** Throws if an answer differed from Zoho's OpenAPI files in a way that the README doesn't list. */
  close(): Promise<void>;
}

/** No delays, except in tests that are about them. */
const withoutDelays = { searchLagMs: 0, countLagMs: 0, bulkMs: 20 };

export const sandboxId = '20090000002';

/** Starts an emulator for one test, with a token of the sandbox org. */
export async function openEmulator(options: EmulatorOptions = {}): Promise<Caller> {
  const behaviour = { ...withoutDelays, ...options.behaviour };
  const emulator = await startWatchedEmulator({ port: 0, ...options, behaviour });
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Reply> => {
    const isEncoded = typeof body === 'string' || body instanceof URLSearchParams || body instanceof FormData;
    const sent = isEncoded ? body : JSON.stringify(body);
    const answer = await fetch(`${emulator.url}${path}`, { method, headers, ...(body ? { body: sent } : {}) });
    const received = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, body: readBody(answer, received), headers: answer.headers };
  };
  const { token } = (await send('POST', '/__admin/token', { environment: 'sandbox' }, {})).body as { token: string };
  const call: Caller['call'] = (method, path, body, headers = {}) =>
    send(method, path.startsWith('/bulk/') ? `/crm/bulk/v8${path.slice(5)}` : `/crm/v8${path}`, body, {
      Authorization: `Zoho-oauthtoken ${token}`,
      ...headers,
    });
  const sandbox = emulator.orgs.find((org) => org.id === sandboxId);
  if (!sandbox) throw new Error('the demo has no sandbox org');
  return {
    url: emulator.url,
    sandbox,
    call,
    raw: (method, path) => send(method, path, undefined, { Authorization: `Zoho-oauthtoken ${token}` }),
    admin: (method, path, body) => send(method, `/__admin${path}`, body, {}),
    grant: (changes = {}) => {
      const form = {
        grant_type: 'refresh_token',
        client_id: sandbox.clientId,
        client_secret: sandbox.clientSecret,
        refresh_token: sandbox.refreshToken,
        ...changes,
      };
      return send('POST', '/oauth/v2/token', new URLSearchParams(form), {});
    },
    query: (text) => call('POST', '/coql', { select_query: text }),
    insert: (module, data) => call('POST', `/${module}`, { data, trigger: [] }),
    close: () => emulator.close(),
  };
}
