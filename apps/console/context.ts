import type { Client } from '@temporalio/client';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { EngagementPeople } from '../../connectors/ledger/people.ts';
import type { WebSession } from '../../connectors/ledger/web-sessions.ts';
import type { ProgressFeed } from './live/progress.ts';
import type { ConsoleOptions } from './options.ts';
import type { Action, Viewer } from './security/access.ts';
import type { Cookies } from './security/cookies.ts';
import type { Refuse } from './security/refuse.ts';
import type { Provider, Providers } from './sign-in/flow.ts';

/** What the pages use. */
export interface Site {
  options: ConsoleOptions;
  ledger: Ledger;
  client: Client;
  log: Logger;
  /** The provider that people sign in with. */
  provider: Provider;
  /** Those that prove sign-offs, and the one above. */
  providers: Providers;
  cookies: Cookies;
  refuse: Refuse;
  progress: ProgressFeed;
}

/** A request of a signed-in person. */
export interface PersonEnv {
  Variables: { session: WebSession; secret: string; mine: EngagementPeople[] };
}
export type PersonContext = Context<PersonEnv>;

/** A request about an engagement that names the person. */
export interface EngagementEnv {
  Variables: PersonEnv['Variables'] & { engagement: EngagementPeople; viewer: Viewer };
}
export type EngagementContext = Context<EngagementEnv>;

type Answer = Response | Promise<Response>;

/** A page, or an act, for every signed-in person. */
export interface PersonRoute {
  method: 'get' | 'post';
  path: string;
  handle(c: PersonContext, site: Site): Answer;
}

/** A page, or an act, on one engagement. `path` is relative to the engagement. */
export interface EngagementRoute {
  method: 'get' | 'post';
  path: string;
  action: Action;
  /** A request that the page makes by itself does not keep a session alive. */
  isPassive?: boolean;
  handle(c: EngagementContext, site: Site): Answer;
}

/** The address of a page of an engagement. */
export const engagementPath = (slug: string, page = ''): string => `/engagements/${slug}${page && `/${page}`}`;
