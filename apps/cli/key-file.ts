import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { compactDecrypt, CompactEncrypt, errors } from 'jose';
import { z } from 'zod';
import { wrongUse } from './failure.ts';

/** An Ed25519 key as a JWK (RFC 8037): `x` is the public half, `d` the private one. */
const PrivateKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });
export type PrivateKey = z.infer<typeof PrivateKey>;

/** A JWK in a JWE, as in RFC 7517, appendix C. */
const algorithm = 'PBES2-HS512+A256KW';
/** Rounds of PBKDF2-SHA-512: about 0.6 s for each passphrase that somebody tries. */
export const passphraseRounds = 600_000;

const bytes = (passphrase: string) => new TextEncoder().encode(passphrase.normalize('NFKC'));

export function createKey(): PrivateKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return PrivateKey.parse(privateKey.export({ format: 'jwk' }));
}

/** Writes a key to a new file that only its owner can read, encrypted with the passphrase. */
export async function writeKeyFile(
  file: string,
  key: PrivateKey,
  passphrase: string,
  rounds = passphraseRounds,
): Promise<void> {
  const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(key)))
    .setProtectedHeader({ alg: algorithm, enc: 'A256GCM', cty: 'jwk+json' })
    .setKeyManagementParameters({ p2c: rounds })
    .encrypt(bytes(passphrase));
  writeFileSync(file, `${sealed}\n`, { flag: 'wx', mode: 0o600 });
}

/**
 * Opens a key file.
 *
 * @throws {CliError} if there is no such file, it is not a key file, or the passphrase is wrong
 */
export async function openKeyFile(file: string, passphrase: string): Promise<PrivateKey> {
  try {
    const { plaintext } = await compactDecrypt(readKeyFile(file), bytes(passphrase), {
      keyManagementAlgorithms: [algorithm],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxPBES2Count: passphraseRounds,
    });
    return PrivateKey.parse(JSON.parse(new TextDecoder().decode(plaintext)));
  } catch (error) {
    if (error instanceof errors.JWEDecryptionFailed)
      throw wrongUse(`The passphrase of ${file} is wrong.`, 'Try again.');
    if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof SyntaxError)
      throw wrongUse(`${file} is not a key file.`, 'Make one with portage key new FILE.');
    throw error;
  }
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw wrongUse(
      `The key file ${file} can't be read (${code}).`,
      'Give the path of a file that portage key new wrote.',
    );
  }
}

/** An Ed25519 signature of a text, base64url. */
export const signText = (key: PrivateKey, text: string): string =>
  sign(null, Buffer.from(text, 'utf8'), createPrivateKey({ key, format: 'jwk' })).toString('base64url');
