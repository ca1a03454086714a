import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../schemas/json.ts';
import type { Ledger } from './database.ts';

/** Who an identity provider says that somebody is. `email` is in its canonical form. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string;
  name: string;
  /** When the person signed in at the provider. */
  authenticatedAt: Date;
}

export interface WebSession extends Identity {
  /** A name for lists and logs. The secret is only in the cookie. */
  handle: string;
  browser: string;
  createdAt: Date;
  seenAt: Date;
}

/** How long a session lasts without a request, and at most. */
export const sessionLimits = { idleMinutes: 15, hours: 8 } as const;
/** How long a person may take at the identity provider. */
const visitMinutes = 10;

const digestOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const newSecret = (): string => randomBytes(32).toString('base64url');

const columns = `handle, issuer, subject, email, name, browser, created_at as "createdAt", seen_at as "seenAt",
  authenticated_at as "authenticatedAt"`;
const isLive = `seen_at > now() - interval '${sessionLimits.idleMinutes} minutes'
  and created_at > now() - interval '${sessionLimits.hours} hours'`;

/** Starts a session and returns the secret for its cookie. Sessions that are over are deleted. */
export async function startSession(ledger: Ledger, identity: Identity, browser: string): Promise<string> {
  const secret = newSecret();
  const { issuer, subject, email, name, authenticatedAt } = identity;
  await ledger.query(`delete from web_session where not (${isLive})`);
  await ledger.query(
    `insert into web_session (id, handle, issuer, subject, email, name, browser, authenticated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [digestOfSecret(secret), randomBytes(8).toString('hex'), issuer, subject, email, name, browser, authenticatedAt],
  );
  return secret;
}

/** The session of a cookie, null if there is none or its time is over. `touch` counts as activity of the person. */
export async function findSession(ledger: Ledger, secret: string, touch: boolean): Promise<WebSession | null> {
  const id = digestOfSecret(secret);
  const [row] = await ledger.query<WebSession & Record<string, unknown>>(
    touch
      ? `update web_session set seen_at = now() where id = $1 and ${isLive} returning ${columns}`
      : `select ${columns} from web_session where id = $1 and ${isLive}`,
    [id],
  );
  return row ?? null;
}

export async function endSession(ledger: Ledger, secret: string): Promise<void> {
  await ledger.query('delete from web_session where id = $1', [digestOfSecret(secret)]);
}

/** The sessions of a person, the newest first. */
export const listSessions = (ledger: Ledger, email: string): Promise<WebSession[]> =>
  ledger.query<WebSession & Record<string, unknown>>(
    `select ${columns} from web_session where email = $1 and ${isLive} order by seen_at desc`,
    [email],
  );

/** Ends sessions of a person: the one with this handle, or all. */
export async function endSessionsOf(ledger: Ledger, email: string, handle?: string): Promise<void> {
  await ledger.query('delete from web_session where email = $1 and ($2::text is null or handle = $2)', [
    email,
    handle ?? null,
  ]);
}

/** Remembers what the answer of the identity provider will be compared with, and returns the secret for its cookie. */
export async function startVisit(ledger: Ledger, body: JsonObject): Promise<string> {
  const secret = newSecret();
  await ledger.query(`delete from web_visit where created_at < now() - interval '${visitMinutes} minutes'`);
  await ledger.query('insert into web_visit (id, body) values ($1, $2)', [
    digestOfSecret(secret),
    JSON.stringify(body),
  ]);
  return secret;
}

/** What `startVisit` remembered. It can be taken once. */
export async function takeVisit(ledger: Ledger, secret: string): Promise<JsonObject | null> {
  const [row] = await ledger.query<{ body: JsonObject }>(
    `delete from web_visit where id = $1 and created_at > now() - interval '${visitMinutes} minutes' returning body`,
    [digestOfSecret(secret)],
  );
  return row?.body ?? null;
}
