import { isAxiosError } from 'axios';
import { z } from 'zod';
import { ConnectorError, type ErrorKind } from '../error.ts';

/** Zoho's error body for a whole call. docs: status-codes */
const Failure = z.looseObject({
  code: z.string(),
  status: z.literal('error').optional(),
  details: z.looseObject({ resource_path_index: z.number().optional() }).optional().catch(undefined),
});

/** How error messages name a call: the method, and a path without ids or values. */
export interface CallName {
  method: string;
  path: string;
  writes: boolean;
}

/** Parses the JSON body of a response; null if it isn't JSON. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const lostResponse = (call: CallName, what: string): ConnectorError =>
  call.writes
    ? new ConnectorError(
        'unknown-outcome',
        `${call.method} ${call.path}: ${what}. The call may have been carried out; its result will be looked up before it is repeated.`,
      )
    : new ConnectorError(
        'unavailable',
        `${call.method} ${call.path}: ${what}. Nothing was changed. The call will be repeated.`,
      );

/**
 * Translates a network error. A cancelled call gives the reason of its signal; the outcome of a write is then unknown.
 */
export function networkFailure(error: unknown, call: CallName, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!isAxiosError(error)) return error;
  const code = error.code ?? '';
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)) {
    const host = hostOf(error.config?.baseURL);
    return new ConnectorError(
      'unavailable',
      `Zoho does not respond at ${host} (${code}). Nothing was changed. Check destination.dataCentre, accountsUrl and apiUrl in the engagement file.`,
    );
  }
  return lostResponse(call, `no response (${code || 'connection lost'})`);
}

const hostOf = (url: string | undefined): string => (url && URL.canParse(url) ? new URL(url).host : 'its host');

/** Translates an error response; null if the caller must read the body. */
export function responseFailure(
  status: number,
  body: unknown,
  retryAfter: unknown,
  call: CallName,
): ConnectorError | null {
  if (status === 429) {
    const seconds = Number(retryAfter);
    return new ConnectorError(
      'rate-limited',
      'Zoho rejected the call, because no credits or no concurrent calls are left. Nothing was carried out.',
      { retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined },
    );
  }
  if (status === 204 || status === 304) return null;
  if (body === null || status >= 500)
    return lostResponse(call, body === null ? `an unreadable response (${status})` : `status ${status}`);
  const failure = Failure.safeParse(body);
  if (!failure.success || failure.data.status === undefined) return null;
  const { code, details } = failure.data;
  const returned = `${call.method} ${call.path}: Zoho returned ${code}.`;
  const fail = (kind: ErrorKind, advice = '') =>
    new ConnectorError(kind, advice ? `${returned} ${advice}` : returned, { code });
  if (status === 401) return fail('auth', "Check the refresh token's org, environment and scopes.");
  if (status === 403 || ['NO_PERMISSION', 'AUTHORIZATION_FAILED', 'NOT_SUPPORTED'].includes(code))
    return fail('forbidden', 'The user or the edition does not allow it.');
  if (code === 'INVALID_MODULE')
    return fail('configuration', 'The org has no such module. Check the edition and mapping.yml.');
  // No record has this id or this value of an external field. docs: get-records, errors
  const notFound = status === 404 || (code === 'INVALID_DATA' && details?.resource_path_index !== undefined);
  return fail(notFound ? 'not-found' : 'contract');
}

/** The code in an error body; null if the body is not an error. */
export function codeOf(body: unknown): string | null {
  const failure = Failure.safeParse(body);
  return failure.success ? failure.data.code : null;
}
