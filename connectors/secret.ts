import { readFileSync } from 'node:fs';
import { ConnectorError, type ErrorKind } from './error.ts';

/**
 * Reads a secret by its reference, `env:NAME` or `file:PATH`.
 * @throws ConnectorError when it is missing: `auth` for a file, which somebody can still write, and `configuration` for a variable,
 *   which a process that runs never gets. The message has the reference, never a value
 */
export function resolveSecret(reference: string): string {
  const name = reference.slice(reference.indexOf(':') + 1);
  if (reference.startsWith('env:')) {
    const value = process.env[name];
    if (value) return value;
    throw missing('configuration', reference, `Set the environment variable ${name}`);
  }
  try {
    return readFileSync(name, 'utf8').trim();
  } catch {
    throw missing('auth', reference, `Write the secret to the file ${name}`);
  }
}

/** The value of a setting that is either a literal or a reference. */
export const resolveReference = (text: string): string => (/^(env|file):/.test(text) ? resolveSecret(text) : text);

const missing = (kind: ErrorKind, reference: string, next: string) =>
  new ConnectorError(
    kind,
    `The secret ${reference} is missing. Nothing was changed. ${next} on the machine that reads it, and start that worker again.`,
  );
