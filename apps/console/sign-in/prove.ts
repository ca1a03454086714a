import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { depositToken } from '../../../connectors/ledger/id-tokens.ts';
import type { EngagementPeople } from '../../../connectors/ledger/people.ts';
import { startVisit } from '../../../connectors/ledger/web-sessions.ts';
import { resolveSecret } from '../../../connectors/secret.ts';
import { canonicalSignOff } from '../../../domain/canonical-sign-off.ts';
import type { Issuer } from '../../../schemas/engagement-file.ts';
import { Occasion, Revocation, RollbackRequest, SignOff, type Proof } from '../../../schemas/sign-off.ts';
import type { EngagementContext, Site } from '../context.ts';
import type { Expected, Provider } from './flow.ts';

/** What a person wants to prove, by its kind. It stays on the server while the person is at the identity provider. */
export const Statement = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('sign-off'), message: SignOff }),
  z.object({ purpose: z.literal('revocation'), message: Revocation }),
  z.object({ purpose: z.literal('rollback'), message: RollbackRequest }),
]);
export type Statement = z.infer<typeof Statement>;

/** A statement on the way to the provider and back. */
export const Pending = z.object({
  kind: z.literal('prove'),
  engagement: z.string(),
  issuer: z.string(),
  statement: Statement,
  occasion: Occasion,
});
export type Pending = z.infer<typeof Pending>;

export const visitSeconds = 600;

/** The identity provider with which a person proves a statement: the one of the session if the engagement accepts it. */
const issuerFor = ({ issuers }: EngagementPeople, sessionIssuer: string): Issuer | undefined =>
  issuers.find(({ issuer }) => issuer === sessionIssuer) ?? issuers[0];

function providerOf({ providers, options }: Site, settings: Issuer): Provider {
  const { issuer, clientId, clientSecret, emailClaim, verifiedEmail } = settings;
  return providers.of({
    issuer,
    clientId,
    clientSecret: clientSecret === undefined ? null : resolveSecret(clientSecret),
    origin: options.origin,
    emailClaim,
    requireVerifiedEmail: verifiedEmail,
  });
}

/**
 * The identity provider that a form for a proof leads to; from then on, the page's form may lead there. Undefined if the
 * engagement file names none.
 */
export function openIssuer(c: EngagementContext, site: Site): Issuer | undefined {
  const issuer = issuerFor(c.var.engagement, c.var.session.issuer);
  if (issuer) providerOf(site, issuer);
  return issuer;
}

/** Reads the form of a message that needs a proof; null if it is not valid, or nobody can prove it. */
export function readStatement<Message>(
  c: EngagementContext,
  schema: z.ZodType<Message>,
  form: Record<string, unknown>,
): { message: Message; issuer: Issuer } | null {
  const { engagement, session } = c.var;
  const message = schema.safeParse({ ...form, by: session.email });
  const issuer = issuerFor(engagement, session.issuer);
  return message.success && issuer && !('proof' in form) ? { message: message.data, issuer } : null;
}

/** Sends the person to the identity provider, which signs the hash of the statement together with who the person is. */
export async function askForProof(
  c: Context,
  site: Site,
  engagement: string,
  settings: Issuer,
  statement: Statement,
): Promise<Response> {
  const occasion = { asked: new Date().toISOString(), random: randomBytes(16).toString('base64url') };
  const { purpose, message } = statement;
  const text = canonicalSignOff(purpose, engagement, message, occasion);
  const { url, expected } = await providerOf(site, settings).begin({
    nonce: createHash('sha256').update(text).digest('base64url'),
    isFresh: true,
    hint: message.by,
    acr: settings.acr.length > 0 ? settings.acr.join(' ') : undefined,
  });
  const pending: Pending = { kind: 'prove', engagement, issuer: settings.issuer, statement, occasion };
  const visit = await startVisit(site.ledger, JSON.parse(JSON.stringify({ expected, purpose: pending })) as never);
  site.cookies.set(c, 'visit', visit, visitSeconds);
  return c.redirect(url.href, 303);
}

/**
 * Reads the provider's answer and keeps the token in the ledger. The activity that judges the message verifies it; here it
 * is only compared with what was asked.
 *
 * @returns the proof, and who the provider says that the person is
 */
export async function readProof(
  site: Site,
  people: EngagementPeople,
  query: string,
  expected: Expected,
  { engagement, issuer, occasion }: Pending,
): Promise<{ proof: Proof; email: string }> {
  const settings = people.issuers.find((one) => one.issuer === issuer);
  if (!settings) throw new Error('the engagement no longer accepts this identity provider');
  const { token, identity } = await providerOf(site, settings).finish(query, expected);
  const reference = await depositToken(site.ledger, engagement, token);
  return { proof: { kind: 'oidc', ...occasion, token: reference }, email: identity.email };
}
