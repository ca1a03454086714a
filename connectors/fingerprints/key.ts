import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { SipKey } from '../../domain/identifiers/siphash.ts';
import { ConnectorError } from '../error.ts';

const leastSecret = 32;

function checkSecret(secret: string): void {
  // Signs that repeat are no secret: a placeholder such as xxxx… or a value of one word.
  if (secret.length >= leastSecret && new Set(secret).size >= leastDistinct) return;
  throw new ConnectorError(
    'configuration',
    `PORTAGE_FINGERPRINT_KEY has fewer than ${leastSecret} characters, or repeats a few. Nothing was read. Set it to a random one, for example from: openssl rand -base64 32.`,
  );
}

/** A random key of 32 hex digits has fewer than this once in ten million. */
const leastDistinct = 8;

/**
 * Derives the key of one engagement from the worker's secret, so that files of two engagements can't be compared. It is kept
 * in memory only; nothing that it can be computed from is stored beside the fingerprints.
 * @param secret value of PORTAGE_FINGERPRINT_KEY, at least 32 random characters
 * @throws ConnectorError `configuration` for a shorter one, or one of a few repeated characters
 */
export function fingerprintKey(secret: string, engagement: string): SipKey {
  checkSecret(secret);
  return new Uint32Array(hkdfSync('sha256', secret, engagement, 'portage fingerprints', 16));
}

/** Proof that a file was written with the key and not changed since. */
export const sealOf = (key: SipKey, parts: readonly Uint8Array[]): Buffer => {
  const seal = createHmac('sha256', createHash('sha256').update('portage fingerprint file').update(key).digest());
  for (const part of parts) seal.update(part);
  return seal.digest();
};

/** Tells files of one key from those of another and gives nothing of the key away. */
export const checkValue = (key: SipKey): string =>
  createHmac('sha256', createHash('sha256').update(key).digest())
    .update('portage fingerprint key')
    .digest('hex')
    .slice(0, 16);

/**
 * Makes a keyed hash of ids that must not leave: `K` and 26 letters and digits, so that it can't be taken for an
 * identifier. The same id gives the same hash in every run of the engagement.
 * @throws ConnectorError `configuration` when it is called without a secret, or with a weak one
 */
export function idHasher(secret: string | null, engagement: string): (id: string) => string {
  let key: Buffer | null = null;
  return (id) => {
    if (secret === null)
      throw new ConnectorError(
        'configuration',
        "The worker has no PORTAGE_FINGERPRINT_KEY, so ids can't be hashed. Nothing was sent. Set it and start again.",
      );
    if (key === null) checkSecret(secret);
    key ??= Buffer.from(hkdfSync('sha256', secret, engagement, 'portage ids', 32));
    return `K${BigInt(`0x${createHmac('sha256', key).update(id).digest('hex').slice(0, 32)}`)
      .toString(32)
      .padStart(26, '0')}`;
  };
}
