import type { MiddlewareHandler } from 'hono';
import type { Refuse } from './refuse.ts';

/** Refuses requests for another host, such as those of DNS rebinding. */
export const onlyHost =
  (origin: string, refuse: Refuse): MiddlewareHandler =>
  (c, next) =>
    c.req.header('host') === new URL(origin).host ? next() : Promise.resolve(refuse(c, 421, 'host'));

/**
 * Refuses every request from another origin that could change something. Current browsers send Sec-Fetch-Site; for others
 * the Origin header must be ours.
 */
export const sameOrigin =
  (origin: string, refuse: Refuse): MiddlewareHandler =>
  (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const site = c.req.header('sec-fetch-site');
    const isOurs = site === undefined ? c.req.header('origin') === origin : site === 'same-origin';
    return isOurs ? next() : Promise.resolve(refuse(c, 403, 'origin'));
  };
