import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * Headers of every response. `formTargets` are origins that a form may lead to: the identity providers, because the browser
 * applies `form-action` to redirects too.
 */
export function headers(origin: string, formTargets: () => string[]): MiddlewareHandler {
  const isHttps = origin.startsWith('https:');
  return async (c, next) => {
    await next();
    await secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'", ...formTargets()],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
      strictTransportSecurity: isHttps ? 'max-age=63072000; includeSubDomains' : false,
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
      permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
    })(c, done);
  };
}

const done = () => Promise.resolve();

/** Pages are never stored by browsers or proxies. Assets have their own rule. */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};
