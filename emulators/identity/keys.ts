import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Keys = z.object({
  /** Private keys as JWK; the first one signs. */
  signing: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1),
  cookies: z.array(z.string()).min(1),
});
export type Keys = z.infer<typeof Keys>;

export function newKeys(): Keys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = privateKey.export({ format: 'jwk' });
  return {
    signing: [{ ...jwk, kty: 'RSA', kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' }],
    cookies: [randomBytes(32).toString('hex')],
  };
}

/** The keys in a file. The first call writes it. */
export function keysIn(file: string): Keys {
  if (existsSync(file)) return Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  const keys = newKeys();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  chmodSync(file, 0o600);
  return keys;
}
