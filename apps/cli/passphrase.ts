import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { wrongUse } from './failure.ts';

/**
 * The passphrase that a reference names, `env:NAME` or `file:PATH`; without one, the person at the terminal is asked.
 *
 * @throws {CliError} if it can't be read, or there is no terminal to ask at
 */
export async function readPassphrase(reference: string | undefined, question: string): Promise<string> {
  if (reference === undefined) return askHidden(question);
  const name = reference.replace(/^(env|file):/, '');
  if (reference.startsWith('env:')) {
    const value = process.env[name];
    if (value) return value;
    throw wrongUse(`The variable ${name} with the passphrase is not set.`, `Set ${name}, or leave out --passphrase.`);
  }
  if (!reference.startsWith('file:')) {
    throw wrongUse('A passphrase must not be an argument, because others can read it.', 'Give env:NAME or file:PATH.');
  }
  try {
    return readFileSync(name, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw wrongUse(`The file ${name} with the passphrase can't be read.`, 'Give the path of a file.');
  }
}

/** Asks at the terminal and shows nothing of what is typed. */
function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw wrongUse('There is no terminal to ask for the passphrase.', 'Give --passphrase env:NAME or file:PATH.');
  }
  stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      lines.close();
      stderr.write('\n');
      resolve(line);
    });
    lines.once('SIGINT', () => {
      lines.close();
      stderr.write('\n');
      reject(wrongUse('The passphrase was not given.', 'Run the command again.'));
    });
  });
}
