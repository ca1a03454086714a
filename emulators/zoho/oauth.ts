import { randomBytes } from 'node:crypto';
import type { Answer } from './http/answers.ts';
import type { Org, User } from './orgs/org.ts';

const tokenLifeMs = 3_600_000;
const codeLifeMs = 180_000;
const windowMs = 600_000;
/** Access tokens that one refresh token gives in ten minutes, and how many live at once. docs: access token expiry */
const tokensPerWindow = 10;
const liveTokens = 15;
/** Refresh tokens of a user; one more removes the oldest. docs: refresh tokens */
const refreshTokens = 20;

/** All that a migration needs, and more. docs: scopes */
export const allScopes = [
  ...['modules', 'settings', 'users', 'org', 'bulk', 'Files', 'coql', 'features', 'mass_delete', 'mass_update'].map(
    (name) => `ZohoCRM.${name}.ALL`,
  ),
  ...['ZohoCRM.change_owner.CREATE', 'ZohoFiles.files.ALL', 'ZohoSearch.securesearch.READ'],
];

export interface Grant {
  org: Org;
  user: User;
  scopes: string[];
}

export interface Tokens {
  /** `POST /oauth/v2/token`. Refusals come with HTTP 200 and a key `error`. */
  grant(form: URLSearchParams, apiDomain: string): Answer;
  /** `POST /oauth/v2/token/revoke?token=`. */
  revoke(token: string): Answer;
  /** What a token allows, while it lives. */
  grantOf(header: string | undefined): Grant | null;
  /** A token outside the limit of tokens. */
  issue(org: Org, scopes?: string[]): string;
  /** A grant code, as the self client of the API console gives one: it works once. */
  code(org: Org, scopes?: string[]): string;
  expire(header: string | undefined): void;
  expireAll(): void;
  /** Forgets all tokens. */
  reset(): void;
  /** How many access tokens were asked for and given. */
  issued(): number;
}

interface Refresh extends Grant {
  issuedAt: number[];
}

