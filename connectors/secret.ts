import { readFileSync } from 'node:fs';
import { ConnectorError } from './error.ts';

/**
 * Reads a secret by its reference, `env:NAME` or `file:PATH`.
 * @throws ConnectorError `configuration` when it isn't there; the text names the reference, never a value
 */
export function resolveSecret(reference: string): string {
  const name = reference.slice(reference.indexOf(':') + 1);
  if (reference.startsWith('env:')) {
    const value = process.env[name];
    if (value) return value;
    throw missing(reference, `Set the environment variable ${name} of the worker`);
  }
  try {
    return readFileSync(name, 'utf8').trim();
  } catch {
    throw missing(reference, `Put the secret into the file ${name} on the worker's machine`);
  }
}

/** What a setting says that is either written out or named by a reference. */
export const resolveReference = (text: string): string => (/^(env|file):/.test(text) ? resolveSecret(text) : text);

const missing = (reference: string, next: string) =>
  new ConnectorError(
    'configuration',
    `The secret ${reference} is not there. Nothing was changed. ${next} and start again.`,
  );
