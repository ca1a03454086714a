import { createPublicKey, verify } from 'node:crypto';

/**
 * Whether a text was signed with the private half of an Ed25519 key.
 *
 * @param publicKey the `x` of the JWK, base64url
 * @param signature 64 bytes, base64url
 */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
  } catch {
    // 43 characters that are no point of the curve are not a key.
    return false;
  }
}
