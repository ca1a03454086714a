import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import { z } from 'zod';
import type { Auth } from '../../../schemas/profile.ts';
import { ConnectorError } from '../../error.ts';
import { resolveSecret } from '../../secret.ts';
import { checkStatus, unavailable } from './failures.ts';

type OAuth2 = Extract<Auth, { kind: 'oauth2' }>;

export interface Credentials {
  /** What every request carries. A token is fetched when there is none. */
  current(): Promise<AxiosRequestConfig>;
  /** Forgets a refused token, so that the next request fetches another; false for credentials that stay the same. */
  discardToken(): boolean;
}

/** The credentials of a profile. Secrets are read when they are needed, and never appear in a message. */
export function openCredentials(auth: Auth, client: AxiosInstance, name: string): Credentials {
  if (auth.kind === 'oauth2') return openToken(auth, client, name);
  return { current: () => Promise.resolve(fixedCredentials(auth)), discardToken: () => false };
}

function fixedCredentials(auth: Exclude<Auth, OAuth2>): AxiosRequestConfig {
  if (auth.kind === 'none') return {};
  if (auth.kind === 'apiKey') return { headers: { [auth.header]: resolveSecret(auth.value) } };
  return { auth: { username: resolveSecret(auth.username), password: resolveSecret(auth.password) } };
}

function openToken(auth: OAuth2, client: AxiosInstance, name: string): Credentials {
  let token: Promise<string> | null = null;
  return {
    async current() {
      token ??= fetchToken(auth, client, name).catch((error: unknown) => {
        token = null;
        throw error;
      });
      return { headers: { Authorization: `Bearer ${await token}` } };
    },
    discardToken() {
      const hadToken = token !== null;
      token = null;
      return hadToken;
    },
  };
}

const Token = z.object({ access_token: z.string() });

async function fetchToken(auth: OAuth2, client: AxiosInstance, name: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(auth.scope && { scope: auth.scope }) });
  const username = resolveSecret(auth.clientId);
  const password = resolveSecret(auth.clientSecret);
  const { status, data } = await client.post<string>(auth.tokenUrl, form, { auth: { username, password } });
  const body = Token.safeParse(parseJson(data));
  if (body.success) return body.data.access_token;
  // A 429 or 5xx says nothing about the credentials.
  checkStatus({ status, headers: {}, body: '' }, { name, url: '' });
  if (status >= 500) throw unavailable(name, `status ${status} instead of a token`);
  throw new ConnectorError(
    'auth',
    `The source at ${name} gives no token (status ${status}). Nothing was read. Check auth in the source profile.`,
  );
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
