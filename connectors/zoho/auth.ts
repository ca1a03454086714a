import { z } from 'zod';
import { sha256 } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { networkFailure, parseBody } from './failures.ts';
import { checkDataCentre } from './hosts.ts';
import { openHost } from '../open-host.ts';
import type { AccessToken, TokenStore } from './port.ts';

export interface Credentials {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
}

/** A token is renewed this long before it expires, so that it does not expire during a call. */
const marginMs = 60_000;

const TokenResponse = z.object({ access_token: z.string(), api_domain: z.string().optional(), expires_in: z.number() });
/** Any other text of the answer may hold a secret. */
const ErrorResponse = z.object({ error: z.string().regex(/^(?:[a-z_]{1,40}|Access Denied)$/) });

/** The wrong setting, by error code. Zoho sends these errors with HTTP status 200. docs: refresh tokens */
const hints: Record<string, string> = {
  invalid_client: 'the data centre does not know the client id; check clientId and dataCentre',
  invalid_client_secret: 'the client secret is wrong; check clientSecret',
  invalid_code: 'the refresh token is wrong or revoked; check refreshToken',
};

export interface Authorisation {
  /** Returns a valid token. `stale` is a token that Zoho rejected; then a new one is fetched. */
  token(stale?: string): Promise<string>;
}

/**
 * Shares one access token per org between all processes, because Zoho issues only ten tokens per ten minutes.
 * Concurrent callers, in this worker and in others, cause a single refresh.
 */
export function authorise(options: {
  orgId: string;
  accountsUrl: string;
  apiUrl: string;
  credentials: Credentials;
  tokens: TokenStore;
  timeoutMs: number;
  clock: () => number;
}): Authorisation {
  const { tokens, clock } = options;
  // Another refresh token can belong to another org, so its access tokens are stored separately.
  const owner = `${options.orgId}/${sha256(options.credentials.refreshToken).slice(0, 16)}`;
  let current: AccessToken | null = null;

  return {
    async token(stale) {
      const isUsable = (entry: AccessToken) => entry.expiresAt - marginMs > clock() && entry.token !== stale;
      if (current && isUsable(current)) return current.token;
      current = await tokens.token(owner, isUsable, () => fetchToken(options));
      return current.token;
    },
  };
}

async function fetchToken(options: Parameters<typeof authorise>[0]): Promise<AccessToken> {
  const { accountsUrl, credentials, timeoutMs, clock } = options;
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    refresh_token: credentials.refreshToken,
  });
  const call = { method: 'POST', path: '/oauth/v2/token', writes: false };
  const response = await openHost(accountsUrl, timeoutMs)
    .post<string>('/oauth/v2/token', form)
    .catch((error: unknown) => {
      throw networkFailure(error, call, accountsUrl);
    });
  const body = parseBody(response.data);
  const good = TokenResponse.safeParse(body);
  if (good.success) {
    checkDataCentre(options.apiUrl, good.data.api_domain ?? null);
    return { token: good.data.access_token, expiresAt: clock() + good.data.expires_in * 1_000 };
  }
  throw refusal(response.status, body);
}

function refusal(status: number, body: unknown): ConnectorError {
  const error = ErrorResponse.safeParse(body).data?.error;
  if (status === 429 || error === 'Access Denied')
    return new ConnectorError(
      'rate-limited',
      'Zoho issues no more access tokens for now (at most ten per ten minutes). Nothing was changed.',
      { retryAfterMs: 60_000 },
    );
  if (error === undefined)
    return new ConnectorError(
      'unavailable',
      `Zoho's accounts server answers with status ${status} and no token. Nothing was changed. The call is repeated.`,
    );
  return new ConnectorError(
    'auth',
    `Zoho issued no access token (${error}): ${hints[error] ?? 'check the org’s credentials'}. Nothing was changed. The call is repeated, and goes on when this is corrected.`,
  );
}
