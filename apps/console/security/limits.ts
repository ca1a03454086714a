import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import type { Refuse } from './refuse.ts';

/**
 * Requests per minute, by address and by person; those to the sign-in pages by address. An office often has one address, and
 * a signature takes three of them.
 */
export const perMinute = { requests: 300, signIn: 60 } as const;

export interface Limits {
  byAddress: MiddlewareHandler;
  onSignIn: MiddlewareHandler;
  byPerson: (c: Context, email: string, next: () => Promise<void>) => Promise<Response | void>;
}

/** Limits that all consoles on one ledger share. If the ledger does not respond, each process counts alone. */
export function createLimits(ledger: Ledger, isBehindProxy: boolean, refuse: Refuse): Limits {
  const limiter = (keyPrefix: string, points: number) => {
    const rule = { keyPrefix, points, duration: 60 };
    return new RateLimiterPostgres({
      ...rule,
      storeClient: ledger.pool,
      tableName: 'web_limit',
      tableCreated: true,
      insuranceLimiter: new RateLimiterMemory(rule),
    });
  };
  const [address, person, signIn] = [
    limiter('address', perMinute.requests),
    limiter('person', perMinute.requests),
    limiter('sign-in', perMinute.signIn),
  ];
  const consume = async (
    counter: RateLimiterPostgres,
    key: string,
    c: Context,
    next: () => Promise<void>,
  ): Promise<Response | void> => {
    try {
      await counter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      c.header('retry-after', String(Math.ceil(error.msBeforeNext / 1_000)));
      return refuse(c, 429, 'limit');
    }
    await next();
  };
  const addressOf = (c: Context): string => {
    const forwarded = isBehindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
    return forwarded ?? getConnInfo(c).remote.address ?? 'unknown';
  };
  return {
    byAddress: (c, next) => consume(address, addressOf(c), c, next),
    onSignIn: (c, next) => consume(signIn, addressOf(c), c, next),
    byPerson: (c, email, next) => consume(person, email, c, next),
  };
}
