import { isAxiosError, type AxiosError } from 'axios';
import { ConnectorError } from '../../error.ts';
import type { SourceResponse } from './response.ts';

/** Seconds to wait when a 429 does not say how long. */
const usualWaitSeconds = 60;

/**
 * Returns the response, unless its status is a failure whatever was asked.
 * @throws ConnectorError `auth`, `rate-limited` or `unavailable`
 */
export function checkStatus(response: SourceResponse, { name, url }: { name: string; url: string }): SourceResponse {
  const { status, headers } = response;
  if (status === 401 || status === 403) {
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
  if (status === 502 || status === 503) throw unavailable(name, `status ${status}`);
  return response;
}

/**
 * What a request without a complete response means. A response that was too slow or too large becomes status 504 or 413,
 * because a smaller page may succeed.
 * @throws ConnectorError `unavailable` for a lost connection; any other error unchanged
 */
export function explainFailure(error: unknown, name: string): SourceResponse {
  if (!isAxiosError(error)) throw error;
  if (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT') return { status: 504, headers: {}, body: '' };
  if (isTooLarge(error)) return { status: 413, headers: {}, body: '' };
  throw unavailable(name, error.code ?? 'no response');
}

/** axios has one code for a bad response; without a response, it is one of more than `maxContentLength` bytes. */
const isTooLarge = ({ code, response }: AxiosError) => code === 'ERR_BAD_RESPONSE' && response === undefined;

const unavailable = (name: string, why: string) =>
  new ConnectorError(
    'unavailable',
    `The source at ${name} does not answer (${why}). What was staged is kept. Check url in the source profile and the network.`,
  );

/** The path without the record's id, which may be a phone number. */
const resourceOf = (url: string): string =>
  url
    .replace(/[?#].*$/s, '')
    .split('/')
    .slice(0, 5)
    .join('/');
