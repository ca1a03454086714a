import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';

/** The name under which the demo's engagement file has the public key of the network team. */
const variable = 'PORTAGE_NETWORK_KEY';

/** A key of the demo's network team. */
export interface NetworkKey {
  /** The private half, as age writes it. */
  identity: string;
  /** The public half, by the variable that the engagement file names. */
  variables: Record<string, string>;
}

/** @param earlier a private half that is not made anew */
export async function createNetworkKey(earlier?: string): Promise<NetworkKey> {
  const identity = earlier ?? (await generateX25519Identity());
  return { identity, variables: { [variable]: await identityToRecipient(identity) } };
}

/**
 * Makes the key of the demo's network team, and writes its private half to `<directory>/keys/network-team.txt`, so that a person
 * can decrypt as that team. A key that an earlier start has written there stays the same.
 */
export async function writeNetworkKey(directory: string): Promise<NetworkKey> {
  const folder = join(directory, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'network-team.txt');
  const key = await createNetworkKey(existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);
  writeFileSync(file, `${key.identity}\n`, { mode: 0o600 });
  return key;
}
