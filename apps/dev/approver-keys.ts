import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EngagementFile } from '../../schemas/engagement-file.ts';
import { createKey, openKeyFile, writeKeyFile, type PrivateKey } from '../cli/key-file.ts';

/** Keys of the demo's approvers. */
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

/**
 * Makes the keys that an engagement file refers to, in memory.
 *
 * @param earlier keys by e-mail address that are not made anew
 */
export function createApproverKeys(
  engagementFile: string,
  earlier: ReadonlyMap<string, PrivateKey> = new Map(),
): Omit<ApproverKeys, 'options'> {
  const variables: Record<string, string> = {};
  const byEmail = new Map<string, PrivateKey>();
  for (const { email, keys } of approversOf(engagementFile)) {
    const name = keys.find((one) => one.startsWith('env:'))?.slice('env:'.length);
    if (name === undefined) continue;
    const key = earlier.get(email) ?? createKey();
    byEmail.set(email, key);
    variables[name] = key.x;
  }
  return { variables, byEmail };
}

/**
 * Makes the keys, and writes each to `<directory>/keys/<name>.key`, so that a person can sign as one of the demo's people.
 * Keys that an earlier start has written there stay the same.
 */
export async function writeApproverKeys(engagementFile: string, directory: string): Promise<ApproverKeys> {
  const folder = join(directory, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passphraseFile = join(folder, 'passphrase');
  if (!existsSync(passphraseFile))
    writeFileSync(passphraseFile, `${randomBytes(16).toString('base64url')}\n`, { mode: 0o600 });
  const passphrase = readFileSync(passphraseFile, 'utf8').trim();
  const fileOf = (email: string) => join(folder, `${email.split('@')[0]}.key`);
  const earlier = new Map<string, PrivateKey>();
  for (const email of emailsOf(engagementFile))
    if (existsSync(fileOf(email))) earlier.set(email, await openKeyFile(fileOf(email), passphrase));
  const keys = createApproverKeys(engagementFile, earlier);
  for (const [email, key] of keys.byEmail)
    if (!earlier.has(email)) await writeKeyFile(fileOf(email), key, passphrase, rounds);
  return { ...keys, options: (email) => `--key ${fileOf(email)} --passphrase file:${passphraseFile}` };
}

const approversOf = (engagementFile: string) =>
  EngagementFile.parse(parse(readFileSync(engagementFile, 'utf8'))).gates.approvers;

const emailsOf = (engagementFile: string) => approversOf(engagementFile).map(({ email }) => email);
