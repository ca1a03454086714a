import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EngagementFile } from '../../schemas/engagement-file.ts';
import { createKey, writeKeyFile, type PrivateKey } from '../cli/key-file.ts';

/** Keys of the demo's approvers, made anew for each stack. */
export interface ApproverKeys {
  /** Public halves, by the variables that the engagement file names. */
  variables: Record<string, string>;
  /** Private keys by e-mail address; the demo signs with them. */
  byEmail: ReadonlyMap<string, PrivateKey>;
  /** The options with which a person of the demo signs on the command line. */
  options(email: string): string;
}

/** The passphrase lies beside the files, so there is nothing to slow down. */
const rounds = 1_000;

/** Makes the keys that an engagement file refers to, in memory. */
export function createApproverKeys(engagementFile: string): Omit<ApproverKeys, 'options'> {
  const { gates } = EngagementFile.parse(parse(readFileSync(engagementFile, 'utf8')));
  const variables: Record<string, string> = {};
  const byEmail = new Map<string, PrivateKey>();
  for (const { email, keys } of gates.approvers) {
    const name = keys.find((one) => one.startsWith('env:'))?.slice('env:'.length);
    if (name === undefined) continue;
    const key = createKey();
    byEmail.set(email, key);
    variables[name] = key.x;
  }
  return { variables, byEmail };
}

/** Makes the keys, and writes each to `<directory>/keys/<name>.key`, so that a person can sign as one of the demo's people. */
export async function writeApproverKeys(engagementFile: string, directory: string): Promise<ApproverKeys> {
  const keys = createApproverKeys(engagementFile);
  const folder = join(directory, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passphrase = randomBytes(16).toString('base64url');
  writeFileSync(join(folder, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
  const fileOf = (email: string) => join(folder, `${email.split('@')[0]}.key`);
  await Promise.all([...keys.byEmail].map(([email, key]) => writeKeyFile(fileOf(email), key, passphrase, rounds)));
  return {
    ...keys,
    options: (email) => `--key ${fileOf(email)} --passphrase file:${join(folder, 'passphrase')}`,
  };
}
