import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { text as readText } from 'node:stream/consumers';
import { AxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type FormData from 'form-data';
import { z } from 'zod';
import { ConnectorError } from '../error.ts';
import type { Authorisation } from './auth.ts';
import { creditsOf, type CostedCall } from './credits.ts';
import { answerFailure, codeOf, networkFailure, parseBody, type CallName } from './failures.ts';
import { downloadAddress } from './hosts.ts';
import { openHost } from '../open-host.ts';
import type { Usage } from './port.ts';
import { atMost, diskFailure } from '../temporary-files.ts';

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below `/crm/v8`, or what `below` says. */
  path: string;
  below?: '/crm/bulk/v8';
  /** The path without ids or values, for messages. */
  name?: string;
  query?: Record<string, string | number>;
  headers?: Record<string, string>;
  body?: unknown;
  cost?: CostedCall;
  signal?: AbortSignal | undefined;
}

export interface Upload {
  /** Path below `/crm/v8` of the upload host. */
  path: string;
  headers: Record<string, string>;
  /** Makes the form anew, for a refused token ends the first one's stream. */
  form: () => FormData;
  signal?: AbortSignal | undefined;
}

export interface Download {
  /** As Zoho named it: relative to the API host, or whole. */
  url: string;
  /** Without ids, for messages. */
  name: string;
  /** Where the bytes go, and how many there may be. */
  file: string;
  mostBytes: number;
  signal?: AbortSignal | undefined;
}

export interface Http {
  /** The parsed body; null for an answer without one (204, 304). Item-level errors are left to the caller. */
  call(request: Request): Promise<unknown>;
  /** Streams a form. A lost answer is harmless: an uploaded file that no job names does nothing. */
  upload(request: Upload): Promise<unknown>;
  /** Streams a file to disk from one of Zoho's own hosts. */
  download(request: Download): Promise<void>;
  usage(): Usage;
  scanned(bodies: number): void;
}

/** Calls Zoho's REST API with a shared token, counts calls and credits, and turns every failure into a `ConnectorError`. */
export function createHttp(options: {
  apiUrl: string;
  uploadUrl: string;
  authorisation: Authorisation;
  timeoutMs: number;
}): Http {
  const { apiUrl, uploadUrl, authorisation, timeoutMs } = options;
  const api = openHost(apiUrl, timeoutMs);
  const uploads = openHost(uploadUrl, timeoutMs);
  const usage: Usage = { calls: 0, credits: 0, bodiesScanned: 0, creditsRemaining: null };

  async function send<Data>(
    host: AxiosInstance,
    config: AxiosRequestConfig,
    token: string,
    call: CallName,
    signal: AbortSignal | undefined,
  ): Promise<AxiosResponse<Data>> {
    usage.calls += 1;
    const headers = { ...(config.headers as Record<string, string>), Authorization: `Zoho-oauthtoken ${token}` };
    try {
      return await host.request<Data>({ ...config, headers, ...(signal ? { signal } : {}) });
    } catch (error) {
      throw networkFailure(error, call, signal);
    }
  }

  /** Sends with a token, and once more with another when Zoho refuses the first. */
  async function exchange<Data>(
    call: CallName,
    cost: CostedCall,
    attempt: (token: string) => Promise<AxiosResponse<Data>>,
  ): Promise<{ answer: AxiosResponse<Data>; body: unknown }> {
    const token = await authorisation.token();
    let answer = await attempt(token);
    if (isTokenRefused(answer)) {
      answer = await attempt(await authorisation.token(token));
    }
    if (typeof answer.data !== 'string') return { answer, body: null };
    const body = answer.data === '' ? null : parseBody(answer.data);
    const failure = answerFailure(answer.status, body, answer.headers['retry-after'], call);
    if (failure) throw failure;
    usage.credits += creditsOf(cost);
    return { answer, body };
  }

  return {
    async call(request) {
      const { method, path, name = path, below = '/crm/v8', query, cost = { kind: 'read', size: 1 }, signal } = request;
      const call: CallName = { method, path: name, writes: ['write', 'delete', 'bulk-write'].includes(cost.kind) };
      const config: AxiosRequestConfig = {
        method,
        url: `${below}${path}`,
        params: query,
        ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
        headers: { 'Content-Type': 'application/json', ...request.headers },
      };
      const { answer, body } = await exchange(call, cost, (token) => send<string>(api, config, token, call, signal));
      const remaining = Number(answer.headers['x-api-credits-remaining'] ?? NaN);
      usage.creditsRemaining = Number.isFinite(remaining) ? remaining : null;
      return body;
    },

    async upload({ path, headers, form, signal }) {
      const call: CallName = { method: 'POST', path, writes: false };
      const attempt = (token: string) => {
        const data = form();
        const length = { 'Content-Length': String(data.getLengthSync()) };
        const config = { method: 'POST', url: `/crm/v8${path}`, data, maxRedirects: 0 };
        return send<string>(
          uploads,
          { ...config, headers: { ...headers, ...data.getHeaders(), ...length } },
          token,
          call,
          signal,
        );
      };
      return (await exchange(call, { kind: 'read', size: 1 }, attempt)).body;
    },

    async download({ url, name, file, mostBytes, signal }) {
      const call: CallName = { method: 'GET', path: name, writes: false };
      const address = downloadAddress(url, { apiUrl, uploadUrl });
      const config: AxiosRequestConfig = { url: address, responseType: 'stream', decompress: false, maxRedirects: 0 };
      const attempt = async (token: string): Promise<AxiosResponse<IncomingMessage | string>> => {
        const answer = await send<IncomingMessage>(api, config, token, call, signal);
        if (answer.status === 200) return answer;
        const data = await readText(answer.data).catch((error: Error) => {
          throw networkFailure(AxiosError.from(error), call, signal);
        });
        // Redirects are not followed, for the token would go along.
        if (answer.status >= 300 && answer.status < 400) throw contractFailure(name);
        return { ...answer, data };
      };
      const { answer } = await exchange(call, { kind: 'read', size: 1 }, attempt);
      if (typeof answer.data === 'string') throw contractFailure(name);
      usage.credits += creditsOf({ kind: 'read', size: 1 });
      const body = answer.data;
      body.setTimeout(timeoutMs, () => body.destroy(new AxiosError('stalled', AxiosError.ECONNABORTED)));
      const bounded = atMost(mostBytes, () => contractFailure(name));
      const sink = createWriteStream(file, { mode: 0o600 });
      await pipeline(body, bounded, sink, signal ? { signal } : {}).catch((error: unknown) => {
        if (error instanceof ConnectorError) throw error;
        throw diskFailure(error) ?? networkFailure(AxiosError.from(error), call, signal);
      });
    },

    usage: () => ({ ...usage }),
    scanned: (bodies) => void (usage.bodiesScanned += bodies),
  };
}

const isTokenRefused = ({ status, data }: AxiosResponse<unknown>): boolean =>
  status === 401 && typeof data === 'string' && codeOf(parseBody(data)) === 'INVALID_TOKEN';

/** Zoho's ids are 17 to 19 digits: as a JSON number they would have lost digits on the way. */
export const ZohoId = z.string().regex(/^\d+$/);

/** An answer that Zoho's documents rule out. `what` names the call, without ids or values. */
export function contractFailure(what: string): ConnectorError {
  return new ConnectorError(
    'contract',
    `Zoho's answer to ${what} is not as documented. Nothing more is sent; report it with the call's time.`,
  );
}
