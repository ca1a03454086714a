import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';

/** The name under which the demo's engagement file has the public key of the network team. */
const variable = 'PORTAGE_NETWORK_KEY';

/** Makes a key of the demo's network team. Its private half is kept nowhere. */
export const createNetworkKey = async (): Promise<Record<string, string>> => ({
  [variable]: await identityToRecipient(await generateX25519Identity()),
});

/**
 * Makes the key of the demo's network team, and writes its private half to `<directory>/keys/network-team.txt`, so that a person
 * can decrypt as that team. A key that an earlier start has written there stays the same.
 */
export async function writeNetworkKey(directory: string): Promise<Record<string, string>> {
  const folder = join(directory, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'network-team.txt');
  if (!existsSync(file)) writeFileSync(file, `${await generateX25519Identity()}\n`, { mode: 0o600 });
  return { [variable]: await identityToRecipient(readFileSync(file, 'utf8').trim()) };
}
