import { isAxiosError } from 'axios';
import { z } from 'zod';
import { sha256 } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { parseBody } from './failures.ts';
import { checkDataCentre } from './hosts.ts';
import { openHost } from '../open-host.ts';
import type { TokenStore } from './port.ts';

export interface Credentials {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
}

/** A token is renewed this long before it expires, so that it does not expire during a call. */
const marginMs = 60_000;

const TokenResponse = z.object({ access_token: z.string(), api_domain: z.string().optional(), expires_in: z.number() });
const ErrorResponse = z.object({ error: z.string() });

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
  let current: { token: string; expiresAt: number } | null = null;
  let refreshing: Promise<string> | null = null;
  const usable = (entry: { token: string; expiresAt: number } | null, stale?: string) =>
    entry && entry.expiresAt - marginMs > clock() && entry.token !== stale ? entry : null;

  const renew = (stale?: string): Promise<string> =>
    tokens.exclusively(owner, async () => {
      const stored = usable(await tokens.read(owner), stale);
      current = stored ?? (await fetchToken(options));
      if (!stored) await tokens.write(owner, current);
      return current.token;
    });

  return {
    async token(stale) {
      const ready = usable(current, stale);
      if (ready) return ready.token;
      refreshing ??= renew(stale).finally(() => (refreshing = null));
      return refreshing;
    },
  };
}

async function fetchToken(options: Parameters<typeof authorise>[0]): Promise<{ token: string; expiresAt: number }> {
  const { accountsUrl, credentials, timeoutMs, clock } = options;
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    refresh_token: credentials.refreshToken,
  });
  const response = await openHost(accountsUrl, timeoutMs)
    .post<string>('/oauth/v2/token', form)
    .catch((error: unknown) => {
      const code = isAxiosError(error) ? (error.code ?? '') : '';
      throw new ConnectorError(
        'unavailable',
        `Zoho's accounts server does not respond at ${new URL(accountsUrl).host} (${code}). Nothing was changed. Check destination.dataCentre and accountsUrl in the engagement file.`,
      );
    });
  const body = parseBody(response.data);
  const good = TokenResponse.safeParse(body);
  if (good.success) {
    checkDataCentre(options.apiUrl, good.data.api_domain ?? null);
    return { token: good.data.access_token, expiresAt: clock() + good.data.expires_in * 1_000 };
  }
  const rejection = ErrorResponse.safeParse(body);
  const error = rejection.success ? rejection.data.error : `status ${response.status}`;
  if (error === 'Access Denied') {
    throw new ConnectorError(
      'rate-limited',
      'Zoho issues no more access tokens for now (at most ten per ten minutes). Nothing was changed.',
      {
        retryAfterMs: 60_000,
      },
    );
  }
  if (!rejection.success)
    throw new ConnectorError(
      'unavailable',
      `Zoho's accounts server returned ${error}. Nothing was changed. The call will be repeated.`,
    );
  throw new ConnectorError(
    'auth',
    `Zoho issued no access token (${error}): ${hints[error] ?? 'check the org’s credentials'}. Nothing was changed.`,
  );
}
