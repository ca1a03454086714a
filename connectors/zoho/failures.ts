import { z } from 'zod';
import { ConnectorError, type ErrorKind } from '../error.ts';
import { codeOf as codeOfError, isUnconnected, kindOf } from '../foreign-error.ts';
import { Code } from './names.ts';

/** Zoho's error body for a whole call. docs: status-codes */
const Failure = z.looseObject({
  code: Code,
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

function lostResponse(call: CallName, what: string, details: { status?: number; retryAfterMs?: number } = {}) {
  const text = `${call.method} ${call.path}: ${what}.`;
  return call.writes
    ? new ConnectorError(
        'unknown-outcome',
        `${text} The call may have been carried out; its result will be looked up before it is repeated.`,
        details,
      )
    : new ConnectorError(
        details.status === 500 ? 'server-error' : 'unavailable',
        `${text} Nothing was changed. The call will be repeated.`,
        details,
      );
}

/** What to check when no connection comes about, by the kind of the error. */
const unconnected: Partial<Record<ErrorKind, string>> = {
  unavailable: 'Zoho does not respond',
  auth: "Zoho's certificate is not trusted",
};

/**
 * Translates an error of the network or of the disk. A cancelled call gives the reason of its signal; the outcome of a write
 * is then unknown.
 */
export function networkFailure(error: unknown, call: CallName, url: string, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  const [kind, code] = [kindOf(error), codeOfError(error)];
  if (kind === 'storage')
    return new ConnectorError(
      'storage',
      `The worker can't open connections or files any longer (${code}). ${call.method} ${call.path} is repeated. Free disk space, or raise the limit of open files.`,
    );
  if (kind === 'auth' || (kind === 'unavailable' && isUnconnected(error)))
    return new ConnectorError(
      kind,
      `${unconnected[kind]} at ${new URL(url).host} (${code}). Nothing was changed, and the call is repeated. Check the network, and destination.dataCentre, accountsUrl and apiUrl in the engagement file.`,
    );
  return lostResponse(call, `no response (${code || 'connection lost'})`);
}

/** Statuses whose body says nothing more, mostly because it comes from a proxy. */
const kindsOfStatus: Record<number, ErrorKind> = { 401: 'auth', 403: 'forbidden', 404: 'not-found', 407: 'auth' };

/** Seconds in a `Retry-After` as milliseconds; undefined for a date or without it. */
const waitOf = (retryAfter: unknown): number | undefined => {
  const seconds = Number(retryAfter);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
};

/** Translates an error response; null if the caller must read the body. */
export function responseFailure(
  status: number,
  body: unknown,
  retryAfter: unknown,
  call: CallName,
): ConnectorError | null {
  const retryAfterMs = waitOf(retryAfter);
  if (status === 429)
    return new ConnectorError(
      'rate-limited',
      'Zoho rejected the call, because no credits or no concurrent calls are left. Nothing was carried out.',
      { retryAfterMs },
    );
  if (status === 204 || status === 304) return null;
  const failure = Failure.safeParse(body);
  const isRefused = status >= 400 && status < 500 && status !== 408;
  if (isRefused && body === null)
    return new ConnectorError(
      kindsOfStatus[status] ?? 'contract',
      `${call.method} ${call.path}: status ${status}, and the answer is not Zoho's. Nothing was changed. Check the proxies between the worker and Zoho.`,
      { status },
    );
  if (status >= 500 || status === 408)
    return lostResponse(call, `status ${status}`, { status, ...(retryAfterMs && { retryAfterMs }) });
  if (body === null) return lostResponse(call, `an unreadable response (${status})`);
  if (!failure.success || failure.data.status === undefined) return null;
  const { code, details } = failure.data;
  const returned = `${call.method} ${call.path}: Zoho returned ${code}.`;
  const fail = (kind: ErrorKind, advice = '') =>
    new ConnectorError(kind, advice ? `${returned} ${advice}` : returned, { code, status });
  if (status === 401)
    return fail('auth', "Check the refresh token's org, environment and scopes. The call is repeated.");
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
