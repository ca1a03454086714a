import { calculateJwkThumbprint, type JWK } from 'jose';
import { z } from 'zod';
import { EncryptedUrl } from '../../schemas/engagement-file.ts';
import { codeOf } from '../foreign-error.ts';
import { appendAudit, type AuditEntry } from '../ledger/audit.ts';
import type { Ledger, Queryable } from '../ledger/database.ts';
import { openHost } from '../open-host.ts';

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata and RFC 7517 section 5. */
const Discovery = z.object({ issuer: z.string(), jwks_uri: EncryptedUrl });
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });

const timeoutMs = 10_000;
/** The members of a public key. Anything else of a published key is left out, above all private members. */
const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'];

/**
 * Reads the public keys that an issuer publishes now, and notes in the ledger which ones were seen and when. New ones are
 * entered in the audit chain, so that a token can be verified years later without the issuer.
 *
 * @returns the keys, or `why` the issuer could not be read
 */
export async function readPublishedKeys(
  ledger: Ledger,
  engagement: string,
  issuer: string,
): Promise<JWK[] | { why: string }> {
  const discovery = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, Discovery);
  if ('why' in discovery) return discovery;
  if (discovery.issuer !== issuer) return { why: `the issuer ${issuer} calls itself ${discovery.issuer}.` };
  const set = await get(discovery.jwks_uri, KeySet);
  if ('why' in set) return set;
  const published: JWK[] = set.keys
    .filter((one) => one['use'] !== 'enc' && one.kty !== 'oct')
    .map((one) => Object.fromEntries(publicMembers.flatMap((name) => (name in one ? [[name, one[name]]] : []))) as JWK);
  const pins = await Promise.all(
    published.map(async (jwk) => ({
      issuer,
      jwksUri: discovery.jwks_uri,
      jwk,
      thumbprint: await calculateJwkThumbprint(jwk),
    })),
  );
  await ledger.transaction(async (client) => {
    for (const one of pins) await pin(client, engagement, one);
  });
  return published;
}

interface Pin {
  issuer: string;
  thumbprint: string;
  jwksUri: string;
  jwk: JWK;
}

async function pin(client: Queryable, engagement: string, { issuer, thumbprint, jwksUri, jwk }: Pin): Promise<void> {
  const kid = jwk.kid ?? null;
  const seen = await client.query<{ thumbprint: string }>(
    'update issuer_key set last_seen = now() where engagement = $1 and issuer = $2 and thumbprint = $3 returning thumbprint',
    [engagement, issuer, thumbprint],
  );
  if (seen.rowCount !== 0) return;
  const sameId = await client.query(
    'select 1 from issuer_key where engagement = $1 and issuer = $2 and kid = $3 and thumbprint <> $4',
    [engagement, issuer, kid, thumbprint],
  );
  await client.query(
    `insert into issuer_key (engagement, issuer, thumbprint, kid, jwk, jwks_uri, first_seen, last_seen)
     values ($1, $2, $3, $4, $5, $6, now(), now())`,
    [engagement, issuer, thumbprint, kid, JSON.stringify(jwk), jwksUri],
  );
  // Providers give a new key a new id, so this deserves somebody's attention.
  const what = sameId.rowCount === 0 ? 'issuer key pinned' : 'issuer key pinned under the id of another key';
  await appendAudit(client, engagement, what, { issuer, thumbprint, jwksUri, jwk });
}

/** A key that an issuer has published. */
export interface PinnedKey {
  issuer: string;
  thumbprint: string;
  jwk: JWK;
  firstSeen: Date;
  lastSeen: Date;
}

/** All keys that were seen for the sign-offs of an engagement. */
export const listPinnedKeys = (ledger: Ledger, engagement: string): Promise<PinnedKey[]> =>
  ledger.query(
    `select issuer, thumbprint, jwk, first_seen as "firstSeen", last_seen as "lastSeen" from issuer_key
     where engagement = $1 order by first_seen, thumbprint`,
    [engagement],
  );

/** Whether a pinned key has the thumbprint that it is listed by, and was entered in the audit as it is. */
export async function isPinAsAudited(pin: PinnedKey, entries: readonly AuditEntry[]): Promise<boolean> {
  const { issuer, thumbprint, jwk, firstSeen } = pin;
  const entry = entries.find(
    ({ what, body }) =>
      what.startsWith('issuer key pinned') && body['issuer'] === issuer && body['thumbprint'] === thumbprint,
  );
  // The entry is made in the same transaction, a moment later.
  return (
    entry !== undefined &&
    Math.abs(entry.at.getTime() - firstSeen.getTime()) < minuteMs &&
    (await calculateJwkThumbprint(jwk)) === thumbprint
  );
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Whether a key counts for a token that was issued at this time: not before it was published, and only for some days after it
 * was last seen. Its holder may sign with a key a little before and after we look.
 */
export const isOfTime = ({ firstSeen, lastSeen }: PinnedKey, issuedAt: Date): boolean =>
  issuedAt.getTime() >= firstSeen.getTime() - dayMs && issuedAt.getTime() <= lastSeen.getTime() + 3 * dayMs;

async function get<Answer extends object>(url: string, schema: z.ZodType<Answer>): Promise<Answer | { why: string }> {
  const place = new URL(url);
  try {
    const host = openHost(place.origin, timeoutMs);
    const { status, data } = await host.get<string>(place.pathname + place.search, { maxRedirects: 0 });
    const parsed = status === 200 ? schema.safeParse(parseJson(data)) : null;
    return parsed?.success
      ? parsed.data
      : { why: `the issuer does not answer at ${url} as documented (status ${status}).` };
  } catch (error) {
    return { why: `the issuer does not answer at ${url} (${codeOf(error) || 'no connection'}). Sign again later.` };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
