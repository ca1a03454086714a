import type { JsonObject } from '../../schemas/json.ts';
import { digestOf } from '../digest.ts';
import type { Ledger, Queryable } from './database.ts';

/** An entry of the audit chain. `hash` covers all of it, and the hash of the entry before. */
export interface AuditEntry {
  seq: number;
  at: Date;
  what: string;
  body: JsonObject;
  previous: string;
  hash: string;
}

const hashOf = (engagement: string, entry: Omit<AuditEntry, 'hash'>) =>
  digestOf({ ...entry, engagement, at: entry.at.toISOString() });

/** Appends one entry to the engagement's audit chain. Each entry contains the hash of the previous one. */
export async function appendAudit(
  client: Queryable,
  engagement: string,
  what: string,
  body: JsonObject,
): Promise<void> {
  await client.query('select pg_advisory_xact_lock(733202, hashtext($1))', [engagement]);
  const last = await client.query<{ seq: number; hash: string }>(
    'select seq, hash from audit where engagement = $1 order by seq desc limit 1',
    [engagement],
  );
  const entry = {
    seq: (last.rows[0]?.seq ?? 0) + 1,
    at: new Date(),
    what,
    body,
    previous: last.rows[0]?.hash ?? '',
  };
  await client.query(
    'insert into audit (engagement, seq, at, what, body, previous, hash) values ($1, $2, $3, $4, $5, $6, $7)',
    [engagement, entry.seq, entry.at, what, JSON.stringify(body), entry.previous, hashOf(engagement, entry)],
  );
}

/** All entries of an engagement, the oldest first. */
export const listAudit = (ledger: Ledger, engagement: string): Promise<AuditEntry[]> =>
  ledger.query<AuditEntry>('select seq, at, what, body, previous, hash from audit where engagement = $1 order by seq', [
    engagement,
  ]);

/** Number of the first entry that doesn't match its hash or its predecessor; null if the chain is intact. */
export function brokenLinkOf(engagement: string, entries: readonly AuditEntry[]): number | null {
  let previous = '';
  let seq = 0;
  for (const { hash, ...entry } of entries) {
    seq += 1;
    if (entry.seq !== seq || entry.previous !== previous || hashOf(engagement, entry) !== hash) return seq;
    previous = hash;
  }
  return null;
}