const secret = () => `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;

/** The accounts server, for all orgs. */
export function createTokens(orgs: () => Org[], clock: () => number): Tokens {
  const live = new Map<string, Grant & { until: number; refresh: string | null }>();
  const refreshes = new Map<string, Refresh>();
  const codes = new Map<string, Grant & { until: number }>();
  const revoked = new Set<string>();
  let issued = 0;
  const refuse = (error: string): Answer => ({ status: 200, body: { error } });
  const first = (org: Org, scopes = org.seed.scopes ?? allScopes): Grant => ({
    org,
    user: org.users[0] as User,
    scopes,
  });

  function issue(grant: Grant, refresh: string | null): string {
    const token = secret();
    live.set(token, { ...grant, until: clock() + tokenLifeMs, refresh });
    const siblings = [...live].filter(([, one]) => one.refresh === refresh && refresh !== null);
    for (const [old] of siblings.slice(0, Math.max(0, siblings.length - liveTokens))) live.delete(old);
    return token;
  }

  /** Refresh tokens of the seeds, and those that codes gave. */
  function refreshNamed(text: string, clients: Org[]): Refresh | null {
    if (revoked.has(text)) return null;
    const known = refreshes.get(text);
    if (known) return clients.includes(known.org) ? known : null;
    const org = clients.find((one) => one.seed.refreshToken === text);
    if (!org) return null;
    const refresh = { ...first(org), issuedAt: [] };
    refreshes.set(text, refresh);
    return refresh;
  }

  function renew(form: URLSearchParams, clients: Org[], apiDomain: string): Answer {
    const text = form.get('refresh_token') ?? '';
    const refresh = refreshNamed(text, clients);
    if (!refresh) return refuse('invalid_code');
    refresh.issuedAt = refresh.issuedAt.filter((at) => at > clock() - windowMs);
    if (refresh.issuedAt.length >= tokensPerWindow) {
      const error_description = 'You have made too many requests continuously. Please try again after some time.';
      return { status: 400, body: { error_description, error: 'Access Denied', status: 'failure' } };
    }
    refresh.issuedAt.push(clock());
    return answer(issue(refresh, text), refresh.scopes, apiDomain);
  }

  function answer(access_token: string, scopes: string[], api_domain: string, more = {}): Answer {
    issued += 1;
    const scope = scopes.join(' ');
    return { status: 200, body: { access_token, scope, api_domain, token_type: 'Bearer', expires_in: 3600, ...more } };
  }

  function redeem(form: URLSearchParams, clients: Org[], apiDomain: string): Answer {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    if (!code || code.until < clock() || !clients.includes(code.org)) return refuse('invalid_code');
    const refresh_token = secret();
    refreshes.set(refresh_token, { ...code, issuedAt: [clock()] });
    const own = [...refreshes].filter(([, one]) => one.user.id === code.user.id);
    for (const [old] of own.slice(0, Math.max(0, own.length - refreshTokens))) refreshes.delete(old);
    return answer(issue(code, refresh_token), code.scopes, apiDomain, { refresh_token });
  }

  /** `soid=ZohoCRM.<zgid>` names the org. docs: client credentials flow */
  function ofClient(form: URLSearchParams, clients: Org[], apiDomain: string): Answer {
    const org = clients.find((one) => form.get('soid') === `ZohoCRM.${one.seed.id}`);
    if (!org) return refuse('invalid_soid');
    const scopes = form.get('scope')?.split(/[ ,]+/).filter(Boolean) ?? [];
    return scopes.length === 0 ? refuse('invalid_scope') : answer(issue(first(org, scopes), null), scopes, apiDomain);
  }

  return {
    issue: (org, scopes) => issue(first(org, scopes), null),
    grant(form, apiDomain) {
      const clients = orgs().filter((org) => org.seed.clientId === form.get('client_id'));
      if (clients.length === 0) return refuse('invalid_client');
      const own = clients.filter((org) => org.seed.clientSecret === form.get('client_secret'));
      if (own.length === 0) return refuse('invalid_client_secret');
      switch (form.get('grant_type')) {
        case 'refresh_token':
          return renew(form, own, apiDomain);
        case 'authorization_code':
          return redeem(form, own, apiDomain);
        case 'client_credentials':
          return ofClient(form, own, apiDomain);
        default:
          return refuse('unsupported_grant_type');
      }
    },
    revoke(token) {
      revoked.add(token);
      refreshes.delete(token);
      live.delete(token);
      for (const [text, one] of live) if (one.refresh === token) live.delete(text);
      return { status: 200, body: { status: 'success' } };
    },
    grantOf(header) {
      const entry = live.get(bare(header));
      return entry && entry.until > clock() ? entry : null;
    },
    code(org, scopes) {
      const code = secret();
      codes.set(code, { ...first(org, scopes), until: clock() + codeLifeMs });
      return code;
    },
    expire: (header) => void live.delete(bare(header)),
    expireAll: () => live.clear(),
    reset() {
      live.clear();
      refreshes.clear();
      codes.clear();
      revoked.clear();
    },
    issued: () => issued,
  };
}

const bare = (header: string | undefined): string => header?.replace(/^(Zoho-oauthtoken|Bearer)\s+/i, '') ?? '';

/**
 * Whether granted scopes allow a group's action: by the whole of it or the action, for the group or one above it.
 * `WRITE` stands for creating and changing. docs: scopes
 */
export function allows(granted: string[], group: string, action: string, module: string | undefined): boolean {
  const service = /^(ZohoFiles|ZohoSearch)/.test(group) ? '' : 'ZohoCRM.';
  const wanted = new Set<string>();
  const groups = [service + group];
  if (group === 'modules' && module !== undefined) groups.push(`ZohoCRM.modules.${scopeName(module)}`);
  for (let name = service + group; name.includes('.'); name = name.slice(0, name.lastIndexOf('.'))) groups.push(name);
  for (const name of groups) {
    wanted.add(`${name}.ALL`).add(`${name}.${action}`);
    if (action === 'CREATE' || action === 'UPDATE') wanted.add(`${name}.WRITE`);
  }
  return granted.some((scope) => wanted.has(scope));
}

/** Modules in scopes are written small and without underscores; own modules are all `custom`. */
const scopeName = (module: string): string => module.toLowerCase().replaceAll('_', '');
