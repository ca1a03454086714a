import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessToken, TokenStore } from '../zoho/port.ts';
import type { Ledger } from './database.ts';

/** What a process that died during a refresh costs the others. The holder renews it three times in this time. */
const leaseMs = 3_000;
/** The others look again after 50 to 250 ms. */
const pauseMs = () => 50 + Math.random() * 200;

interface Stored {
  entry: AccessToken | null;
  generation: number;
}

/**
 * Shares one access token per org between all workers. Within a process one refresh serves all callers; between processes a
 * row of the ledger is leased, so that no connection is held during the call to Zoho (docs/decisions/0015).
 *
 * The ledger keeps a token encrypted (AES-256-GCM) with a key that is derived from the org's client secret, so that reading
 * the ledger is not enough to call Zoho.
 */
export function createTokenStore(ledger: Ledger, clientSecret: string): TokenStore {
  const { encrypt, decrypt } = cipherOf(clientSecret);
  const process = randomUUID();
  const running = new Map<string, Promise<AccessToken>>();

  async function read(owner: string): Promise<Stored> {
    const [row] = await ledger.query<{ sealed: string; expiresAt: Date; generation: number }>(
      'select sealed, expires_at as "expiresAt", generation from access_token where owner = $1',
      [owner],
    );
    if (!row) return { entry: null, generation: 0 };
    const token = decrypt(row.sealed);
    return { entry: token === null ? null : { token, expiresAt: row.expiresAt.getTime() }, generation: row.generation };
  }

  /** Takes the lease to replace this generation; false if another process has it, or has replaced the token. */
  async function takeLease(owner: string, generation: number): Promise<boolean> {
    const taken = await ledger.query(
      `insert into access_token as t (owner, sealed, expires_at, lease_owner, lease_until)
       values ($1, '', '-infinity', $2, clock_timestamp() + $4::int * interval '1 ms')
       on conflict (owner) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
       where t.generation = $3 and (t.lease_until is null or t.lease_until < clock_timestamp())
       returning generation`,
      [owner, process, generation, leaseMs],
    );
    return taken.length > 0;
  }

  const renewLease = (owner: string) =>
    ledger.query(
      `update access_token set lease_until = clock_timestamp() + $3::int * interval '1 ms'
       where owner = $1 and lease_owner = $2 and lease_until is not null`,
      [owner, process, leaseMs],
    );

  /** Fenced by the lease: a process that lost it does not overwrite a later token. */
  const storeAndRelease = (owner: string, { token, expiresAt }: AccessToken) =>
    ledger.query(
      `update access_token set sealed = $3, expires_at = $4, generation = generation + 1, lease_until = null
       where owner = $1 and lease_owner = $2 and lease_until is not null`,
      [owner, process, encrypt(token), new Date(expiresAt)],
    );

  const release = (owner: string) =>
    ledger.query('update access_token set lease_until = null where owner = $1 and lease_owner = $2', [owner, process]);

  async function fetchWithLease(owner: string, fetch: () => Promise<AccessToken>): Promise<AccessToken> {
    // A renewal that fails is not repeated at once: the next one comes soon, and without it another process refreshes too.
    const renewals = setInterval(() => void renewLease(owner).catch(() => undefined), leaseMs / 3);
    try {
      const entry = await fetch();
      await storeAndRelease(owner, entry);
      return entry;
    } catch (error) {
      await release(owner).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewals);
    }
  }

  async function refresh(
    owner: string,
    isUsable: (entry: AccessToken) => boolean,
    fetch: () => Promise<AccessToken>,
  ): Promise<AccessToken> {
    for (;;) {
      const { entry, generation } = await read(owner);
      if (entry && isUsable(entry)) return entry;
      if (await takeLease(owner, generation)) return fetchWithLease(owner, fetch);
      await delay(pauseMs());
    }
  }

  return {
    async token(owner, isUsable, fetch) {
      for (let shared = running.get(owner); shared; shared = running.get(owner)) {
        const entry = await shared;
        // The refresh may have begun for a caller to whom this token was still good.
        if (isUsable(entry)) return entry;
      }
      const own = refresh(owner, isUsable, fetch).finally(() => running.delete(owner));
      running.set(owner, own);
      return own;
    },
  };
}

function cipherOf(clientSecret: string) {
  const key = Buffer.from(hkdfSync('sha256', clientSecret, 'portage', 'access-token', 32));
  return {
    encrypt(token: string): string {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const text = Buffer.concat([cipher.update(token), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
    },
    /** Null for what was encrypted with an earlier client secret, or is empty. */
    decrypt(sealed: string): string | null {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < 28) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
      } catch {
        return null;
      }
    },
  };
}
