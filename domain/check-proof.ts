import { canonicalEmail } from '../schemas/sign-off.ts';

/**
 * The result of the check of a proof. `identity` is the key or the account: two people never share one. `by` and `nonce`
 * identify the proof, which counts once. `depositedAt`: when the ledger received the ID token; null for a key.
 */
export type CheckedProof =
  | { state: 'none' }
  | { state: 'proven'; by: string; subject: string | null; nonce: string; identity: string; depositedAt: string | null }
  | { state: 'refused'; why: string };

/** Greatest time between the making of a proof and its receipt. It leaves time to send a signed message by other means. */
const validHours = 24;
/** Clocks of people's machines may differ by this much. */
const skewMs = 120_000;

/** Why a proof that was made at `asked` doesn't count at `at`; null if it does. Both ISO 8601. */
export function checkAge(asked: string, at: string): string | null {
  const age = Date.parse(at) - Date.parse(asked);
  if (age < -skewMs) return `it was made at ${asked}, which is in the future. Check the clock, then sign again.`;
  if (age > validHours * 3_600_000) return `it was made at ${asked}, more than ${validHours} hours ago. Sign again.`;
  return null;
}

/** What an ID token says of the person and of the sign-in. Times in seconds since 1970. */
export interface TokenClaims {
  sub?: unknown;
  nonce?: unknown;
  aud?: unknown;
  azp?: unknown;
  acr?: unknown;
  auth_time?: unknown;
  [claim: string]: unknown;
}

/** What the token must say. */
export interface ExpectedClaims {
  nonce: string;
  clientId: string;
  /** Canonical e-mail address of the person who signs. */
  email: string;
  emailClaim: string;
  verifiedEmail: boolean;
  authTime: boolean;
  acr: readonly string[];
  /** The person's `sub`, if it is known. */
  subject: string | null;
  /** When the proof was asked for, ISO 8601. */
  asked: string;
}

/** Greatest difference between our clock and that of a provider, in seconds. */
export const clockTolerance = 60;

/**
 * Why a token with a valid signature, issuer, audience and time doesn't prove this sign-off; null if it does.
 * https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export function checkClaims(claims: TokenClaims, expected: ExpectedClaims): string | null {
  const { clientId, emailClaim, asked } = expected;
  if (claims.nonce !== expected.nonce) return 'the token was issued for another decision.';
  const isForSeveral = Array.isArray(claims.aud) && claims.aud.length > 1;
  if (claims.azp === undefined ? isForSeveral : claims.azp !== clientId)
    return 'the token was issued to another client.';
  if (expected.acr.length > 0 && !expected.acr.includes(String(claims.acr))) {
    return `the sign-in was not of the demanded strength (acr ${expected.acr.join(' or ')}).`;
  }
  if (expected.authTime && !(Number(claims.auth_time) >= Date.parse(asked) / 1_000 - clockTolerance)) {
    return 'the person did not sign in anew for this decision.';
  }
  const email = claims[emailClaim];
  if (typeof email !== 'string' || canonicalEmail(email) !== expected.email) return 'the token names another person.';
  if (expected.verifiedEmail && claims['email_verified'] !== true) {
    return 'the provider has not verified the e-mail address.';
  }
  if (expected.subject !== null && claims.sub !== expected.subject) {
    return 'the account differs from the one that the person signs with. If it is right, the engagement file must name it under subjects.';
  }
  return null;
}
