import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysIn } from '../../../emulators/identity/keys.ts';
import { demoPeople } from '../../../emulators/identity/people.ts';
import { startIdentityProvider, type IdentityProvider } from '../../../emulators/identity/server.ts';
import { readFileSync } from 'node:fs';
import { exampleFolder } from '../../../apps/dev/example-stack.ts';

let provider: IdentityProvider;
const redirect = 'http://localhost:8480/sign-in/callback';
beforeAll(async () => {
  provider = await startIdentityProvider({ redirectUris: [redirect] });
});
afterAll(() => provider.close());

const authorize = (changes: Record<string, string> = {}) =>
  fetch(
    `${provider.issuer}/auth?${new URLSearchParams({
      ...{ client_id: 'portage-console', response_type: 'code', redirect_uri: redirect, scope: 'openid' },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', ...changes },
    }).toString()}`,
    { redirect: 'manual' },
  );

test('it knows the people of the demo', () => {
  const file = readFileSync(join(exampleFolder, 'engagement.yml'), 'utf8');
  for (const { name, email } of demoPeople) expect(file).toContain(`name: ${name}, email: ${email}`);
});

test('somebody who signs in is asked who they are', async () => {
  const answer = await authorize();
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const page = await fetch(new URL(answer.headers.get('location') ?? '', provider.issuer), { headers: { cookie } });
  expect(await page.text()).toContain('Ada Admin');
});

test('it leads to no other address than those of its client', async () => {
  expect((await authorize({ redirect_uri: 'https://evil.example/' })).status).toBe(400);
});

test('it demands PKCE', async () => {
  const { headers } = await authorize({ code_challenge: '', code_challenge_method: '' });
  expect(headers.get('location')).toContain('error=invalid_request');
});

test('it answers on loopback under its own name only', async () => {
  const { port } = new URL(provider.issuer);
  expect((await fetch(`http://localhost:${port}/.well-known/openid-configuration`)).status).toBe(421);
});

test('its keys are made once, and only their owner can read them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portage-identity-'));
  const file = join(folder, 'keys.json');
  const keys = keysIn(file);
  expect(keysIn(file)).toEqual(keys);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});
