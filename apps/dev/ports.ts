import getPort from 'get-port';

/** A server ended before it was ready; usually because another program took its port in the meantime. */
export class EndedEarly extends Error {}

/** A free port on loopback: the preferred one if it is free, otherwise any other. */
export function freePort(preferred?: number): Promise<number> {
  return getPort({ host: '127.0.0.1', ...(preferred === undefined ? {} : { port: preferred }) });
}

/**
 * Starts a server on the preferred port or on a free one, and tries another port when it ended early.
 *
 * @throws the error of the third attempt
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
