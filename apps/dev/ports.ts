import getPort from 'get-port';

/** A server ended before it was ready; most often because another program took its port in between. */
export class EndedEarly extends Error {}

/** A free port on loopback: the preferred one, or any other when that is taken or none is preferred. */
export function freePort(preferred?: number): Promise<number> {
  return getPort({ host: '127.0.0.1', ...(preferred === undefined ? {} : { port: preferred }) });
}

/**
 * Starts a server on the preferred port or on a free one, and again on another when it ended early.
 *
 * @throws what the last of three attempts threw
 */
export async function onFreePort<T>(preferred: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort(attempt === 1 ? preferred : undefined));
    } catch (error) {
      if (!(error instanceof EndedEarly) || attempt === 3) throw error;
    }
  }
}
