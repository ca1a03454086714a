import { isAxiosError, isCancel, type AxiosError } from 'axios';
import { ConnectorError } from '../../error.ts';
import { codeOf, isUnconnected, kindOf } from '../../foreign-error.ts';
import type { SourceResponse } from './response.ts';

/** Seconds to wait when a 429 does not say how long. */
const usualWaitSeconds = 60;

/**
 * Returns the response, unless its status is a failure whatever was asked.
 * @throws ConnectorError `auth`, `rate-limited` or `unavailable`
 */
export function checkStatus(response: SourceResponse, { name, url }: { name: string; url: string }): SourceResponse {
  const { status, headers } = response;
  if (status === 401 || status === 403 || status === 407) {
    throw new ConnectorError(
      'auth',
      `The source at ${name} refuses ${resourceOf(url)} (status ${status}). Nothing was changed. Check auth in the source profile.`,
    );
  }
  if (status === 429) {
    const seconds = Number(headers['retry-after']);
    throw new ConnectorError(
      'rate-limited',
      `The source at ${name} accepts no more requests for now (429). What was staged is kept. The extraction continues later.`,
      { retryAfterMs: (Number.isFinite(seconds) ? seconds : usualWaitSeconds) * 1_000 },
    );
  }
  if (status === 408 || status === 502 || status === 503) throw unavailable(name, `status ${status}`);
  return response;
}

/**
 * What a request without a complete response means. A response that was too slow or too large becomes status 504 or 413,
 * because a smaller page may succeed.
 * @throws ConnectorError for anything else that happened to the connection; any other error unchanged
 */
export function explainFailure(error: unknown, name: string): SourceResponse {
  const code = codeOf(error);
  if (isAxiosError(error) && !isUnconnected(error)) {
    if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return { status: 504, headers: {}, body: '' };
    if (isTooLarge(error)) return { status: 413, headers: {}, body: '' };
  }
  throw connectionFailure(error, name);
}

/** Explains an error of the connection to the source; any other error, such as a cancellation, is returned unchanged. */
export function connectionFailure(error: unknown, name: string): unknown {
  if (error instanceof ConnectorError || isCancel(error)) return error;
  const kind = kindOf(error);
  if (kind === 'auth')
    return new ConnectorError(
      'auth',
      `The certificate of the source at ${name}, or of the worker, is not accepted (${codeOf(error)}). What was staged is kept. Check tls in the source profile and the clock of the worker.`,
    );
  if (kind === 'unavailable' || isAxiosError(error)) return unavailable(name, codeOf(error) || 'no response');
  return error;
}

/** axios has one code for a bad response; without a response, it is one of more than `maxContentLength` bytes. */
const isTooLarge = ({ code, response }: AxiosError) => code === 'ERR_BAD_RESPONSE' && response === undefined;

export const unavailable = (name: string, why: string) =>
  new ConnectorError(
    'unavailable',
    `The source at ${name} does not answer (${why}). What was staged is kept. Check url in the source profile and the network.`,
  );

/**
 * The resource of a path, without the record's id, which may be a phone number: segments up to the first one that has a
 * digit and is not a version such as `v4`.
 */
const resourceOf = (url: string): string => {
  const segments = url.replace(/[?#].*$/s, '').split('/');
  const end = segments.findIndex((segment) => /\d|%|@/.test(segment) && !/^v\d{1,2}$/.test(segment));
  return segments.slice(0, Math.min(5, end === -1 ? 5 : end)).join('/');
};
