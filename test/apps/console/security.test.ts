import { endSessionsOf } from '../../../connectors/ledger/web-sessions.ts';
import { engagementRoutes, personRoutes } from '../../../apps/console/pages/routes.ts';
import { readOptions } from '../../../apps/console/options.ts';
import { createCookies } from '../../../apps/console/security/cookies.ts';
import { headers } from '../../../apps/console/security/headers.ts';
import { ownPath } from '../../../apps/console/sign-in/routes.ts';
import { Hono } from 'hono';
import { prepareConsole, type ConsoleEngagement } from '../../support/console.ts';

let console: ConsoleEngagement;
let ada: string;
beforeAll(async () => {
  console = await prepareConsole();
});
beforeEach(async () => {
  await console.forgetLimits();
  ada = await console.cookieOf('ada');
});
afterAll(() => console.close());

/** Every route, with an example in the place of its parameters. */
const routes = [
  ...personRoutes.map(({ method, path }) => ({ method, path })),
  ...engagementRoutes.map(({ method, path }) => ({
    method,
    path: `/engagements/demo${path.replace(':name', 'x.md')}`,
  })),
  { method: 'get', path: '/sign-in' },
  { method: 'get', path: '/sign-in/callback' },
  { method: 'post', path: '/sign-out' },
  { method: 'get', path: '/no-such-page' },
] as const;
const gets = routes.filter(({ method, path }) => method === 'get' && !path.endsWith('/events'));
const posts = routes.filter(({ method }) => method === 'post');

