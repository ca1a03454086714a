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
/** Ids in the answer of a write, in the order sent. */
export const idsOf = (reply: Reply): string[] => (reply.body as Items).data.map((item) => item.details.id);
/** Records in the answer of a read. */
export const rowsOf = (reply: Reply): Record<string, unknown>[] =>
  (reply.body as { data: Record<string, unknown>[] }).data;

/** A record as the answer of a read has it, and null for none. */
export const oneOf = (reply: Reply): Record<string, unknown> | null =>
  reply.body === null ? null : (rowsOf(reply)[0] ?? null);

/** JSON as a value, a file as its bytes. */
function readBody(answer: Response, received: Buffer): unknown {
  if (received.length === 0) return null;
  const isJson = answer.headers.get('content-type')?.includes('json');
  return isJson ? (JSON.parse(received.toString()) as unknown) : received;
}

export interface Caller {
  url: string;
  /** The org whose token the calls carry. */
  sandbox: OrgSeed;
  /** A call of the sandbox org, below `/crm/v8`; a path of a bulk job, `/bulk/…`, below `/crm/bulk/v8`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** A call below `/__admin`. */
  admin(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Asks the token endpoint with the sandbox org's credentials and these changes. */
  grant(changes?: Record<string, string>): Promise<Reply>;
  query(text: string): Promise<Reply>;
  insert(module: string, data: Record<string, unknown>[]): Promise<Reply>;
  /** Fails if an answer differed from Zoho's OpenAPI files in a way that the README doesn't name. */
  close(): Promise<void>;
}

/** Tests see what they wrote at once, unless they are about the delay. */
const prompt = { searchLagMs: 0, countLagMs: 0, bulkMs: 20 };

export const sandboxId = '20090000002';

/** Starts an emulator of its own for one test, with a token of the sandbox org. */
export async function openEmulator(options: EmulatorOptions = {}): Promise<Caller> {
  const behaviour = { ...prompt, ...options.behaviour };
  const emulator = await startWatchedEmulator({ port: 0, ...options, behaviour });
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Reply> => {
    const asIs = typeof body === 'string' || body instanceof URLSearchParams || body instanceof FormData;
    const sent = asIs ? body : JSON.stringify(body);
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
