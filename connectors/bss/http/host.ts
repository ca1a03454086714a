import type { Readable } from 'node:stream';
import axios, { isAxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import axiosRetry, { exponentialDelay, isNetworkError, isRetryableError, retryAfter } from 'axios-retry';
import { z } from 'zod';
import type { BulkProfile, TmfProfile } from '../../schemas/profile.ts';
import { ConnectorError } from '../error.ts';
import { openHost } from '../open-host.ts';
import { resolveReference, resolveSecret } from '../secret.ts';

/** An answer with its body as text. */
export interface SourceAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface SourceHost {
  origin: string;
  /** Where the paths of the profile begin. */
  base: string;
  /**
   * Sends a request to the source's own host, with proof of who asks. 429, 5xx and lost answers are tried again a few times
   * first. A request without an answer in time is told as status 504, for a smaller one may have one.
   * @throws ConnectorError `auth`, `rate-limited`, `unavailable`, or `contract` for an address elsewhere
   */
  send(request: AxiosRequestConfig & { url: string }): Promise<SourceAnswer>;
  /**
   * The bytes at an address as they come, or as they were before the server packed them for the way. Credentials go to the
   * source's own host only. `what` names it for people.
   * @throws ConnectorError `configuration` for a host that the profile doesn't allow
   */
  stream(
    address: URL,
    how: { what: string; unpacks?: boolean; signal?: AbortSignal },
  ): Promise<{ status: number; bytes: Readable }>;
}

const retries = 3;
/** Longer waits are not for a slot of a worker. */
const longestWaitMs = 20_000;
/** One page; beyond that it is no page. */
const mostBytes = 256 * 2 ** 20;

const bare = { maxRedirects: 0, validateStatus: () => true };

const Token = z.object({ access_token: z.string() });

/** Opens the host of a profile. Its secrets are read when they are needed and never told. */
export function openSourceHost({
  url,
  auth,
  tls,
  timeoutSeconds,
  hosts,
}: Pick<TmfProfile | BulkProfile, 'url' | 'auth' | 'tls' | 'timeoutSeconds' | 'hosts'>): SourceHost {
  const base = resolveReference(url).replace(/\/$/, '');
  if (!URL.canParse(base)) {
    throw new ConnectorError(
      'configuration',
      `The source's ${url} is no address. Nothing was read. Set it to http(s)://…`,
    );
  }
  const { origin, host: name } = new URL(base);
  const pem = (reference?: string) => (reference === undefined ? undefined : resolveSecret(reference));
  const certificates = tls && { cert: pem(tls.certificate), key: pem(tls.key), ca: pem(tls.authority) };
  const host = openHost(base, timeoutSeconds * 1_000, certificates);
  retryOn(host);
  let token: Promise<string> | null = null;

  const fetchToken = async (): Promise<string> => {
    if (auth.kind !== 'oauth2') return '';
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(auth.scope && { scope: auth.scope }) });
    const username = resolveSecret(auth.clientId);
    const password = resolveSecret(auth.clientSecret);
    const answer = await host.post<string>(auth.tokenUrl, form, { auth: { username, password } });
    const body = Token.safeParse(parsed(answer.data));
    if (body.success) return body.data.access_token;
    throw new ConnectorError(
      'auth',
      `The source at ${name} gives no token (status ${answer.status}). Nothing was read. Check auth in the source profile.`,
    );
  };
  const proof = async (): Promise<AxiosRequestConfig> => {
    if (auth.kind === 'none') return {};
    if (auth.kind === 'basic')
      return { auth: { username: resolveSecret(auth.username), password: resolveSecret(auth.password) } };
    if (auth.kind === 'apiKey') return { headers: { [auth.header]: resolveSecret(auth.value) } };
    // A refused token is not kept.
    token ??= fetchToken().catch((error: unknown) => {
      token = null;
      throw error;
    });
    return { headers: { Authorization: `Bearer ${await token}` } };
  };
  const attempt = async (request: AxiosRequestConfig): Promise<AxiosResponse> => {
    const { headers, ...credentials } = await proof();
    return host.request({
      maxContentLength: mostBytes,
      maxRedirects: 0,
      ...request,
      ...credentials,
      headers: { ...request.headers, ...headers },
    });
  };

  /** A token may end before its time: then once more, with another. */
  const proven = async (request: AxiosRequestConfig): Promise<AxiosResponse> => {
    const answer = await attempt(request);
    if (answer.status !== 401 || token === null) return answer;
    token = null;
    return attempt(request);
  };

  return {
    origin,
    base,
    async stream(address, { what, unpacks = false, signal }) {
      const isElsewhere = address.origin !== origin;
      if (isElsewhere && !(hosts.includes(address.host) && address.protocol === 'https:')) {
        throw new ConnectorError(
          'configuration',
          `${what} lies at ${address.host}, which is not allowed. Nothing was fetched. If it is right, add it under hosts in the source profile.`,
        );
      }
      const request = {
        url: address.href,
        responseType: 'stream' as const,
        maxContentLength: Infinity,
        decompress: unpacks,
        ...(signal && { signal }),
      };
      const answer = isElsewhere
        ? await axios.get<Readable>(address.href, { ...bare, ...request, timeout: timeoutSeconds * 1_000 })
        : await proven(request);
      return { status: answer.status, bytes: answer.data as Readable };
    },
    async send(request) {
      if (new URL(request.url, `${base}/`).origin !== origin) {
        throw new ConnectorError(
          'contract',
          `The source at ${name} leads to another host. Nothing was asked there; credentials stay with the source.`,
        );
      }
      try {
        const { status, data, headers } = (await proven(request)) as AxiosResponse<string>;
        if (status === 401 || status === 403) {
          throw new ConnectorError(
            'auth',
            `The source at ${name} refuses ${pathOf(request.url)} (status ${status}). Nothing was changed. Check auth in the source profile.`,
          );
        }
        if (status === 429) {
          const wait = Number(headers['retry-after']) * 1_000;
          throw new ConnectorError(
            'rate-limited',
            `The source at ${name} takes no more requests for now (429). What was sealed stays; it goes on later.`,
            Number.isFinite(wait) ? wait : 60_000,
          );
        }
        if (status === 502 || status === 503) throw unavailable(name, `status ${status}`);
        return { status, body: data ?? '', headers: headers as Record<string, string> };
      } catch (error) {
        if (!isAxiosError(error)) throw error;
        if (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT') return { status: 504, headers: {}, body: '' };
        if (error.code === 'ERR_BAD_RESPONSE' && /maxContentLength/.test(error.message))
          return { status: 413, headers: {}, body: '' };
        throw unavailable(name, error.code ?? 'no answer');
      }
    },
  };
}