/** A request as a browser would not make it by itself: without following redirects, and with any header. */
const request = (path: string, { method = 'GET', ...init }: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(`${console.site.origin}${path}`, {
    redirect: 'manual',
    method,
    ...init,
    headers: { connection: 'close', ...init.headers },
  });
const asAda = (headers: Record<string, string> = {}) => ({ cookie: ada, ...headers });
const sameOrigin = { 'sec-fetch-site': 'same-origin' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('ASVS 3.5.1: a request from another origin changes nothing', () => {
  const bodies = [
    ['application/x-www-form-urlencoded', 'decision=approved'],
    ['text/plain', 'decision=approved'],
    ['application/json', '{"decision":"approved"}'],
  ] as const;
  test.each(posts.map(({ path }) => path))('%s', async (path) => {
    for (const [type, body] of bodies) {
      const foreign = [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
        {},
      ];
      for (const about of foreign) {
        const answer = await request(path, {
          method: 'POST',
          body,
          headers: asAda({ 'content-type': type, ...about }),
        });
        expect([path, answer.status]).toEqual([path, 403]);
      }
    }
    expect(console.engagement.sent).toEqual([]);
  });

  test('an older browser without Sec-Fetch-Site is recognised by its Origin', async () => {
    const headers = asAda({ ...form, origin: console.site.origin });
    const answer = await request('/engagements/demo/pause', { method: 'POST', headers });
    expect([answer.status, console.engagement.sent.pop()?.name]).toEqual([303, 'pause']);
  });
});

test('ASVS 3.5.3: no state is changed by GET', () => {
  const acts = routes.filter(({ path }) => /pause|resume|lanes|finish|end$|revoke|sign-out/.test(path));
  expect(new Set(acts.map(({ method }) => method))).toEqual(new Set(['post']));
});

describe('ASVS 3.4: every response has the protective headers', () => {
  test.each([...gets, ...posts].map(({ method, path }) => [method, path] as const))('%s %s', async (method, path) => {
    for (const headers of [{}, asAda(sameOrigin)]) {
      const { headers: got } = await request(path, { method: method.toUpperCase(), headers });
      expect(got.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
          `form-action 'self' ${console.identity.issuer}; frame-ancestors 'none'; base-uri 'none'; object-src 'none'`,
      );
      expect(got.get('x-content-type-options')).toBe('nosniff');
      expect(got.get('referrer-policy')).toBe('same-origin');
      expect(got.get('x-frame-options')).toBe('DENY');
      expect(got.get('cache-control')).toBe('no-store');
      expect(got.get('strict-transport-security')).toBeNull();
    }
  });

  test('on https, browsers are told to stay there, and cookies can not be set by another host', async () => {
    const app = new Hono();
    app.use(headers('https://portage.example', () => []));
    app.get('/', (c) => {
      createCookies('https://portage.example').set(c, 'session', 'x');
      return c.text('');
    });
    const { headers: got } = await app.request('https://portage.example/');
    expect(got.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
    expect(got.get('set-cookie')).toBe('__Host-portage-session=x; Path=/; HttpOnly; Secure; SameSite=Lax');
  });
});

describe('ASVS 7: sessions', () => {
  test.each(gets.filter(({ path }) => !/sign-in|no-such/.test(path)).map(({ path }) => path))(
    '%s without a session leads to the sign-in, and back afterwards',
    async (path) => {
      const answer = await request(path);
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`/sign-in?back=${encodeURIComponent(path)}`);
    },
  );

  test('a request of a script without a session is led to the sign-in by htmx', async () => {
    const answer = await request('/engagements/demo', { headers: { 'hx-request': 'true' } });
    expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([401, '/sign-in?back=%2Fengagements%2Fdemo']);
  });

  test.each([
    ['an invented one', 'portage-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['an empty one', 'portage-session='],
    ['the digest that the ledger has', ''],
  ])('a forged cookie is no session: %s', async (_, cookie) => {
    const [row] = await console.steps.ports.ledger.query<{ id: string }>('select id from web_session limit 1');
    const answer = await request('/', { headers: { cookie: cookie || `portage-session=${row?.id}` } });
    expect(answer.status).toBe(303);
  });

  test('a sign-in gets a new cookie that scripts can not read', async () => {
    const { headers } = await request('/sign-in');
    expect(headers.get('set-cookie')).toMatch(
      /^portage-visit=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  test('a session ends after 15 minutes without a request', async () => {
    const cookie = await console.cookieOf('fay');
    await console.steps.ports.ledger.query(
      `update web_session set seen_at = now() - interval '16 minutes' where email = 'fay@northwind.example'`,
    );
    expect((await request('/', { headers: { cookie } })).status).toBe(303);
  });

  test('a session ends after 8 hours', async () => {
    const cookie = await console.cookieOf('fay');
    await console.steps.ports.ledger.query(
      `update web_session set created_at = now() - interval '9 hours' where email = 'fay@northwind.example'`,
    );
    expect((await request('/', { headers: { cookie } })).status).toBe(303);
  });

  test('requests that a page makes by itself do not keep a session alive', async () => {
    const cookie = await console.cookieOf('fay');
    const { ledger } = console.steps.ports;
    await ledger.query(
      `update web_session set seen_at = now() - interval '10 minutes' where email = 'fay@northwind.example'`,
    );
    const stop = new AbortController();
    const stream = await request('/engagements/demo/events', { headers: { cookie }, signal: stop.signal });
    expect(stream.status).toBe(200);
    stop.abort();
    const [row] = await ledger.query<{ old: boolean }>(
      `select bool_and(seen_at < now() - interval '9 minutes') as old from web_session where email = 'fay@northwind.example'`,
    );
    expect(row?.old).toBe(true);
  });

  test('a sign-out deletes the session', async () => {
    const cookie = await console.cookieOf('ned');
    const answer = await request('/sign-out', { method: 'POST', headers: { cookie, ...sameOrigin } });
    expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect((await request('/', { headers: { cookie } })).status).toBe(303);
  });

  test('after a sign-out, the identity provider asks again', async () => {
    const answer = await request('/sign-in', { headers: { cookie: 'portage-signed-out=yes' } });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('prompt')).toBe('login');
  });

  test('a person sees and ends own sessions only', async () => {
    const [first, second] = [await console.cookieOf('pat'), await console.cookieOf('pat')];
    const page = await (await request('/sessions', { headers: { cookie: first } })).text();
    expect(page.match(/name="session"/g)).toHaveLength(2);
    await request('/sessions/end', { method: 'POST', headers: { cookie: first, ...sameOrigin } });
    expect((await request('/', { headers: { cookie: second } })).status).toBe(303);
    expect((await request('/', { headers: asAda() })).status).toBe(200);
  });

  test('somebody whom no engagement file names any more loses the session', async () => {
    const cookie = await console.cookieOf('stranger@northwind.example');
    expect((await request('/', { headers: { cookie } })).status).toBe(403);
    expect((await request('/', { headers: { cookie } })).status).toBe(303);
  });
});

describe('ASVS 4.1 and 13.2: where a request comes from', () => {
  test('a request for another host is refused', async () => {
    const { port } = new URL(console.site.origin);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    expect(answer.status).toBe(421);
  });

  test('forwarded headers are ignored', async () => {
    const answer = await request('/sign-in', {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    const back = new URL(answer.headers.get('location') ?? '').searchParams.get('redirect_uri');
    expect(back).toBe(`${console.site.origin}/sign-in/callback`);
  });

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/%0d\nx', undefined])(
    'the way back from a sign-in is one of our own pages: %s',
    (back) => expect(ownPath(back)).toBe('/'),
  );

  test('the console does not start on http, except on this machine', () => {
    const environment = {
      PORTAGE_LEDGER_URL: 'postgres://ledger',
      PORTAGE_CONSOLE_ISSUER: 'https://id.example',
      PORTAGE_CONSOLE_ORIGIN: 'http://portage.example',
    };
    expect(() => readOptions(environment)).toThrow('only https is allowed, except on this machine');
  });
});

describe('ASVS 2.4: limits', () => {
  test('after 60 requests to sign in within a minute, an address has to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => request('/sign-in')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('a form larger than 256 kB is refused', async () => {
    const headers = asAda({ ...form, ...sameOrigin });
    const answer = await request('/engagements/demo/gate', { method: 'POST', body: 'x'.repeat(300_000), headers });
    expect(answer.status).toBe(413);
  });

  test.each([
    ['without its fields', ''],
    ['with an unknown decision', 'gate=scope&decision=perhaps&role=admin&digest=0123456789abcdef'],
    ['with a proof of its own', 'gate=scope&decision=approved&role=admin&digest=0123456789abcdef&proof=x'],
  ])('a form is refused %s', async (_, body) => {
    const headers = asAda({ ...form, ...sameOrigin });
    expect((await request('/engagements/demo/gate', { method: 'POST', body, headers })).status).toBe(400);
  });
});

describe('ASVS 16: logs and errors', () => {
  test('an error page has a reference that the log has too, and no details', async () => {
    const text = await (await request('/no-such-page')).text();
    const reference = /<code>([0-9a-f]{8})<\/code>/.exec(text)?.[1];
    expect(console.site.log).toContainEqual(expect.objectContaining({ reference, reason: 'not found', status: 404 }));
  });

  test.each(['documents/a%00b', 'documents/x.md?digest=%00', 'gate?message=%00', 'exceptions?after=%00'])(
    'an address with a NUL is one that does not exist: %s',
    async (path) => {
      expect((await request(`/engagements/demo/${path}`, { headers: asAda() })).status).toBe(404);
    },
  );

  test('when a server does not respond to a request that changes something, nothing is said to be unchanged', async () => {
    const { workflow } = console.engagement.client;
    const { getHandle } = workflow;
    workflow.getHandle = () => {
      throw Object.assign(new Error('gone'), { code: 14 });
    };
    const answer = await request('/engagements/demo/pause', { method: 'POST', headers: asAda(sameOrigin) });
    workflow.getHandle = getHandle;
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(text).toContain('it is not known whether your request was carried out');
    expect(text).not.toContain('Nothing was changed');
  });

  test('no secret, e-mail address or form value is logged', async () => {
    await request('/engagements/demo/gate', {
      method: 'POST',
      body: 'comment=a%20private%20remark',
      headers: asAda({ ...form, ...sameOrigin }),
    });
    const log = JSON.stringify(console.site.log);
    expect(log).toContain('request of a person');
    for (const secret of ['a private remark', 'a%20private', 'northwind.example', ada.split('=')[1] ?? ''])
      expect(log).not.toContain(secret);
  });
});

test('ending all sessions of a person ends this one too', async () => {
  const cookie = await console.cookieOf('ned');
  await endSessionsOf(console.steps.ports.ledger, 'ned@northwind.example');
  expect((await request('/', { headers: { cookie } })).status).toBe(303);
});
