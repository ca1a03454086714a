import { streamSSE } from 'hono/streaming';
import { findSession } from '../../../connectors/ledger/web-sessions.ts';
import type { EngagementRoute } from '../context.ts';
import { Live } from '../view/live.tsx';
import type { Snapshot } from './progress.ts';

/** Keeps proxies from closing the stream, and is how often the session is checked. */
const beatMs = 15_000;

/** Sends what the engagement does now with each change, until the tab is closed or the session ends. */
export const eventsRoute: EngagementRoute = {
  method: 'get',
  path: '/events',
  action: 'see engagement',
  isPassive: true,
  handle(c, { ledger, progress }) {
    const { engagement, secret } = c.var;
    return streamSSE(c, async (stream) => {
      let newest: Snapshot | null = null;
      let wake = () => {};
      const stop = progress.listen(engagement.slug, (snapshot) => {
        newest = snapshot;
        wake();
      });
      stream.onAbort(() => wake());
      try {
        while (!stream.aborted && (await findSession(ledger, secret, false))) {
          const beat = Date.now() + beatMs;
          while (!stream.aborted && Date.now() < beat) {
            if (newest) {
              const shown: Snapshot = newest;
              newest = null;
              await stream.writeSSE({ data: String(<Live slug={engagement.slug} now={shown} />) });
            } else {
              await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, Math.max(0, beat - Date.now()));
                wake = () => {
                  clearTimeout(timer);
                  resolve();
                };
              });
            }
          }
          if (!stream.aborted) await stream.write(': alive\n\n');
        }
      } finally {
        stop();
      }
    });
  },
};
