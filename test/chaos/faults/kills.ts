import type { Carrier } from './carrier.ts';

/** Kills a server or the worker, like a crash, and starts it again. */
export const kills: Record<'kill-worker' | 'stop-worker' | 'kill-temporal' | 'kill-postgres', Carrier> = {
  async 'kill-worker'({ stack }) {
    stack.worker().kill('SIGKILL');
    await stack.worker().exited;
    await stack.startWorker();
  },
  async 'stop-worker'(site) {
    const { stack } = site;
    stack.worker().kill('SIGTERM');
    await site.wait(async () => Promise.resolve(stack.worker().ended()), 'the worker to end after SIGTERM', 90);
    await stack.startWorker();
  },
  async 'kill-temporal'({ stack }) {
    await stack.servers.temporal.kill();
    await stack.servers.temporal.start();
  },
  async 'kill-postgres'(site) {
    const { postgres } = site.stack.servers;
    await postgres.kill();
    // The children of the killed server end a moment later, and no server starts before.
    await site.wait(
      () =>
        postgres.start().then(
          () => true,
          () => undefined,
        ),
      'Postgres to start again',
      60,
    );
  },
};
