import { randomBytes } from 'node:crypto';
import type { Answer } from './answers.ts';
import type { Org } from './org.ts';
import type { Clock } from './wire.ts';

const tokenLifeMs = 3_600_000;
const windowMs = 600_000;
/** Access tokens that one refresh token gives in ten minutes. docs: access token expiry */
const tokensPerWindow = 10;

export interface Tokens {
  grant(form: URLSearchParams, apiDomain: string): Answer;
  /** The org that a token belongs to, while it lives. */
  orgOf(header: string | undefined): Org | null;
  /** A token outside the limit of tokens. */
  issue(org: Org): string;
  expireAll(): void;
  /** Forgets all tokens, and how many were given. */
  reset(): void;
  issued(): number;
}

/** The token endpoint. Refusals come with HTTP 200 and a key `error`. */
export function createTokens(orgs: () => Org[], clock: Clock): Tokens {
  const live = new Map<string, { org: Org; until: number }>();
  const issuedAt = new Map<string, number[]>();
  let issued = 0;
  const refuse = (error: string): Answer => ({ status: 200, body: { error } });
  const issue = (org: Org): string => {
    const token = `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
    live.set(token, { org, until: clock() + tokenLifeMs });
    return token;
  };
  return {
    issue,
    grant(form, apiDomain) {
      if (form.get('grant_type') !== 'refresh_token') return refuse('unsupported_grant_type');
      const clients = orgs().filter((org) => org.seed.clientId === form.get('client_id'));
      if (clients.length === 0) return refuse('invalid_client');
      if (!clients.some((org) => org.seed.clientSecret === form.get('client_secret')))
        return refuse('invalid_client_secret');
      const org = clients.find((one) => one.seed.refreshToken === form.get('refresh_token'));
      if (!org) return refuse('invalid_code');
      const recent = (issuedAt.get(org.seed.refreshToken) ?? []).filter((at) => at > clock() - windowMs);
      if (recent.length >= tokensPerWindow) {
        const error_description = 'You have made too many requests continuously. Please try again after some time.';
        return { status: 400, body: { error_description, error: 'Access Denied', status: 'failure' } };
      }
      issuedAt.set(org.seed.refreshToken, [...recent, clock()]);
      const access_token = issue(org);
      issued += 1;
      const scope = 'ZohoCRM.modules.ALL ZohoCRM.settings.ALL';
      return {
        status: 200,
        body: { access_token, scope, api_domain: apiDomain, token_type: 'Bearer', expires_in: 3600 },
      };
    },
    orgOf(header) {
      const entry = live.get(header?.replace(/^(Zoho-oauthtoken|Bearer)\s+/i, '') ?? '');
      return entry && entry.until > clock() ? entry.org : null;
    },
    expireAll: () => live.clear(),
    reset() {
      live.clear();
      issuedAt.clear();
    },
    issued: () => issued,
  };
}
