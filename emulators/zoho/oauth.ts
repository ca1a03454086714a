import { randomBytes } from 'node:crypto';
import type { Answer } from './http/answers.ts';
import type { Org, User } from './orgs/org.ts';

const tokenLifeMs = 3_600_000;
const codeLifeMs = 180_000;
const windowMs = 600_000;
/** Access tokens for one refresh token in ten minutes. docs: access token expiry */
const tokensPerWindow = 10;
/** Valid access tokens for one refresh token. docs: access token expiry */
const validTokens = 15;
/** Refresh tokens of a user; a new one then replaces the oldest. docs: refresh tokens */
const maxRefreshTokens = 20;

/** All scopes that a migration may need. docs: scopes */
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
  /** `POST /oauth/v2/token`. Errors have HTTP status 200 and a key `error`. */
  grant(form: URLSearchParams, apiDomain: string): Answer;
  /** `POST /oauth/v2/token/revoke?token=`. */
  revoke(token: string): Answer;
  /** The grant of a valid access token. */
  grantOf(header: string | undefined): Grant | null;
  /** An access token that doesn't count for the limits: of the user with this e-mail address, or of the first user. */
  issue(org: Org, scopes?: string[], email?: string): string;
  /** A grant code for one use, as the self client of the API console gives it. */
  code(org: Org, scopes?: string[]): string;
  /** Ends the access token in this header. */
  expire(header: string | undefined): void;
  expireAll(): void;
  /** Deletes all tokens and codes. */
  reset(): void;
  /** Number of access tokens that clients received from `grant`. */
  issued(): number;
}

interface Refresh extends Grant {
  issuedAt: number[];
}

const secret = () => `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;

/** Zoho's accounts server, for all orgs. */
export function createTokens(orgs: () => Org[], clock: () => number): Tokens {
  const accessTokens = new Map<string, Grant & { until: number; refresh: string | null }>();
  const refreshes = new Map<string, Refresh>();
  const codes = new Map<string, Grant & { until: number }>();
  const revoked = new Set<string>();
  let issued = 0;
  const reject = (error: string): Answer => ({ status: 200, body: { error } });
  const firstUserGrant = (org: Org, scopes = org.seed.scopes ?? allScopes): Grant => ({
    org,
    user: org.users[0] as User,
    scopes,
  });

  function issue(grant: Grant, refresh: string | null): string {
    const token = secret();
    accessTokens.set(token, { ...grant, until: clock() + tokenLifeMs, refresh });
    const siblings = [...accessTokens].filter(([, one]) => one.refresh === refresh && refresh !== null);
    for (const [old] of siblings.slice(0, Math.max(0, siblings.length - validTokens))) accessTokens.delete(old);
    return token;
  }

  /** The refresh tokens of a seed, with what they grant. */
  const grantsOf = (org: Org): [string, Grant][] => [
    [org.seed.refreshToken, firstUserGrant(org)],
    ...Object.entries(org.seed.userTokens ?? {}).flatMap(([email, token]): [string, Grant][] => {
      const user = org.users.find((one) => one.email === email);
      return user ? [[token, { ...firstUserGrant(org), user }]] : [];
    }),
  ];

  /** A refresh token from a seed or from a grant code; null if it is unknown or revoked. */
  function findRefresh(text: string, clients: Org[]): Refresh | null {
    if (revoked.has(text)) return null;
    const known = refreshes.get(text);
    if (known) return clients.includes(known.org) ? known : null;
    const grants = clients.flatMap((org) => grantsOf(org).filter(([token]) => token === text));
    if (!grants[0]) return null;
    const refresh = { ...grants[0][1], issuedAt: [] };
    refreshes.set(text, refresh);
    return refresh;
  }

  function renew(form: URLSearchParams, clients: Org[], apiDomain: string): Answer {
    const text = form.get('refresh_token') ?? '';
    const refresh = findRefresh(text, clients);
    if (!refresh) return reject('invalid_code');
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
    if (!code || code.until < clock() || !clients.includes(code.org)) return reject('invalid_code');
    const refresh_token = secret();
    refreshes.set(refresh_token, { ...code, issuedAt: [clock()] });
    const own = [...refreshes].filter(([, one]) => one.user.id === code.user.id);
    for (const [old] of own.slice(0, Math.max(0, own.length - maxRefreshTokens))) refreshes.delete(old);
    return answer(issue(code, refresh_token), code.scopes, apiDomain, { refresh_token });
  }

  /** The parameter `soid=ZohoCRM.<zgid>` names the org. docs: client credentials flow */
  function grantToClient(form: URLSearchParams, clients: Org[], apiDomain: string): Answer {
    const org = clients.find((one) => form.get('soid') === `ZohoCRM.${one.seed.id}`);
    if (!org) return reject('invalid_soid');
    const scopes = form.get('scope')?.split(/[ ,]+/).filter(Boolean) ?? [];
    return scopes.length === 0
      ? reject('invalid_scope')
      : answer(issue(firstUserGrant(org, scopes), null), scopes, apiDomain);
  }

  return {
    issue(org, scopes, email) {
      const user = org.users.find((one) => one.email === email);
      return issue({ ...firstUserGrant(org, scopes), ...(user && { user }) }, null);
    },
    grant(form, apiDomain) {
      const clients = orgs().filter((org) => org.seed.clientId === form.get('client_id'));
      if (clients.length === 0) return reject('invalid_client');
      const own = clients.filter((org) => org.seed.clientSecret === form.get('client_secret'));
      if (own.length === 0) return reject('invalid_client_secret');
      switch (form.get('grant_type')) {
        case 'refresh_token':
          return renew(form, own, apiDomain);
        case 'authorization_code':
          return redeem(form, own, apiDomain);
        case 'client_credentials':
          return grantToClient(form, own, apiDomain);
        default:
          return reject('unsupported_grant_type');
      }
    },
    revoke(token) {
      revoked.add(token);
      refreshes.delete(token);
      accessTokens.delete(token);
      for (const [text, one] of accessTokens) if (one.refresh === token) accessTokens.delete(text);
      return { status: 200, body: { status: 'success' } };
    },
    grantOf(header) {
      const entry = accessTokens.get(tokenIn(header));
      return entry && entry.until > clock() ? entry : null;
    },
    code(org, scopes) {
      const code = secret();
      codes.set(code, { ...firstUserGrant(org, scopes), until: clock() + codeLifeMs });
      return code;
    },
    expire: (header) => void accessTokens.delete(tokenIn(header)),
    expireAll: () => accessTokens.clear(),
    reset() {
      accessTokens.clear();
      refreshes.clear();
      codes.clear();
      revoked.clear();
    },
    issued: () => issued,
  };
}

/** The token in an Authorization header. */
const tokenIn = (header: string | undefined): string => header?.replace(/^(Zoho-oauthtoken|Bearer)\s+/i, '') ?? '';

/**
 * Whether scopes allow an action on a group. The scope may name the action or `ALL`, and the group or one of its parents.
 * `WRITE` means create and update. docs: scopes
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

/** Scopes name modules in lower case and without underscores. */
const scopeName = (module: string): string => module.toLowerCase().replaceAll('_', '');