const unavailable = (name: string, why: string) =>
  new ConnectorError(
    'unavailable',
    `The source at ${name} does not answer (${why}). What was sealed stays. Check url in the source profile and the network.`,
  );

/** The resource without the record's id, which may be somebody's number. */
const pathOf = (url: string): string =>
  url
    .replace(/[?#].*$/s, '')
    .split('/')
    .slice(0, 5)
    .join('/');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const isTryAgain = (status: number) => status === 429 || status >= 500;

function retryOn(host: AxiosInstance): void {
  axiosRetry(host, {
    retries,
    // Answers of any status come back as answers, but those that may be better the next time are tried again first.
    validateResponse: ({ status }) => !isTryAgain(status),
    retryCondition: (error) => {
      const status = error.response?.status;
      if (error.response && retryAfter(error) > longestWaitMs) return false;
      // One that is broken is mostly broken for good; the caller narrows it down.
      if (status === 500) return (error.config?.['axios-retry']?.retryCount ?? 0) < 1;
      return isNetworkError(error) || isRetryableError(error) || (status !== undefined && isTryAgain(status));
    },
    retryDelay: (count, error) => exponentialDelay(count, error, 50),
  });
  // After the last attempt its answer counts, whatever it is.
  host.interceptors.response.use(undefined, (error: unknown) => {
    if (isAxiosError(error) && error.response) return error.response;
    throw error;
  });
}
