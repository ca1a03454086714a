import { ConnectorError } from '../../error.ts';

/**
 * Beginnings of codes: SQLSTATE, five characters whose first two are the class
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html), or the name of a network error of Node.
 */
const refusedCodes = ['28', '3D'];
const queryCodes = ['42'];
const valueCodes = ['21', '22'];
/** Lost connections, shutdown, and the server's time limits for statements, locks and transactions. */
const noAnswerCodes = ['08', '57P', '57014', '55P03', '25P03', '25P04'].concat([
  'ECONN',
  'ENOTFOUND',
  'EAI',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * Explains an error of the database by its code. `what` is the part of the profile that the query belongs to; `isLost` says
 * that the connection is gone, because the driver's own errors have no code. Other errors are returned unchanged.
 */
export function explainError(
  error: unknown,
  { host, what, isLost }: { host: string; what: string; isLost: boolean },
): unknown {
  if (error instanceof ConnectorError) return error;
  const code = codeOf(error);
  const isOneOf = (codes: string[]) => codes.some((begin) => code.startsWith(begin));
  if (isOneOf(refusedCodes)) {
    return new ConnectorError(
      'configuration',
      `The source at ${host} refuses the connection (${code}). Nothing was changed. Check url in the source profile.`,
    );
  }
  if (isOneOf(queryCodes)) {
    const message = error instanceof Error ? error.message : '';
    return new ConnectorError(
      'configuration',
      `The source profile's query of ${what} is wrong: ${message}. Nothing was changed. Correct the query.`,
    );
  }
  // The database's message is left out, because it may quote a value.
  if (isOneOf(valueCodes)) {
    return new ConnectorError(
      'contract',
      `The source profile's query of ${what} fails on a row of the source (${code}). Nothing of it was staged. Change the query so that it accepts such values.`,
    );
  }
  if (isLost || isOneOf(noAnswerCodes)) {
    return new ConnectorError(
      'unavailable',
      `The source at ${host} does not answer (${code || 'no connection'}). Nothing was changed. Check url in the source profile and the network.`,
    );
  }
  return error;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
