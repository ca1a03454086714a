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
import { responseFailure, codeOf, networkFailure, parseBody, type CallName } from './failures.ts';
import { downloadAddress } from './hosts.ts';
import type { RemainingCredits } from './remaining-credits.ts';
import { openHost } from '../open-host.ts';
import type { Usage } from './port.ts';
import { atMost, diskFailure } from '../temporary-files.ts';

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path relative to `basePath`. */
  path: string;
  /** Default: `/crm/v8`. */
  basePath?: '/crm/bulk/v8';
  /** The path without ids or values, for error messages. */
  name?: string;
  query?: Record<string, string | number>;
  headers?: Record<string, string>;
  body?: unknown;
  cost?: CostedCall;
  signal?: AbortSignal | undefined;
}

export interface Upload {
  /** Path relative to `/crm/v8`. */
  path: string;
  /** The path without ids or values, for error messages. */
  name?: string;
  /** `upload`: the host for bulk files, where a file alone has no effect. `api`: the file becomes a part of a record. */
  host: 'upload' | 'api';
  headers?: Record<string, string>;
  /** Creates the form for each attempt, because a rejected token uses up the stream of the first one. */
  form: () => FormData;
  signal?: AbortSignal | undefined;
}

export interface Download {
  /** The URL in Zoho's response: absolute, or relative to the API host. */
  url: string;
  /** Name of the file in error messages, without ids. */
  name: string;
  /** Target path, and maximum size in bytes. */
  file: string;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

export interface Http {
  /** Returns the parsed body; null if there is none (204, 304). The caller must handle errors of single items. */
  call(request: Request): Promise<unknown>;
  /** Uploads a form as a stream. A lost response of the upload host is harmless. */
  upload(request: Upload): Promise<unknown>;
  /** Downloads a file from one of Zoho's hosts to disk. */
  download(request: Download): Promise<void>;
  usage(): Usage;
  countScanned(bodies: number): void;
}

/**
 * Calls Zoho's REST API with a shared token, counts calls and credits, and turns every failure into a `ConnectorError`.
 */
export function createHttp(options: {
  apiUrl: string;
  uploadUrl: string;
  authorisation: Authorisation;
  credits: RemainingCredits;
  timeoutMs: number;
}): Http {
  const { apiUrl, uploadUrl, authorisation, credits, timeoutMs } = options;
  const api = openHost(apiUrl, timeoutMs);
  const uploads = openHost(uploadUrl, timeoutMs);
  const usage = { calls: 0, credits: 0, bodiesScanned: 0 };

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
      throw networkFailure(error, call, host.defaults.baseURL ?? apiUrl, signal);
    }
  }

  /**
   * Sends a request, and repeats it once with a new token if Zoho rejects the first.
   * @throws ConnectorError `credits` when the call would use credits that are kept for the org's users
   */
  async function exchange<Data>(
    call: CallName,
    cost: CostedCall,
    attempt: (token: string) => Promise<AxiosResponse<Data>>,
  ): Promise<{ response: AxiosResponse<Data>; body: unknown }> {
    credits.check(creditsOf(cost));
    const token = await authorisation.token();
    let response = await attempt(token);
    if (isTokenRejected(response)) {
      response = await attempt(await authorisation.token(token));
    }
    if (!isRefusedUnread(response)) usage.credits += creditsOf(cost);
    if (typeof response.data !== 'string') return { response, body: null };
    const body = response.data === '' ? null : parseBody(response.data);
    const failure = responseFailure(response.status, body, response.headers['retry-after'], call);
    if (failure) throw failure;
    return { response, body };
  }

  return {
    async call(request) {
      const {
        method,
        path,
        name = path,
        basePath = '/crm/v8',
        query,
        cost = { kind: 'read', size: 1 },
        signal,
      } = request;
      const call: CallName = {
        method,
        path: name,
        writes: ['write', 'delete', 'bulk-write', 'module'].includes(cost.kind),
      };
      const config: AxiosRequestConfig = {
        method,
        url: `${basePath}${path}`,
        params: query,
        ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
        headers: { 'Content-Type': 'application/json', ...request.headers },
      };
      const { response, body } = await exchange(call, cost, (token) => send<string>(api, config, token, call, signal));
      const remaining = Number(response.headers['x-api-credits-remaining'] ?? NaN);
      credits.set(Number.isFinite(remaining) ? remaining : null);
      return body;
    },

    async upload({ path, name = path, host, headers, form, signal }) {
      const call: CallName = { method: 'POST', path: name, writes: host === 'api' };
      const attempt = (token: string) => {
        const data = form();
        const length = { 'Content-Length': String(data.getLengthSync()) };
        const config = { method: 'POST', url: `/crm/v8${path}`, data, maxRedirects: 0 };
        return send<string>(
          host === 'api' ? api : uploads,
          { ...config, headers: { ...headers, ...data.getHeaders(), ...length } },
          token,
          call,
          signal,
        );
      };
      return (await exchange(call, { kind: 'read', size: 1 }, attempt)).body;
    },

    async download({ url, name, file, maxBytes, signal }) {
      const call: CallName = { method: 'GET', path: name, writes: false };
      const address = downloadAddress(url, { apiUrl, uploadUrl });
      const config: AxiosRequestConfig = { url: address, responseType: 'stream', decompress: false, maxRedirects: 0 };
      const attempt = async (token: string): Promise<AxiosResponse<IncomingMessage | string>> => {
        const response = await send<IncomingMessage>(api, config, token, call, signal);
        if (response.status === 200) return response;
        const data = await readText(response.data).catch((error: Error) => {
          throw networkFailure(error, call, address, signal);
        });
        // Redirects are not followed, because they would send the token to another host.
        if (response.status >= 300 && response.status < 400) throw contractFailure(name);
        return { ...response, data };
      };
      const { response } = await exchange(call, { kind: 'read', size: 1 }, attempt);
      if (typeof response.data === 'string') throw contractFailure(name);
      const body = response.data;
      body.setTimeout(timeoutMs, () => body.destroy(new AxiosError('stalled', AxiosError.ECONNABORTED)));
      const bounded = atMost(maxBytes, () => contractFailure(name));
      const sink = createWriteStream(file, { mode: 0o600 });
      await pipeline(body, bounded, sink, signal ? { signal } : {}).catch((error: unknown) => {
        if (error instanceof ConnectorError) throw error;
        throw diskFailure(error) ?? networkFailure(error, call, address, signal);
      });
    },

    usage: () => ({ ...usage, creditsRemaining: credits.left() }),
    countScanned: (bodies) => void (usage.bodiesScanned += bodies),
  };
}

const isTokenRejected = ({ status, data }: AxiosResponse<unknown>): boolean =>
  status === 401 && typeof data === 'string' && codeOf(parseBody(data)) === 'INVALID_TOKEN';

/**
 * Whether Zoho did not read the request. All other calls are counted as paid, also those that fail, because Zoho does not
 * document what a failed call costs.
 */
const isRefusedUnread = ({ status }: AxiosResponse<unknown>): boolean => status === 401 || status === 429;

/** Zoho's ids have 17 to 19 digits. As JSON numbers they would lose digits. */
export const ZohoId = z.string().regex(/^\d+$/);

/** The error for a response that contradicts Zoho's documentation. `what` names the call, without ids or values. */
export function contractFailure(what: string): ConnectorError {
  return new ConnectorError(
    'contract',
    `Zoho's response to ${what} does not match its documentation. No more calls are sent. Report it with the time of the call.`,
  );
}
