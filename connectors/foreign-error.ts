import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import type { ErrorKind } from './error.ts';

/**
 * Errors of Node, of Postgres and of libraries. Their texts may quote values, addresses and secrets, so only their class and
 * their code are ever used.
 */

/** Names of network errors of Node and of its resolver. https://nodejs.org/api/errors.html, man 3 errno, man 3 getaddrinfo */
const network =
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|TIMEDOUT|TIMEOUT|SOCKETTIMEDOUT|HOSTUNREACH|HOSTDOWN|NET(?:UNREACH|DOWN|RESET)|NONET|NOTCONN|SHUTDOWN|ADDRNOTAVAIL|NOTFOUND|NODATA|SERVFAIL|REFUSED|BADRESP|AI_[A-Z]+)|HPE_\w+|ERR_NETWORK|ERR_STREAM_PREMATURE_CLOSE|ERR_SOCKET_\w+|ERR_TLS_HANDSHAKE_TIMEOUT)$/;
/** The other side's certificate, or the protocol. Codes of OpenSSL as Node names them: node.js/api/tls.html#x509-certificate-error-codes */
const certificate =
  /^(?:CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_C|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT|ERR_SSL_|EPROTO$)/;
const storage = /^E(?:NOSPC|DQUOT|ROFS|MFILE|NFILE|IO|FBIG|STALE|NOMEM|ACCES|PERM)$/;

/**
 * SQLSTATE, whose first two characters are the class. https://www.postgresql.org/docs/current/errcodes-appendix.html
 * 25006 is what a server answers that became read-only in a failover, 25P03 and 25P04 are time limits of transactions.
 */
const sqlState = /^[0-9A-Z]{5}$/;
const database: [RegExp, ErrorKind][] = [
  [/^53100/, 'storage'],
  [/^(?:08|40|53|57|58|25006|25P03|25P04|55006|55P03|72000)/, 'unavailable'],
  [/^(?:28|3D)/, 'auth'],
];

/** Errors of Node's own code belong to another realm when this code runs in a sandbox. */
const isError = (error: unknown): error is Error => error instanceof Error || types.isNativeError(error);

/** An error and the errors that it wraps, the outermost first. */
function* chainOf(error: unknown, depth = 0): Generator<Error> {
  if (!isError(error) || depth > 4) return;
  yield error;
  if ('errors' in error && Array.isArray(error.errors)) for (const one of error.errors) yield* chainOf(one, depth + 1);
  yield* chainOf(error.cause, depth + 1);
}

/** The code of an error, such as `ECONNRESET` or `40P01`; empty if it has none. */
export function codeOf(error: unknown): string {
  for (const one of chainOf(error)) {
    if ('code' in one && typeof one.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$|^[0-9A-Z]{5}$/.test(one.code))
      return one.code;
  }
  return '';
}

/** DuckDB's errors have no code. Their texts begin with the class, and quote values after it. */
const duckDbClass = /^((?:IO|Out of Memory|Conversion|Invalid Input|Parser|Binder|Catalog|Internal) Error): /;
const duckDbFull =
  /^(?:IO|Out of Memory) Error: .*(?:No space left on device|Disk quota exceeded|Too many open files)/s;

/** Whether the connection was never there, so that surely nothing was sent. */
export const isUnconnected = (error: unknown): boolean =>
  [...chainOf(error)].some((one) => 'syscall' in one && /^(?:connect|getaddrinfo)$/.test(String(one.syscall)));

/** The kind that the code of an error stands for; null for a code that only says what went wrong inside of a program. */
export function kindOf(error: unknown): ErrorKind | null {
  const code = codeOf(error);
  if (network.test(code)) return 'unavailable';
  if (certificate.test(code)) return 'auth';
  if (isError(error) && duckDbFull.test(error.message)) return 'storage';
  // A firewall may refuse a connection with EACCES or EPERM.
  if (storage.test(code)) return isUnconnected(error) && /^E(?:ACCES|PERM)$/.test(code) ? 'unavailable' : 'storage';
  return sqlState.test(code) ? (database.find(([codes]) => codes.test(code))?.[1] ?? null) : null;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Class, code, and the last lines of our own code that it came through; nothing of the message. */
export function describeForeign(error: unknown): string {
  if (!isError(error)) return `a thrown ${typeof error}`;
  const name = /^[A-Za-z][A-Za-z0-9]{0,40}$/.test(error.name) ? error.name : 'Error';
  const code = codeOf(error) || (duckDbClass.exec(error.message)?.[1] ?? '');
  const places = placesOf(error).slice(0, 3);
  return `${name}${code && ` ${code}`}${places.length > 0 ? ` at ${places.join(', ')}` : ''}`;
}

/** Lines of our code in the stack, as `steps/load/lane.ts:44`. The stack begins with the message, which is skipped. */
function placesOf({ stack = '', message }: Error): string[] {
  const begin = stack.indexOf(message);
  const frames = stack.slice(begin === -1 ? 0 : begin + message.length).split('\n');
  return frames.flatMap((frame) => {
    const [, path = '', line] = /^\s+at .*?\(?(?:file:\/\/)?(\/[^()]*?):(\d+):\d+\)?$/.exec(frame) ?? [];
    const isOwn = path.startsWith(root) && !path.includes('/node_modules/');
    return isOwn ? [`${path.slice(root.length)}:${line}`] : [];
  });
}
