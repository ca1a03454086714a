import { sha256Base64url } from '../connectors/digest.ts';
import { findToken } from '../connectors/ledger/id-tokens.ts';
import { findSubject, identityOf, isProofUsed } from '../connectors/ledger/sign-offs.ts';
import { isSignedBy } from '../connectors/proof/key.ts';
import { readToken, verifyIdToken, type PublicJwk } from '../connectors/proof/oidc.ts';
import { readPublishedKeys } from '../connectors/proof/pinned-keys.ts';
import { canonicalSignOff, signedText, type Provable, type Purpose } from '../domain/canonical-sign-off.ts';
import { checkAge, type CheckedProof } from '../domain/check-proof.ts';
import { canonicalEmail, type Proof } from '../schemas/sign-off.ts';
import type { Config, Ports, StoredEngagement } from './ports.ts';

type Refused = Extract<CheckedProof, { state: 'refused' }>;
const refused = (why: string): Refused => ({ state: 'refused', why });

/** Where the check of a token finds the keys of its issuer and the person's `sub`. */
export interface TokenSources {
  token(reference: string): Promise<{ token: string; depositedAt: Date } | null>;
  keys(issuer: string, issuedAt: Date): Promise<readonly PublicJwk[] | { why: string }>;
  subject(issuer: string, by: string): Promise<string | null>;
}

/** Checks the proof of a message that has just arrived. Keys of an issuer are those that it publishes now. */
export async function checkProof<Kind extends Purpose>(
  { ledger }: Pick<Ports, 'ledger'>,
  stored: StoredEngagement,
  purpose: Kind,
  message: Provable[Kind],
  at: string,
): Promise<CheckedProof> {
  const { slug } = stored.engagement;
  if (!message.proof) return { state: 'none' };
  const age = checkAge(message.proof.asked, at);
  if (age !== null) return refused(age);
  const checked = await verifyProof(stored, purpose, message, message.proof, {
    token: (reference) => findToken(ledger, slug, reference),
    keys: (issuer) => readPublishedKeys(ledger, slug, issuer),
    subject: (issuer, by) => findSubject(ledger, { engagement: slug, issuer, by }),
  });
  if (checked.state === 'proven' && (await isProofUsed(ledger, checked))) {
    return refused('it was used before. Sign again.');
  }
  return checked;
}

/** Verifies a proof against the engagement's files and the keys of the sources. */
export async function verifyProof<Kind extends Purpose>(
  { engagement }: Pick<Config, 'engagement'>,
  purpose: Kind,
  message: Provable[Kind],
  proof: Proof,
  sources: TokenSources,
): Promise<CheckedProof> {
  const text = canonicalSignOff(purpose, engagement.slug, message, proof);
  const nonce = sha256Base64url(text);
  const { by } = message;
  if (proof.kind === 'key') {
    const { key } = proof;
    const isListed = engagement.gates.approvers.some(
      ({ email, keys }) => canonicalEmail(email) === by && keys.includes(key),
    );
    if (!isListed) return refused(`the engagement file does not list this key for ${by}.`);
    if (!isSignedBy(key, signedText(text), proof.signature)) return refused('the signature is wrong.');
    return { state: 'proven', by: `key:${key}`, subject: null, nonce, identity: `key:${key}`, depositedAt: null };
  }
  const deposited = await sources.token(proof.token);
  const read = deposited && readToken(deposited.token);
  if (!deposited || !read) return refused('its ID token is not in the ledger. Sign again in the console.');
  const settings = engagement.gates.issuers.find(({ issuer }) => issuer === read.issuer);
  if (!settings) return refused('the engagement file does not list the issuer of the token.');
  const { issuer } = settings;
  const keys = await sources.keys(issuer, read.issuedAt);
  if ('why' in keys) return refused(keys.why);
  const subject = settings.subjects[by] ?? (await sources.subject(issuer, by));
  const expected = { nonce, email: by, subject, asked: proof.asked };
  const { token, depositedAt: asOf } = deposited;
  const result = await verifyIdToken({ token, settings, keys, expected, asOf });
  if ('why' in result) return refused(result.why);
  const { subject: account } = result;
  const identity = identityOf(issuer, account);
  return { state: 'proven', by: issuer, subject: account, nonce, identity, depositedAt: asOf.toISOString() };
}
