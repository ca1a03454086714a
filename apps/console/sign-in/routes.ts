import { Hono } from 'hono';
import { listPeople } from '../../../connectors/ledger/people.ts';
import { endSession, startSession, startVisit, takeVisit } from '../../../connectors/ledger/web-sessions.ts';
import { z } from 'zod';
import type { Site } from '../context.ts';
import { viewerOf } from '../security/access.ts';
import { plainPage } from '../view/plain-page.tsx';
import { browserName } from './browser-name.ts';
import { deliver, failureOf } from './deliver.tsx';
import { callbackPath } from './flow.ts';
import { Pending, visitSeconds } from './prove.ts';

const Visit = z.object({
  expected: z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), askedAt: z.string() }),
  /** What the person wanted to do: see a page, or sign. */
  purpose: z.discriminatedUnion('kind', [z.object({ kind: z.literal('sign-in'), back: z.string() }), Pending]),
});
/** One of our own pages, never another site. */
export const ownPath = (text: string | undefined): string =>
  text !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) ? text : '/';

/** Sign-in, the way back from the identity provider, and sign-out. They need no session. */
export function signInRoutes(site: Site): Hono {
  const { ledger, cookies, refuse, log } = site;
  const routes = new Hono();

  routes.get('/sign-in', async (c) => {
    const { url, expected } = await site.provider.begin({ isFresh: cookies.get(c, 'signed-out') !== undefined });
    const purpose = { kind: 'sign-in', back: ownPath(c.req.query('back')) };
    cookies.set(c, 'visit', await startVisit(ledger, { expected: { ...expected }, purpose }), visitSeconds);
    return c.redirect(url.href, 303);
  });

  routes.get(callbackPath, async (c) => {
    const secret = cookies.get(c, 'visit');
    cookies.remove(c, 'visit');
    const visit = Visit.safeParse(secret === undefined ? null : await takeVisit(ledger, secret));
    if (!visit.success) return refuse(c, 400, 'sign-in', { why: 'no visit' });
    const { expected, purpose } = visit.data;
    const query = new URL(c.req.url).search;
    if (purpose.kind === 'prove') return deliver(c, site, query, expected, purpose);
    const answer = await site.provider.finish(query, expected).catch(failureOf);
    if ('failed' in answer) return refuse(c, 400, 'sign-in', { why: answer.failed });
    const { identity } = answer;
    const isNamed = (await listPeople(ledger)).some((people) => viewerOf(people, identity.email));
    if (!isNamed) return refuse(c, 403, 'stranger');
    const before = cookies.get(c, 'session');
    if (before !== undefined) await endSession(ledger, before);
    cookies.set(c, 'session', await startSession(ledger, identity, browserName(c.req.header('user-agent'))));
    cookies.remove(c, 'signed-out');
    log.info({ issuer: identity.issuer, subject: identity.subject }, 'signed in');
    return c.redirect(purpose.back, 303);
  });

  routes.post('/sign-out', async (c) => {
    const secret = cookies.get(c, 'session');
    if (secret !== undefined) await endSession(ledger, secret);
    cookies.remove(c, 'session');
    cookies.set(c, 'signed-out', 'yes', 30 * 24 * 3_600);
    c.header('clear-site-data', '"cache", "storage"');
    const page = {
      title: 'Signed out',
      text: 'You are signed out of the console. Your identity provider may still have a session of its own.',
      reference: null,
      action: { href: '/sign-in', label: 'Sign in again' },
    };
    return c.html(plainPage(page));
  });
  return routes;
}
