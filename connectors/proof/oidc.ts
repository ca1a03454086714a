import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JWK } from 'jose';
import { checkClaims, clockTolerance, type ExpectedClaims, type TokenClaims } from '../../domain/check-proof.ts';
import type { Issuer } from '../../schemas/engagement-file.ts';

/** A public key of an issuer, RFC 7517. */
export type PublicJwk = JWK;

/** A token is presented right after the sign-in, in seconds. */
const maxTokenAge = 600;

export interface TokenCheck {
  token: string;
  settings: Issuer;
  /** Public keys of the issuer that count for this token. */
  keys: readonly PublicJwk[];
  expected: Pick<ExpectedClaims, 'nonce' | 'email' | 'subject' | 'asked'>;
  /** The time for which the token is verified: when the ledger received it. */
  asOf: Date;
}

const reasons: Record<string, string> = {
  ERR_JWT_EXPIRED: 'the token has expired. Sign again.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'the signature of the token is wrong.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'the token is signed with an algorithm that the engagement file does not allow.',
  ERR_JWKS_NO_MATCHING_KEY: 'the token is signed with a key that the issuer has not published.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'the token does not say which of the keys of the issuer has signed it.',
};

/** The issuer that a token names, and when it was issued. Nothing is verified. Null if it is not a token. */
export function readToken(token: string): { issuer: string; issuedAt: Date } | null {
  try {
    const { iss, iat } = decodeJwt(token);
    return typeof iss === 'string' && typeof iat === 'number' ? { issuer: iss, issuedAt: new Date(iat * 1_000) } : null;
  } catch {
    return null;
  }
}

/**
 * Verifies an ID token as the proof of a sign-off. It needs no network, so it works in the same way years later.
 *
 * @returns the person's `sub`, or `why` it does not count
 */
export async function verifyIdToken(check: TokenCheck): Promise<{ subject: string } | { why: string }> {
  const { token, settings, keys, expected, asOf } = check;
  let claims: TokenClaims & { sub: string };
  try {
    const { payload } = await jwtVerify<{ sub: string }>(token, createLocalJWKSet({ keys: [...keys] }), {
      issuer: settings.issuer,
      audience: settings.clientId,
      algorithms: settings.algorithms,
      currentDate: asOf,
      clockTolerance,
      maxTokenAge,
      requiredClaims: ['sub', 'nonce', 'iat', 'exp'],
    });
    claims = payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return { why: reasons[error.code] ?? describeClaim(error) };
  }
  const why = checkClaims(claims, { ...settings, ...expected });
  return why === null ? { subject: claims.sub } : { why };
}

const describeClaim = (error: errors.JOSEError): string =>
  error instanceof errors.JWTClaimValidationFailed
    ? `the claim ${error.claim} of the token is missing or wrong.`
    : 'the token can not be read.';
