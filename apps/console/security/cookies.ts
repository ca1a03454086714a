import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** `session`: who is signed in. `visit`: a way to the identity provider. `signed-out`: the next sign-in asks again. */
type Name = 'session' | 'visit' | 'signed-out';

export interface Cookies {
  get(c: Context, name: Name): string | undefined;
  /** Without `seconds` it lasts until the browser ends. */
  set(c: Context, name: Name, value: string, seconds?: number): void;
  remove(c: Context, name: Name): void;
}

/**
 * Cookies that scripts and other sites can't read. On https their names have the prefix `__Host-`, so that no other host can
 * set them; some browsers refuse that prefix on http, which is allowed on loopback only. `Lax`, because the way back from the
 * identity provider comes from another site.
 */
export function createCookies(origin: string): Cookies {
  const isHttps = origin.startsWith('https:');
  const options = {
    path: '/',
    httpOnly: true,
    secure: isHttps,
    sameSite: 'Lax',
    ...(isHttps ? { prefix: 'host' as const } : {}),
  } as const;
  return {
    get: (c, name) => (isHttps ? getCookie(c, `portage-${name}`, 'host') : getCookie(c, `portage-${name}`)),
    set: (c, name, value, seconds) =>
      setCookie(c, `portage-${name}`, value, { ...options, ...(seconds === undefined ? {} : { maxAge: seconds }) }),
    remove: (c, name) => void deleteCookie(c, `portage-${name}`, options),
  };
}
