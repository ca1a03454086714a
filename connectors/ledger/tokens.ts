import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { TokenStore } from '../zoho/port.ts';
import type { Ledger } from './database.ts';

type Entry = { token: string };

/**
 * Shares one access token per org between all workers. The ledger keeps a token encrypted (AES-256-GCM) with a key that
 * is derived from the org's client secret, so that reading the ledger is not enough to call Zoho.
 */
export function createTokenStore(ledger: Ledger, clientSecret: string): TokenStore {
  const encryptionKey = Buffer.from(hkdfSync('sha256', clientSecret, 'portage', 'access-token', 32));
  const encrypt = (entry: Entry): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(entry)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
  };
  const decrypt = (sealed: string): Entry | null => {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, 12)).setAuthTag(
      bytes.subarray(12, 28),
    );
    try {
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString()) as Entry;
    } catch {
      // It was encrypted with an earlier client secret, and is useless.
      return null;
    }
  };
  return {
    async read(owner) {
      const [row] = await ledger.query<{ sealed: string; expires_at: Date }>(
        'select sealed, expires_at from access_token where owner = $1',
        [owner],
      );
      const entry = row ? decrypt(row.sealed) : null;
      return row && entry ? { ...entry, expiresAt: row.expires_at.getTime() } : null;
    },
    exclusively: (owner, refresh) =>
      ledger.transaction(async (client) => {
        await client.query('select pg_advisory_xact_lock(733203, hashtext($1))', [owner]);
        return refresh();
      }),
    async write(owner, { token, expiresAt }) {
      await ledger.query(
        `insert into access_token (owner, sealed, expires_at) values ($1, $2, $3)
         on conflict (owner) do update set sealed = excluded.sealed, expires_at = excluded.expires_at`,
        [owner, encrypt({ token }), new Date(expiresAt)],
      );
    },
  };
}
