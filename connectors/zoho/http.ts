import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { ConnectorError } from '../error.ts';
import type { Authorisation } from './auth.ts';
import { creditsOf, type CostedCall } from './credits.ts';
import { answerFailure, networkFailure, parseBody, type CallName } from './failures.ts';
import type { Usage } from './port.ts';

const agents = { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) };

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below `/crm/v8`. */
  path: string;
  /** The path without ids or values, for messages. */
  name?: string;
  query?: Record<string, string | number>;
  body?: unknown;
  cost?: CostedCall;
  signal?: AbortSignal | undefined;
}

export interface Http {
  /** The parsed body; null for an answer without one (204, 304). Item-level errors are left to the caller. */
  call(request: Request): Promise<unknown>;
  usage(): Usage;
  scanned(bodies: number): void;
}

/** Calls Zoho's REST API with a shared token, counts calls and credits, and turns every failure into a `ConnectorError`. */
export function createHttp(options: { apiUrl: string; authorisation: Authorisation; timeoutMs: number }): Http {
  const { authorisation } = options;
  const host: AxiosInstance = axios.create({
    ...agents,
    baseURL: `${options.apiUrl}/crm/v8`,
    timeout: options.timeoutMs,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    maxBodyLength: Infinity,
  });
  const usage: Usage = { calls: 0, credits: 0, bodiesScanned: 0, creditsRemaining: null };

  async function send(request: Request, token: string, call: CallName) {
    usage.calls += 1;
    try {
      return await host.request<string>({
        method: request.method,
        url: request.path,
        params: request.query,
        ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
        headers: { Authorization: `Zoho-oauthtoken ${token}`, 'Content-Type': 'application/json' },
        ...(request.signal ? { signal: request.signal } : {}),
      });
    } catch (error) {
      throw networkFailure(error, call, request.signal);
    }
  }

  return {
    async call(request) {
      const writes = request.cost?.kind === 'write' || request.cost?.kind === 'delete';
      const call: CallName = { method: request.method, path: request.name ?? request.path, writes };
      let token = await authorisation.token();
      let answer = await send(request, token, call);
      if (answer.status === 401 && /INVALID_TOKEN/.test(answer.data)) {
        token = await authorisation.token(token);
        answer = await send(request, token, call);
      }
      const remaining = Number(answer.headers['x-api-credits-remaining'] ?? NaN);
      usage.creditsRemaining = Number.isFinite(remaining) ? remaining : null;
      const body = answer.data === '' ? null : parseBody(answer.data);
      const failure = answerFailure(answer.status, body, answer.headers['retry-after'], call);
      if (failure) throw failure;
      usage.credits += creditsOf(request.cost ?? { kind: 'read', size: 1 });
      return body;
    },
    usage: () => ({ ...usage }),
    scanned: (bodies) => void (usage.bodiesScanned += bodies),
  };
}

/** Zoho's ids are 17 to 19 digits: as a JSON number they would have lost digits on the way. */
export function contractFailure(what: string): ConnectorError {
  return new ConnectorError(
    'contract',
    `Zoho's answer to ${what} is not as documented. Nothing more is sent; report it with the call's time.`,
  );
}
