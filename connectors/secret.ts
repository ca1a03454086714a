import { readFileSync } from 'node:fs';
import { ConnectorError } from './error.ts';

/**
 * Reads a secret by its reference, `env:NAME` or `file:PATH`.
 * @throws ConnectorError `auth` when it is missing; the message has the reference, never a value
 */
export function resolveSecret(reference: string): string {
  const name = reference.slice(reference.indexOf(':') + 1);
  if (reference.startsWith('env:')) {
    const value = process.env[name];
    if (value) return value;
    throw missing(reference, `Set the environment variable ${name}`);
  }
  try {
    return readFileSync(name, 'utf8').trim();
  } catch {
    throw missing(reference, `Write the secret to the file ${name}`);
  }
}

/** The value of a setting that is either a literal or a reference. */
export const resolveReference = (text: string): string => (/^(env|file):/.test(text) ? resolveSecret(text) : text);

const missing = (reference: string, next: string) =>
  new ConnectorError(
    'auth',
    `The secret ${reference} is missing. Nothing was changed. ${next} on the machine that reads it, and start that worker again.`,
  );
