import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import type { Identity } from '../../../connectors/ledger/web-sessions.ts';
import { canonicalEmail } from '../../../schemas/sign-off.ts';
import { isLoopback } from '../options.ts';

export interface ProviderOptions {
  issuer: string;
  clientId: string;
  clientSecret: string | null;
  /** Address of the console, which the provider leads back to. */
  origin: string;
  /** Name of the claim with the person's e-mail address. */
  emailClaim: string;
  /** Whether the provider must say that it has verified the address. */
  requireVerifiedEmail: boolean;
}

/** What the answer of the provider is compared with. It stays on the server. */
export interface Expected {
  state: string;
  nonce: string;
  verifier: string;
  /** When the person was sent there, ISO 8601. */
  askedAt: string;
}

export interface Ask {
  /** Random by default. */
  nonce?: string;
  /** The person signs in anew, even if the provider has a session. */
  isFresh: boolean;
  /** E-mail address that the provider may fill in. */
  hint?: string;
  acr?: string | undefined;
}

export interface Provider {
  readonly issuer: string;
  /** Origins that a form may lead to. */
  readonly origins: string[];
  begin(ask: Ask): Promise<{ url: URL; expected: Expected }>;
  /**
   * Reads the provider's answer.
   *
   * @param query the query of the address that the provider led back to, with its question mark
   * @throws if it does not belong to what was asked, or is not signed by the provider
   */
  finish(query: string, expected: Expected): Promise<{ identity: Identity; token: string }>;
}

export const callbackPath = '/sign-in/callback';
/** Signatures with a shared secret, or without one, are never accepted. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockSkewSeconds = 60;

/** The client of one OpenID provider: authorization code flow with PKCE, state and nonce. */
function createProvider(options: ProviderOptions): Provider {
  const { issuer, clientId, clientSecret, origin } = options;
  let found: Promise<{ config: oidc.Configuration; keys: ReturnType<typeof createRemoteJWKSet> }> | null = null;
  const origins = [new URL(issuer).origin];
  const discover = async () => {
    const execute = isLoopback(issuer) ? [oidc.allowInsecureRequests] : [];
    const authentication = clientSecret === null ? oidc.None() : undefined;
    const config = await oidc.discovery(new URL(issuer), clientId, clientSecret ?? undefined, authentication, {
      execute,
      timeout: 10,
    });
    const { authorization_endpoint: entry = issuer, jwks_uri: keys = issuer } = config.serverMetadata();
    origins.splice(0, origins.length, ...new Set([new URL(issuer).origin, new URL(entry).origin]));
    return { config, keys: createRemoteJWKSet(new URL(keys), { cooldownDuration: 5_000 }) };
  };
  const provider = () => {
    // A provider that did not respond is asked again by the next person.
    found ??= discover().catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
  return {
    issuer,
    origins,
    async begin({ nonce = oidc.randomNonce(), isFresh, hint, acr }) {
      const { config } = await provider();
      const expected = {
        state: oidc.randomState(),
        nonce,
        verifier: oidc.randomPKCECodeVerifier(),
        askedAt: new Date().toISOString(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: `${origin}${callbackPath}`,
        scope: 'openid email profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(expected.verifier),
        code_challenge_method: 'S256',
        state: expected.state,
        nonce,
        ...(isFresh ? { prompt: 'login', max_age: '0' } : {}),
        ...(hint === undefined ? {} : { login_hint: hint }),
        ...(acr === undefined ? {} : { acr_values: acr }),
      });
      return { url, expected };
    },
    async finish(query, expected) {
      const { config, keys } = await provider();
      // The configured origin, because the request's own address is made from headers.
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${origin}${callbackPath}${query}`), {
        pkceCodeVerifier: expected.verifier,
        expectedState: expected.state,
        expectedNonce: expected.nonce,
        idTokenExpected: true,
      });
      const token = tokens.id_token ?? '';
      // The library trusts TLS for the token's origin; a session shall rest on the signature.
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: clientId,
        algorithms,
        clockTolerance: clockSkewSeconds,
      });
      return { identity: readIdentity(payload, options), token };
    },
  };
}

/** Providers by what they were made from, so that each is asked for its addresses once. */
export interface Providers {
  of(options: ProviderOptions): Provider;
  /** Origins that a form may lead to. */
  origins(): string[];
}

export function createProviders(): Providers {
  const made = new Map<string, Provider>();
  return {
    of(options) {
      const key = JSON.stringify(options);
      const provider = made.get(key) ?? createProvider(options);
      made.set(key, provider);
      return provider;
    },
    origins: () => [...new Set([...made.values()].flatMap(({ origins }) => origins))],
  };
}

/** @throws {Error} if the token does not name a person */
function readIdentity(claims: JWTPayload, { issuer, emailClaim, requireVerifiedEmail }: ProviderOptions): Identity {
  const email = claims[emailClaim];
  if (typeof email !== 'string' || !claims.sub) throw new Error(`the token has no claim ${emailClaim} or no sub`);
  if (requireVerifiedEmail && claims['email_verified'] !== true) throw new Error('the e-mail address is not verified');
  const { auth_time: time, name } = claims;
  return {
    issuer,
    subject: claims.sub,
    email: canonicalEmail(email),
    name: typeof name === 'string' && name !== '' ? name : canonicalEmail(email),
    authenticatedAt: new Date((typeof time === 'number' ? time : (claims.iat ?? 0)) * 1_000),
  };
}
