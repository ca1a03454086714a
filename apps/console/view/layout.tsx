import type { Child } from 'hono/jsx';
import type { EngagementContext, PersonContext } from '../context.ts';
import { engagementPath } from '../context.ts';
import { may } from '../security/access.ts';
import { Html } from './plain-page.tsx';

/** A page of a signed-in person. */
export function Page({ c, title, children, nav }: { c: PersonContext; title: string; children: Child; nav?: Child }) {
  const { name, email } = c.var.session;
  return (
    <Html title={title}>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href="/">
            Portage
          </a>
          <div class="person">
            <a href="/sessions" title={email}>
              {name}
            </a>
            <form method="post" action="/sign-out">
              <button class="plain">Sign out</button>
            </form>
          </div>
        </header>
        {nav}
        <main id="content">{children}</main>
        <footer>Questions? Ask the operator of the engagement.</footer>
      </body>
    </Html>
  );
}

const pages = [
  ['', 'Overview'],
  ['gate', 'Gate'],
  ['spot-check', 'Spot check'],
  ['mapping', 'Mapping'],
  ['matches', 'Matches'],
  ['duplicates', 'Possible duplicates'],
  ['exceptions', 'Exceptions'],
  ['trace', 'Trace'],
  ['documents', 'Documents'],
  ['rollback', 'Rollback'],
] as const;
export type PageName = (typeof pages)[number][0];

/** A page of one engagement, with links to its other pages. */
export function EngagementPage({
  c,
  at,
  title,
  children,
}: {
  c: EngagementContext;
  at: PageName;
  title: string;
  children: Child;
}) {
  const { engagement, viewer } = c.var;
  const { slug, customer } = engagement;
  const shown = pages.filter(([page]) => page !== 'spot-check' || may(viewer, 'see values', engagement));
  return (
    <Page
      c={c as unknown as PersonContext}
      title={`${title} – ${customer}`}
      nav={
        <nav aria-label={`Pages of ${customer}`}>
          <ul>
            {shown.map(([page, label]) => (
              <li>
                <a href={engagementPath(slug, page)} aria-current={page === at ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      }
    >
      <p class="crumb">
        {customer} <span class="quiet">({slug})</span>
      </p>
      <h1>{title}</h1>
      {children}
    </Page>
  );
}
