import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';
import { createStore } from './adapter.ts';
import { newKeys, type Keys } from './keys.ts';
import { demoPeople, type Person } from './people.ts';
import { pickPage } from './pick-page.ts';

export interface IdentityOptions {
  /** 0 picks a free port. */
  port?: number;
  /** Addresses that the provider may lead back to. */
  redirectUris: string[];
  clientId?: string;
  people?: Person[];
  keys?: Keys;
}

export interface IdentityProvider {
  issuer: string;
  close(): Promise<void>;
}

/** Claim that a person signed in with more than one factor; the emulator says so of everybody. */
const acr = 'urn:portage:multi-factor';

/**
 * A real OpenID provider on loopback whose people sign in by a click on their name. It is for development, the demo and
 * tests only.
 */
export async function startIdentityProvider(options: IdentityOptions): Promise<IdentityProvider> {
  const { port = 0, people = demoPeople } = options;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = createProvider(issuer, options, people);
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.host !== new URL(issuer).host) {
      response.writeHead(421).end('Wrong host');
    } else if (request.url?.startsWith('/pick/')) {
      pick(provider, people, request, response).catch(() => {
        response.writeHead(400).end('This sign-in is over. Start again.');
      });
    } else void answer(request, response);
  });
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createProvider(issuer: string, options: IdentityOptions, people: Person[]): Provider {
  const { redirectUris, clientId = 'portage-console', keys = newKeys() } = options;
  const configuration: Configuration = {
    adapter: createStore(),
    clients: [
      {
        client_id: clientId,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
        require_auth_time: true,
        token_endpoint_auth_method: 'none',
      },
    ],
    jwks: { keys: keys.signing },
    cookies: { keys: keys.cookies },
    pkce: { required: () => true },
    // Without it, e-mail and name would be missing in the ID token.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    acrValues: [acr],
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, { uid }) => `/pick/${uid}` },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 8 * 3_600,
      Grant: 8 * 3_600,
    },
    findAccount: (_, sub) => {
      const person = people.find(({ id }) => id === sub);
      if (!person) return undefined;
      const { id, email, name } = person;
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: true, name }) };
    },
    // Nobody is asked for consent.
    async loadExistingGrant(ctx) {
      const { client, account } = ctx.oidc;
      if (!client || !account) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
  const provider: Provider = new Provider(issuer, configuration);
  return provider;
}

/** Shows the people, and signs in the one that was clicked. */
async function pick(
  provider: Provider,
  people: Person[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    const { uid } = await provider.interactionDetails(request, response);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(pickPage(uid, people));
    return;
  }
  const form = new URLSearchParams(await bodyOf(request));
  const person = people.find(({ id }) => id === form.get('person'));
  if (!person) {
    response.writeHead(400).end('Nobody was chosen.');
    return;
  }
  const login = { accountId: person.id, acr, amr: ['mfa'] };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
