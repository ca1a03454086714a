import { isAxiosError } from 'axios';
import { z } from 'zod';
import { ConnectorError, type ErrorKind } from '../error.ts';

/** Zoho's envelope of an error that concerns the whole call. docs: status-codes */
const Failure = z.looseObject({
  code: z.string(),
  message: z.string().optional(),
  status: z.literal('error').optional(),
  details: z.looseObject({ resource_path_index: z.number().optional() }).optional().catch(undefined),
});

/** A call as failures name it: the method and a path without ids or values. */
export interface CallName {
  method: string;
  path: string;
  writes: boolean;
}

/** Reads an answer's body whatever its status; null when it isn't the JSON that Zoho documents. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const lost = (call: CallName, what: string): ConnectorError =>
  call.writes
    ? new ConnectorError(
        'unknown-outcome',
        `${call.method} ${call.path}: ${what}; it may have been carried out, so it is looked up before it is repeated.`,
      )
    : new ConnectorError(
        'unavailable',
        `${call.method} ${call.path}: ${what}. Nothing was changed; it is tried again.`,
      );

/** What a network error means. A cancelled call rethrows the reason of its signal: a write's outcome is then unknown. */
export function networkFailure(error: unknown, call: CallName, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!isAxiosError(error)) return error;
  const code = error.code ?? '';
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)) {
    const host = hostOf(error.config?.baseURL);
    return new ConnectorError(
      'unavailable',
      `Zoho does not answer at ${host} (${code}). Nothing was changed. Check destination.dataCentre, accountsUrl and apiUrl in the engagement file.`,
    );
  }
  return lost(call, `no answer (${code || 'connection lost'})`);
}

const hostOf = (url: string | undefined): string => (url && URL.canParse(url) ? new URL(url).host : 'its host');

/** What an answer other than success means; null when the answer is to be read. */
export function answerFailure(
  status: number,
  body: unknown,
  retryAfter: unknown,
  call: CallName,
): ConnectorError | null {
  if (status === 429) {
    const seconds = Number(retryAfter);
    return new ConnectorError(
      'rate-limited',
      'Zoho has no credits or no free call for us now; nothing was carried out.',
      { retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined },
    );
  }
  if (status === 204 || status === 304) return null;
  if (body === null || status >= 500)
    return lost(call, body === null ? `an unreadable answer (${status})` : `status ${status}`);
  const failure = Failure.safeParse(body);
  if (!failure.success || failure.data.status === undefined) return null;
  const { code, message = '', details } = failure.data;
  const answered = `${call.method} ${call.path}: Zoho answered ${code}${message ? ` (${message})` : ''}.`;
  const fail = (kind: ErrorKind, advice = '') =>
    new ConnectorError(kind, advice ? `${answered} ${advice}` : answered, { code });
  if (status === 401) return fail('auth', "Check the refresh token's org, environment and scopes.");
  if (status === 403 || ['NO_PERMISSION', 'AUTHORIZATION_FAILED', 'NOT_SUPPORTED'].includes(code))
    return fail('forbidden', 'The user or the edition does not allow it.');
  if (code === 'INVALID_MODULE')
    return fail('configuration', 'The org has no such module; check the edition and mapping.yml.');
  // An id, or a value of an external field, that no record has. docs: get-records, errors
  const gone = status === 404 || (code === 'INVALID_DATA' && details?.resource_path_index !== undefined);
  return fail(gone ? 'not-found' : 'contract');
}

/** The code of an answer's error envelope; null when there is none. */
export function codeOf(body: unknown): string | null {
  const failure = Failure.safeParse(body);
  return failure.success ? failure.data.code : null;
}
