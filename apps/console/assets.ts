import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

interface Asset {
  /** With the hash of its content, so that browsers can keep it for ever. */
  path: string;
  integrity: string;
  body: Buffer;
  type: string;
}

const { resolve } = createRequire(import.meta.url);
const own = (file: string) => fileURLToPath(new URL(file, import.meta.url));

function load(name: string, file: string, type: string): Asset {
  const body = readFileSync(file);
  const digest = createHash('sha384').update(body).digest();
  return {
    path: `/assets/${digest.toString('hex').slice(0, 16)}/${name}`,
    integrity: `sha384-${digest.toString('base64')}`,
    body,
    type,
  };
}

/** What pages load. All of it comes from this server. */
export const assets = {
  style: load('console.css', own('./view/console.css'), 'text/css; charset=utf-8'),
  icon: load('icon.svg', own('./view/icon.svg'), 'image/svg+xml'),
  htmx: load('htmx.js', resolve('htmx.org/dist/htmx.min.js'), 'text/javascript; charset=utf-8'),
  events: load('hx-sse.js', resolve('htmx.org/dist/ext/hx-sse.min.js'), 'text/javascript; charset=utf-8'),
} as const;

/** Serves the assets under their hashed paths. */
export function assetRoutes(): Hono {
  const routes = new Hono();
  for (const { path, body, type } of Object.values(assets)) {
    routes.get(path, (c) =>
      c.body(new Uint8Array(body), 200, {
        'content-type': type,
        'cache-control': 'public, max-age=31536000, immutable',
      }),
    );
  }
  return routes;
}
