import { ConnectorError, type ErrorKind } from '../../error.ts';
import { codeOf, kindOf } from '../../foreign-error.ts';

/** What is wrong with a query, by SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const queryProblems: Record<string, string> = {
  '25006': 'it writes',
  '42501': 'no permission',
  '42601': 'a syntax error',
  '42702': 'an ambiguous column',
  '42703': 'an unknown column',
  '42804': 'types that do not match',
  '42883': 'an unknown function or operator',
  '42P01': 'an unknown table',
};
/** Classes: wrong queries, and rows whose values a query does not accept. */
const isQueryCode = (code: string) => code in queryProblems || code.startsWith('42');
const isValueCode = (code: string) => /^2[12]/.test(code);

const troubles: Partial<Record<ErrorKind, { problem: string; advice: string }>> = {
  auth: { problem: 'refuses the connection', advice: 'Check url in the source profile.' },
  storage: { problem: 'has no disk space left', advice: 'Free disk space on its server.' },
  unavailable: { problem: 'does not answer', advice: 'Check url in the source profile and the network.' },
};

/**
 * Explains an error of the database by its code. `what` is the part of the profile that the query `text` belongs to; `isLost`
 * says that the connection is gone, because the driver's own errors have no code. Other errors are returned unchanged. The
 * database's own texts are left out, because they may quote values.
 */
export function explainError(
  error: unknown,
  { host, what, text, isLost }: { host: string; what: string; text: string; isLost: boolean },
): unknown {
  if (error instanceof ConnectorError) return error;
  const code = codeOf(error);
  if (isQueryCode(code)) {
    const name = nameAt(text, error);
    const problem = `${queryProblems[code] ?? 'SQLSTATE'} (${code})${name && ` at ${name}`}`;
    return new ConnectorError(
      'configuration',
      `The source profile's query of ${what} is wrong: ${problem}. Nothing was changed. Correct the query.`,
    );
  }
  if (isValueCode(code))
    return new ConnectorError(
      'contract',
      `The source profile's query of ${what} fails on a row of the source (${code}). Nothing of it was staged. Change the query so that it accepts such values.`,
    );
  const kind = kindOf(error) ?? (isLost ? 'unavailable' : null);
  const trouble = kind && troubles[kind];
  if (!trouble) return error;
  return new ConnectorError(
    kind,
    `The source at ${host} ${trouble.problem} (${code || 'no connection'}). Nothing was changed. ${trouble.advice}`,
  );
}

/** The name at the place of the error in our own query: not a literal, which may be a key of the source. */
function nameAt(text: string, error: unknown): string {
  const position = error instanceof Error && 'position' in error ? Number(error.position) : 0;
  if (!(position > 0) || text.slice(0, position - 1).split("'").length % 2 === 0) return '';
  return /^"?([A-Za-z_][A-Za-z0-9_.]{0,60})/.exec(text.slice(position - 1))?.[1] ?? '';
}
