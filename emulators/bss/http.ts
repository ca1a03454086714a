import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Certificates as PEM. A client must present a certificate that `ca` signed. */
export interface Tls {
  key: string;
  cert: string;
  ca: string;
}

export interface ListeningServer {
  url: string;
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, address: URL) => Promise<void> | void;

/** Listens on loopback; port 0 picks a free port. An error in the handler is a bug of the emulator: it becomes a 500 with its text. */
export async function listen(
  handle: Handler,
  { port = 0, tls }: { port?: number; tls?: Tls },
): Promise<ListeningServer> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const address = new URL(request.url ?? '/', url);
    Promise.resolve()
      .then(() => handle(request, response, address))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  };
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, answer)
    : createServer(answer);
  let url = '';
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends JSON as the answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
  isGzipped = false,
): void {
  const type = { 'Content-Type': 'application/json;charset=utf-8', ...headers };
  if (isGzipped) response.writeHead(status, { ...type, 'Content-Encoding': 'gzip' }).end(gzipSync(text));
  else response.writeHead(status, type).end(text);
}

/** Sends the bytes of a file, or 404 if there is no file. */
export function sendContent(response: ServerResponse, content: Buffer | null): void {
  if (content) response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(content);
  else response.writeHead(404).end();
}

/** How clients authenticate. */
export type Guard =
  | { kind: 'none' }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'apiKey'; header: string; value: string }
  | { kind: 'oauth2'; clientId: string; clientSecret: string };

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

/** Checks the authentication of requests and issues tokens. Each token is valid for `tokenRequests` requests. */
export function createGuard(guard: Guard, tokenRequests: () => number) {
  const tokens = new Map<string, number>();
  let issued = 0;
  return {
    tokensIssued: () => issued,
    allows({ headers }: IncomingMessage): boolean {
      if (guard.kind === 'none') return true;
      if (guard.kind === 'basic') return headers.authorization === basic(guard.username, guard.password);
      if (guard.kind === 'apiKey') return headers[guard.header.toLowerCase()] === guard.value;
      const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
      const left = tokens.get(token) ?? 0;
      if (left > 0) tokens.set(token, left - 1);
      return left > 0;
    },
    /** Answers a token request. */
    issueToken({ headers }: IncomingMessage, response: ServerResponse): void {
      if (guard.kind !== 'oauth2' || headers.authorization !== basic(guard.clientId, guard.clientSecret))
        return sendJson(response, 401, '{"error":"invalid_client"}');
      const token = `token-${(issued += 1)}`;
      tokens.set(token, tokenRequests());
      sendJson(response, 200, JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3_600 }));
    },
  };
}
