/**
 * Each kind calls for a different reaction of the caller:
 * - `rate-limited`: nothing was done; try again after `retryAfterMs`
 * - `unknown-outcome`: the request may have been carried out; look up the result before repeating it
 * - `unavailable`: nothing was done; it may work later
 * - `auth`: the credentials are rejected; a person must correct them
 * - `forbidden`: the user, edition or scope does not allow it
 * - `not-found`: the requested object does not exist
 * - `contract`: the other side does not behave as documented
 * - `configuration`: a file or setting is wrong; retrying is useless, and the message says what to fix
 * - `leak`: the data to send contains a network identifier; nothing was sent
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

/** Details of an error that a caller may need. */
export interface ErrorDetails {
  /** Milliseconds after which the call may be repeated, if the other side says so. */
  retryAfterMs?: number | undefined;
  /** The other side's own code, such as `INVALID_DATA`. */
  code?: string | undefined;
}

/** The error of all connectors. Its message is for people: no secrets, no personal data, no network identifiers. */
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
