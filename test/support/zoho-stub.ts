import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export interface StubRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
/** With `reset` the connection is closed in the middle of the answer; with `silent` there is no answer. */
export interface StubAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  reset?: boolean;
  silent?: boolean;
}
export interface ZohoStub {
  url: string;
  /** The requests received, except those for a token or the org. */
  requests: StubRequest[];
  close(): Promise<void>;
}

/** A server that answers requests for a token and the org, and any other as the test says, also in ways that the emulator would not. */
export async function startZohoStub(
  answer: (request: StubRequest) => StubAnswer,
  token: object = {},
): Promise<ZohoStub> {
  const requests: StubRequest[] = [];
  const usual: Record<string, unknown> = {
    '/oauth/v2/token': { access_token: 'token', expires_in: 3600, ...token },
    '/crm/v8/org': { org: [{ zgid: '20090000002', type: 'sandbox' }] },
  };
  const server = createServer((incoming, response) => {
    void buffer(incoming).then((body) => {
      const path = incoming.url ?? '/';
      const request = { method: incoming.method ?? '', path, headers: incoming.headers, body };
      if (!(path in usual)) requests.push(request);
      const given: StubAnswer = path in usual ? { body: usual[path] } : answer(request);
      if (given.silent) return;
      const bytes = Buffer.isBuffer(given.body) ? given.body : Buffer.from(JSON.stringify(given.body ?? null));
      response.writeHead(given.status ?? 200, { 'Content-Length': bytes.length, ...given.headers });
      if (given.reset) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
      else response.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Packs files for an answer. */
export function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}
