import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** What a token says instead of the usual. `undefined` leaves a claim out. */
export type Claims = Record<string, unknown>;

/** An OpenID provider on loopback: it publishes keys and issues tokens, without a sign-in. */
export interface TestIssuer {
  url: string;
  /** A token for a nonce, with the claims of a sign-in that has just happened. */
  token(email: string, nonce: string, claims?: Claims): Promise<string>;
  /** A token signed with a key that is not published. */
  forge(email: string, nonce: string): Promise<string>;
  /** Publishes another key, and no longer the present one. `kid`: the id of the new key. */
  rotate(kid: string): Promise<void>;
  close(): Promise<void>;
}

export const clientId = 'portage';

interface Key {
  private: CryptoKey;
  public: JWK;
}

async function createKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { private: privateKey, public: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

/** @param keysAt where its configuration says that the keys are; without it, at this server */
export async function startIssuer(keysAt?: string): Promise<TestIssuer> {
  let key = await createKey('first');
  const server = createServer((request, response) => {
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: keysAt ?? `${url}/jwks` },
      '/jwks': { keys: [key.public] },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issue = (by: Key, email: string, nonce: string, claims: Claims = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = {
      ...{ iss: url, aud: clientId, sub: `sub of ${email}`, nonce, email, email_verified: true },
      ...{ iat: now, exp: now + 300, auth_time: now, acr: 'mfa' },
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', ...(by.public.kid && { kid: by.public.kid }) })
      .sign(by.private);
  };
  return {
    url,
    token: (email, nonce, claims) => issue(key, email, nonce, claims),
    forge: async (email, nonce) => issue(await createKey(key.public.kid ?? ''), email, nonce),
    async rotate(kid) {
      key = await createKey(kid);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
