import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import { z } from 'zod';
import type { Auth } from '../../../schemas/profile.ts';
import { ConnectorError } from '../../error.ts';
import { resolveSecret } from '../../secret.ts';
import { checkStatus, unavailable } from './failures.ts';

type OAuth2 = Extract<Auth, { kind: 'oauth2' }>;

export interface Credentials {
  /**
   * What a request carries. The argument is what the source has just refused with 401; null for a first attempt. After two
   * refusals the request gets a token of its own, because others may use up a shared one before it is sent. Null when the
   * source refuses a token that nobody else has used, or credentials that can't be renewed.
   */
  next(refused: Grant | null): Promise<Grant | null>;
}

/** What a request carries. */
export interface Grant {
  config: AxiosRequestConfig;
  /** Refusals of the request before. */
  refusals: number;
  /** Number of tokens that had been issued when this one was. */
  issued: number;
}

/** The credentials of a profile. Secrets are read when they are needed, and never appear in a message. */
export function openCredentials(auth: Auth, client: AxiosInstance, name: string): Credentials {
  if (auth.kind === 'oauth2') return openToken(auth, client, name);
  return {
    next: (refused) =>
      Promise.resolve(refused === null ? { config: fixedCredentials(auth), refusals: 0, issued: 0 } : null),
  };
}

function fixedCredentials(auth: Exclude<Auth, OAuth2>): AxiosRequestConfig {
  if (auth.kind === 'none') return {};
  if (auth.kind === 'apiKey') return { headers: { [auth.header]: resolveSecret(auth.value) } };
  return { auth: { username: resolveSecret(auth.username), password: resolveSecret(auth.password) } };
}

/** Refusals of one request after which it gets a token of its own. */
const sharedTokens = 2;
/** Some servers end a token when they issue the next one, so that requests can refuse each other's tokens for some time. */
const mostRefusals = 20;

type Token = Pick<Grant, 'config' | 'issued'>;

function openToken(auth: OAuth2, client: AxiosInstance, name: string): Credentials {
  let shared: Promise<Token> | null = null;
  let issued = 0;
  const issue = async (): Promise<Token> => {
    const config = { headers: { Authorization: `Bearer ${await fetchToken(auth, client, name)}` } };
    issued += 1;
    return { config, issued };
  };
  const share = (): Promise<Token> => {
    const token = issue();
    shared = token;
    // A token that could not be fetched is fetched again for the next request.
    token.catch(() => {
      if (shared === token) shared = null;
    });
    return token;
  };
  const shareUnless = async (refused: Token): Promise<Token> => {
    // Another request may have renewed it already.
    const current = await shared;
    return current === null || current.config === refused.config ? share() : current;
  };
  return {
    async next(refused) {
      if (refused === null) return { ...(await (shared ?? share())), refusals: 0 };
      const refusals = refused.refusals + 1;
      if (refusals < sharedTokens) return { ...(await shareUnless(refused)), refusals };
      const isRefusedAlone = refusals > sharedTokens && refused.issued === issued;
      return isRefusedAlone || refusals > mostRefusals ? null : { ...(await issue()), refusals };
    },
  };
}

const TokenResponse = z.object({ access_token: z.string() });

async function fetchToken(auth: OAuth2, client: AxiosInstance, name: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(auth.scope && { scope: auth.scope }) });
  const username = resolveSecret(auth.clientId);
  const password = resolveSecret(auth.clientSecret);
  const { status, data } = await client.post<string>(auth.tokenUrl, form, { auth: { username, password } });
  const body = TokenResponse.safeParse(parseJson(data));
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
