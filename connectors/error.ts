/**
 * Each kind calls for a different reaction of the caller. `activities/failures.ts` says what each one means to Temporal.
 * - `rate-limited`: nothing was done; try again after `retryAfterMs`
 * - `credits`: nothing was done; the credits are used up to the floor, and come back after `retryAfterMs`
 * - `unknown-outcome`: the request may have been carried out; look up the result before repeating it
 * - `unavailable`: nothing was done; it may work later
 * - `server-error`: the other side answers with an error of its own again and again; after some time a person must look
 * - `storage`: a disk, or another limit of the machine, is used up; a person must make room, and then it works
 * - `auth`: the credentials or a certificate are missing or rejected; a person must correct them, and then it works
 * - `forbidden`: the user, edition or scope does not allow it
 * - `not-found`: the requested object does not exist
 * - `contract`: the other side does not behave as documented
 * - `configuration`: a file or setting is wrong; retrying is useless, and the message says what to fix
 * - `leak`: the data to send contains a network identifier; nothing was sent
 * - `fenced`: another attempt has taken over; this one must stop
 */
export const errorKinds = [
  'rate-limited',
  'credits',
  'unknown-outcome',
  'unavailable',
  'server-error',
  'storage',
  'auth',
  'forbidden',
  'not-found',
  'contract',
  'configuration',
  'leak',
  'fenced',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** Kinds that go away, by themselves or after a repair outside of the engagement. */
const passingKinds: readonly ErrorKind[] = [
  'rate-limited',
  'credits',
  'unknown-outcome',
  'unavailable',
  'server-error',
  'storage',
];

/** Details of an error that a caller may need. */
export interface ErrorDetails {
  /** Milliseconds after which the call may be repeated, if the other side says so. */
  retryAfterMs?: number | undefined;
  /** The other side's own code, such as `INVALID_DATA`. */
  code?: string | undefined;
  /** The HTTP status of the answer. */
  status?: number | undefined;
}

/**
 * The error of all connectors. Its message is for people, and is our own text: no text that another system answered, no
 * secrets, no personal data, no network identifiers.
 */
export class ConnectorError extends Error {
  readonly kind: ErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly code: string | undefined;
  readonly status: number | undefined;

  constructor(kind: ErrorKind, message: string, { retryAfterMs, code, status }: ErrorDetails = {}) {
    super(message);
    this.name = 'ConnectorError';
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
    this.status = status;
  }
}

/** Whether the same call can succeed later although nobody changes the engagement. */
export const isPassing = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && passingKinds.includes(error.kind);
