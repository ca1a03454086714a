import { engagementRoutes } from '../../../apps/console/pages/routes.ts';
import { actions, may, viewerOf, type Action } from '../../../apps/console/security/access.ts';
import type { EngagementPeople } from '../../../connectors/ledger/people.ts';
import { prepareConsole, type ConsoleEngagement } from '../../support/console.ts';

const people: EngagementPeople = {
  slug: 'demo',
  customer: 'Northwind',
  operator: { name: 'Olga', email: 'olga@portage.example' },
  approvers: [
    { name: 'Ada', email: 'ada@northwind.example', role: 'admin' },
    { name: 'Fay', email: 'fay@northwind.example', role: 'finance' },
    { name: 'Olga', email: 'olga@portage.example', role: 'admin' },
  ],
  policies: { rollback: { roles: ['admin'], people: 1 }, mapping: { roles: ['admin'], people: 1 } },
  issuers: [],
};
const allowedFor = (email: string): Action[] => {
  const viewer = viewerOf(people, email);
  return viewer ? actions.filter((action) => may(viewer, action, people)) : [];
};

describe('the table of roles', () => {
  test('an approver sees, signs, judges and decides', () => {
    expect(allowedFor('fay@northwind.example')).toEqual([
      'see engagement',
      'see values',
      'sign',
      'control',
      'decide exceptions',
      'judge records',
    ]);
  });

  test('an approver with a role of the rollback policy or of the mapping gate may do that too', () => {
    const more = allowedFor('ada@northwind.example').filter(
      (one) => !allowedFor('fay@northwind.example').includes(one),
    );
    expect(more).toEqual(['change mapping', 'decide duplicates', 'request rollback']);
  });

  test('the operator runs the engagement, and sees no values and decides nothing, also when listed as an approver', () => {
    expect(allowedFor('olga@portage.example')).toEqual(['see engagement', 'control']);
  });

  test('nobody else sees the engagement', () => {
    expect(allowedFor('eve@northwind.example')).toEqual([]);
  });
});

describe('each route asks the table', () => {
  let console: ConsoleEngagement;
  beforeAll(async () => {
    console = await prepareConsole();
  });
  beforeEach(() => console.forgetLimits());
  afterAll(() => console.close());

  const status = async (cookie: string, { method, path }: { method: string; path: string }, slug = 'demo') => {
    const stop = new AbortController();
    const answer = await fetch(`${console.site.origin}/engagements/${slug}${path.replace(':name', 'x.md')}`, {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: { cookie, connection: 'close', 'sec-fetch-site': 'same-origin' },
      signal: stop.signal,
    });
    stop.abort();
    return answer.status;
  };
  const routes = engagementRoutes.map((route) => [route.method, route.path || '/', route] as const);

  test.each(routes)('%s %s refuses a role that may not', async (_, __, route) => {
    const cookie = await console.cookieOf('olga');
    const isOpen = ['see engagement', 'control'].includes(route.action);
    expect((await status(cookie, route)) === 403).toBe(!isOpen);
  });

  test.each(routes)('%s %s does not exist for an engagement that does not name the person', async (_, __, route) => {
    await console.steps.ports.ledger.query(
      `insert into engagement (slug, config, config_digest)
       select 'other', jsonb_set(jsonb_set(config, '{engagement,slug}', '"other"'), '{engagement,gates,approvers}', '[]'), 'x'
       from engagement where slug = 'demo' on conflict do nothing`,
    );
    expect(await status(await console.cookieOf('ada'), route, 'other')).toBe(404);
  });
});
