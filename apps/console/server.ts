import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { listPeople } from '../../connectors/ledger/people.ts';
import { endSession, findSession } from '../../connectors/ledger/web-sessions.ts';
import { isUnanswered } from '../cli/failure.ts';
import { assetRoutes } from './assets.ts';
import type { EngagementEnv, EngagementRoute, PersonEnv, Site } from './context.ts';
import { engagementRoutes, personRoutes } from './pages/routes.ts';
import { may, viewerOf } from './security/access.ts';
import { headers, noStore } from './security/headers.ts';
import { createLimits, type Limits } from './security/limits.ts';
import { onlyHost, sameOrigin } from './security/same-origin.ts';
import { callbackPath } from './sign-in/flow.ts';
import { signInRoutes } from './sign-in/routes.ts';

/** The largest form, in bytes. */
const maxBody = 256 * 1_024;

/** The console as a web application. The order of the parts is the order in which a request is checked. */
export function createConsole(site: Site): Hono {
  const { options, refuse, providers } = site;
  const limits = createLimits(site.ledger, options.isBehindProxy, refuse);
  const app = new Hono();
  app.use(headers(options.origin, () => providers.origins()));
  app.use(noStore);
  app.use(onlyHost(options.origin, refuse));
  app.use(limits.byAddress);
  // No address of ours has a NUL, and Postgres takes none.
  app.use((c, next) => (c.req.url.includes('%00') ? Promise.resolve(refuse(c, 404, 'not found')) : next()));
  app.use(bodyLimit({ maxSize: maxBody, onError: (c) => refuse(c, 413, 'size') }));
  app.use(sameOrigin(options.origin, refuse));
  app.route('/', assetRoutes());
  app.use('/sign-in', limits.onSignIn);
  app.use(callbackPath, limits.onSignIn);
  app.route('/', signInRoutes(site));
  app.route('/', signedInRoutes(site, limits));
  app.notFound((c) => refuse(c, 404, 'not found'));
  app.onError((error, c) => {
    if (isOutage(error)) return refuse(c, 503, c.req.method === 'POST' ? 'unanswered' : 'unavailable');
    // The message of an unknown error may hold values, so only its place is logged.
    const at = error.stack?.split('\n').slice(1, 6).join(' ').replace(/\s+/g, ' ');
    return refuse(c, 500, 'unexpected', { error: error.name, at });
  });
  return app;
}

/** The ledger or Temporal does not respond. The class of a connector's error is not for apps to import. */
function isOutage(error: Error): boolean {
  if (error.name === 'ConnectorError') return 'kind' in error && error.kind !== 'configuration';
  const code = 'code' in error ? error.code : null;
  return isUnanswered(error) || code === 14 || (error.name === 'ServiceError' && 'cause' in error);
}

function signedInRoutes(site: Site, limits: Limits): Hono<PersonEnv> {
  const app = new Hono<PersonEnv>();
  for (const { method, path, handle } of personRoutes) {
    app.on(method.toUpperCase(), path, session(site, limits, true), (c) => handle(c, site));
  }
  const engagements = new Hono<EngagementEnv>();
  for (const route of engagementRoutes) {
    const { method, path, handle, isPassive = false } = route;
    engagements.on(
      method.toUpperCase(),
      `/engagements/:slug${path}`,
      session(site, limits, !isPassive),
      access(site, route),
      (c) => handle(c, site),
    );
  }
  return app.route('/', engagements as never);
}

/** Finds who is signed in. Nobody: the person is sent to sign in, and comes back to a page that was asked for. */
function session(site: Site, limits: Limits, isActivity: boolean): MiddlewareHandler {
  const { ledger, cookies, refuse } = site;
  return async (c, next) => {
    const secret = cookies.get(c, 'session');
    const found = secret === undefined ? null : await findSession(ledger, secret, isActivity);
    if (!found || secret === undefined) {
      const url = new URL(c.req.url);
      const back = c.req.method === 'GET' && isActivity ? `${url.pathname}${url.search}` : '/';
      const signIn = `/sign-in?back=${encodeURIComponent(back)}`;
      if (c.req.header('hx-request') !== 'true') return c.redirect(signIn, 303);
      return c.body(null, 401, { 'hx-redirect': signIn });
    }
    const mine = (await listPeople(ledger)).filter((people) => viewerOf(people, found.email));
    if (mine.length === 0) {
      await endSession(ledger, secret);
      cookies.remove(c, 'session');
      return refuse(c, 403, 'stranger');
    }
    c.set('session', found);
    c.set('secret', secret);
    c.set('mine', mine);
    return limits.byPerson(c, found.email, next);
  };
}

/** Lets a person pass whom the engagement names, with a role that may do what the route does. */
function access({ refuse, log }: Site, { action }: EngagementRoute): MiddlewareHandler<EngagementEnv> {
  return (c, next) => {
    const { session: person, mine } = c.var;
    const engagement = mine.find(({ slug }) => slug === c.req.param('slug'));
    const viewer = engagement && viewerOf(engagement, person.email);
    if (!engagement || !viewer) return Promise.resolve(refuse(c, 404, 'not found'));
    if (!may(viewer, action, engagement)) return Promise.resolve(refuse(c, 403, 'role', { action }));
    c.set('engagement', engagement);
    c.set('viewer', viewer);
    if (c.req.method === 'POST') {
      log.info({ engagement: engagement.slug, subject: person.subject, path: c.req.path }, 'request of a person');
    }
    return next();
  };
}
