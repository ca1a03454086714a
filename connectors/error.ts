/**
 * One kind per thing that a caller can do about it:
 * - `rate-limited`: nothing was done; come back after `retryAfterMs`
 * - `unknown-outcome`: the request may or may not have been carried out; look it up before repeating it
 * - `unavailable`: nothing was done and it may work later
 * - `auth`: the credentials are refused; a person must correct them
 * - `forbidden`: the user, edition or scope does not allow it
 * - `not-found`: the requested thing is not there
 * - `contract`: the other side answered what its documentation rules out
 * - `configuration`: a file or setting is wrong; it fails once and says what to fix
 * - `leak`: a network identifier was about to leave; nothing was sent
 * - `fenced`: another attempt has taken over; this one must stop
 */
export const errorKinds = [
  'rate-limited',
  'unknown-outcome',
  'unavailable',
  'auth',
  'forbidden',
  'not-found',
  'contract',
  'configuration',
  'leak',
  'fenced',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** What a caller may need to know beside the kind. */
export interface ErrorDetails {
  /** Milliseconds after which the same call may be tried again, if the other side says so. */
  retryAfterMs?: number | undefined;
  /** The other side's own code, such as `INVALID_DATA`. */
  code?: string | undefined;
}

/** The one error that connectors throw. Its message is for people: no secret, no personal data, no network identifier. */
export class ConnectorError extends Error {
  readonly kind: ErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly code: string | undefined;

  constructor(kind: ErrorKind, message: string, { retryAfterMs, code }: ErrorDetails = {}) {
    super(message);
    this.name = 'ConnectorError';
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
  }
}
