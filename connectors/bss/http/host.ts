import { Readable } from 'node:stream';
import axios, { isAxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import type { BulkProfile, TmfProfile } from '../../../schemas/profile.ts';
import { ConnectorError } from '../../error.ts';
import { openHost } from '../../open-host.ts';
import { resolveReference, resolveSecret } from '../../secret.ts';
import { openCredentials, type Credentials } from './credentials.ts';
import { checkStatus, connectionFailure, explainFailure } from './failures.ts';
import type { SourceResponse } from './response.ts';
import { retryRequests } from '../../retry-requests.ts';

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
  const tokenClient = openHost(base, timeoutMs, certificatesOf(tls));
  addCredentials(client, openCredentials(auth, tokenClient, name));
  for (const one of [client, tokenClient]) retryRequests(one);
  const request = (config: AxiosRequestConfig) =>
    client.request({ ...noRedirects, maxContentLength: maxResponseBytes, ...config });

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

/**
 * Sends each request with credentials, repetitions of a failed one as well. A token may end at any time, so a request that is
 * refused is sent again with a new one.
 */
function addCredentials(client: AxiosInstance, credentials: Credentials): void {
  const send = axios.getAdapter(client.defaults.adapter);
  client.defaults.adapter = async (config) => {
    let grant = await credentials.next(null);
    for (;;) {
      const { headers, auth } = grant?.config ?? {};
      config.headers.set(headers as Record<string, string>);
      try {
        return await send(auth ? { ...config, auth } : config);
      } catch (error) {
        // The repetition of requests makes an error of every response, and takes it back.
        const response = isAxiosError(error) ? error.response : undefined;
        const next = response?.status === 401 ? await credentials.next(grant) : null;
        if (next === null) throw error;
        grant = next;
        // The refusal of a stream is not read.
        if (response?.data instanceof Readable) response.data.destroy();
      }
    }
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
