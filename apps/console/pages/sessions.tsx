import { endSessionsOf, listSessions, sessionLimits } from '../../../connectors/ledger/web-sessions.ts';
import type { PersonRoute } from '../context.ts';
import { Page } from '../view/layout.tsx';
import { Facts, Table, Time } from '../view/table.tsx';

/** Where the person is signed in. */
const sessionsPage: PersonRoute = {
  method: 'get',
  path: '/sessions',
  async handle(c, { ledger }) {
    const { session } = c.var;
    const sessions = await listSessions(ledger, session.email);
    return c.html(
      <Page c={c} title="My sessions">
        <h1>My sessions</h1>
        <Facts
          facts={[
            ['Name', session.name],
            ['E-mail', session.email],
            ['Identity provider', session.issuer],
          ]}
        />
        <p>
          A session ends after {sessionLimits.idleMinutes} minutes without a request, and at the latest after{' '}
          {sessionLimits.hours} hours.
        </p>
        <Table
          caption="Browsers in which you are signed in"
          columns={[{ head: 'Browser' }, { head: 'Since' }, { head: 'Last request' }, { head: 'End it' }]}
          rows={sessions.map((one) => [
            one.handle === session.handle ? `${one.browser} (this one)` : one.browser,
            <Time at={one.createdAt} />,
            <Time at={one.seenAt} />,
            <form method="post" action="/sessions/end">
              <input type="hidden" name="session" value={one.handle} />
              <button class="second">End the session of {one.browser}</button>
            </form>,
          ])}
        />
        <form method="post" action="/sessions/end">
          <button class="danger">End all sessions</button>
        </form>
      </Page>,
    );
  },
};

/** Ends one session, or all. */
const endSessions: PersonRoute = {
  method: 'post',
  path: '/sessions/end',
  async handle(c, { ledger, refuse }) {
    const { session: handle } = await c.req.parseBody();
    if (handle !== undefined && typeof handle !== 'string') return refuse(c, 400, 'form');
    await endSessionsOf(ledger, c.var.session.email, handle);
    return c.redirect('/sessions', 303);
  },
};

export const sessionRoutes = [sessionsPage, endSessions];
