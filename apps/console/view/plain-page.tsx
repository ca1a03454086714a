import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { assets } from '../assets.ts';

export interface PlainPage {
  title: string;
  text: string;
  /** What the log has about it. */
  reference: string | null;
  /** The next step, if it is not the list of engagements. */
  action: { href: string; label: string } | null;
}

/** The document around every page. */
export function Html({ title, children }: { title: string; children: Child }) {
  const { style, icon, htmx, events } = assets;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title} – Portage</title>
          <link rel="icon" href={icon.path} type="image/svg+xml" />
          <link rel="stylesheet" href={style.path} integrity={style.integrity} />
          {/* Not deferred: htmx would start before the extension is loaded. */}
          <script src={htmx.path} integrity={htmx.integrity}></script>
          <script src={events.path} integrity={events.integrity}></script>
        </head>
        {children}
      </html>
    </>
  );
}

/** A page without a session: errors, and the end of a sign-out. */
export function plainPage({ title, text, reference, action }: PlainPage) {
  const { href, label } = action ?? { href: '/', label: 'Go to the engagements' };
  return (
    <Html title={title}>
      <body>
        <main class="plain">
          <h1>{title}</h1>
          <p role="alert">{text}</p>
          {reference && (
            <p>
              Reference: <code>{reference}</code>
            </p>
          )}
          <p>
            <a class="button" href={href}>
              {label}
            </a>
          </p>
        </main>
      </body>
    </Html>
  );
}
