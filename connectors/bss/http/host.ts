import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { BulkProfile, TmfProfile } from '../../../schemas/profile.ts';
import { ConnectorError } from '../../error.ts';
import { openHost } from '../../open-host.ts';
import { resolveReference, resolveSecret } from '../../secret.ts';
import { openCredentials } from './credentials.ts';
import { checkStatus, connectionFailure, explainFailure } from './failures.ts';
import type { SourceResponse } from './response.ts';
import { retryRequests } from './retries.ts';

type HttpProfile = Pick<TmfProfile | BulkProfile, 'url' | 'auth' | 'tls' | 'timeoutSeconds' | 'hosts'>;

export interface SourceHost {
  origin: string;
  /** The address that the profile's paths are relative to. */
  base: string;
  /** The address without credentials and query. */
  identity: { address: string };
  /**
   * Sends a request to the source's own host, with credentials. Requests that got 429, 5xx or no response are repeated a
   * few times first. A response that is too slow becomes status 504, one that is too large 413.
   * @throws ConnectorError `auth`, `rate-limited`, `unavailable`, or `contract` for an address on another host
   */
  send(request: AxiosRequestConfig & { url: string }): Promise<SourceResponse>;
  /**
   * The bytes at an address, decompressed on request (`Content-Encoding`). Credentials are sent to the source's own host
   * only. `what` names the file in messages.
   * @throws ConnectorError `configuration` for a host that the profile doesn't allow
   */
  stream(
    address: URL,
    options: { what: string; decompress?: boolean; signal?: AbortSignal },
  ): Promise<{ status: number; bytes: Readable }>;
}

/** A larger response is not one page. */
const maxResponseBytes = 256 * 2 ** 20;
/** Redirects are not followed, because they may lead to a host that the profile doesn't allow. */
const noRedirects = { maxRedirects: 0, validateStatus: () => true };

/** Opens the host of a profile. */
export function openSourceHost({ url, auth, tls, timeoutSeconds, hosts }: HttpProfile): SourceHost {
  const base = baseOf(url);
  const { origin, host: name } = new URL(base);
  const timeoutMs = timeoutSeconds * 1_000;
  const client = openHost(base, timeoutMs, certificatesOf(tls));
  retryRequests(client);
  const request = withCredentials(client, openCredentials(auth, client, name));

  return {
    origin,
    base,
    identity: { address: `${origin}${new URL(base).pathname}` },
    async send(config) {
      if (new URL(config.url, `${base}/`).origin !== origin) throw leadsElsewhere(name);
      try {
        const { status, data, headers } = (await request(config)) as AxiosResponse<string>;
        const response = { status, body: data ?? '', headers: headers as Record<string, string> };
        return checkStatus(response, { name, url: config.url });
      } catch (error) {
        return explainFailure(error, name);
      }
    },
    async stream(address, { what, decompress = false, signal }) {
      const config = {
        url: address.href,
        responseType: 'stream' as const,
        maxContentLength: Infinity,
        decompress,
        ...(signal && { signal }),
      };
      if (address.origin === origin) {
        const response = await request(config).catch((error: unknown) => {
          throw connectionFailure(error, name);
        });
        return { status: response.status, bytes: response.data as Readable };
      }
      if (address.protocol !== 'https:' || !hosts.includes(address.host)) throw notAllowed(what, address.host);
      const { status, data } = await axios
        .get<Readable>(address.href, { ...noRedirects, ...config, timeout: timeoutMs })
        .catch((error: unknown) => {
          throw connectionFailure(error, address.host);
        });
      return { status, bytes: data };
    },
  };
}

function baseOf(url: string): string {
  const base = resolveReference(url).replace(/\/$/, '');
  if (URL.canParse(base)) return base;
  throw new ConnectorError(
    'configuration',
    `The source's ${url} is not a valid address. Nothing was read. Set it to http(s)://…`,
  );
}

function certificatesOf(tls: HttpProfile['tls']) {
  if (!tls) return undefined;
  const pem = (reference?: string) => (reference === undefined ? undefined : resolveSecret(reference));
  return { cert: pem(tls.certificate), key: pem(tls.key), ca: pem(tls.authority) };
}

/** Sends requests with credentials. A token may end early: a refused request is sent once more, with a new token. */
function withCredentials(client: AxiosInstance, credentials: ReturnType<typeof openCredentials>) {
  const attempt = async (config: AxiosRequestConfig): Promise<AxiosResponse> => {
    const { headers, ...basic } = await credentials.current();
    return client.request({
      ...noRedirects,
      maxContentLength: maxResponseBytes,
      ...config,
      ...basic,
      headers: { ...config.headers, ...headers },
    });
  };
  return async (config: AxiosRequestConfig): Promise<AxiosResponse> => {
    const response = await attempt(config);
    return response.status === 401 && credentials.discardToken() ? attempt(config) : response;
  };
}

const leadsElsewhere = (name: string) =>
  new ConnectorError(
    'contract',
    `The source at ${name} links to another host. Nothing was requested there; credentials are only sent to the source.`,
  );

const notAllowed = (what: string, host: string) =>
  new ConnectorError(
    'configuration',
    `${what} is at ${host}, which is not allowed. Nothing was fetched. If this host is right, add it under hosts in the source profile.`,
  );
