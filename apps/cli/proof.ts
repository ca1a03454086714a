import { randomBytes } from 'node:crypto';
import { canonicalSignOff, signedText, type Provable, type Purpose } from '../../domain/canonical-sign-off.ts';
import type { Occasion } from '../../schemas/sign-off.ts';
import { openKeyFile, signText, type PrivateKey } from './key-file.ts';
import { readPassphrase } from './passphrase.ts';

/** Options of each command whose message can have a proof. */
export const proofArgs = {
  key: { type: 'string', description: 'Key file of the person (portage key new); proves who signs', valueHint: 'file' },
  passphrase: {
    type: 'string',
    description: 'Where the passphrase of the key file is: env:NAME or file:PATH; without it you are asked',
    valueHint: 'reference',
  },
} as const;

/** The message with a signature of the person's key file; the message itself if no key is given. */
export async function withProof<Kind extends Purpose>(
  purpose: Kind,
  engagement: string,
  message: Provable[Kind],
  { key: file, passphrase }: { key?: string | undefined; passphrase?: string | undefined },
): Promise<Provable[Kind]> {
  if (file === undefined) return message;
  const key = await openKeyFile(file, await readPassphrase(passphrase, `Passphrase of ${file}: `));
  return signMessage(purpose, engagement, message, key);
}

/** The message with a signature. It counts for a day, and once. */
export function signMessage<Kind extends Purpose>(
  purpose: Kind,
  engagement: string,
  message: Provable[Kind],
  key: PrivateKey,
): Provable[Kind] {
  const occasion: Occasion = { asked: new Date().toISOString(), random: randomBytes(16).toString('base64url') };
  const signature = signText(key, signedText(canonicalSignOff(purpose, engagement, message, occasion)));
  return { ...message, proof: { kind: 'key', ...occasion, key: key.x, signature } };
}
