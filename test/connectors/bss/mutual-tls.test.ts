import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { createTmfSource } from '../../../connectors/bss/tmf.ts';
import { startTmf, type TmfServer } from '../../../emulators/bss/tmf/server.ts';
import { TmfProfile } from '../../../schemas/profile.ts';

let folder: string;
let server: TmfServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  const extensions = [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }];
  const pem = await generate([{ name: 'commonName', value: 'bss.example.com' }], { extensions } as never);
  // The same certificate is the authority, the server's certificate and the client's.
  server = await startTmf({ size: { accounts: 20 }, tls: { key: pem.private, cert: pem.cert, ca: pem.cert } });
  await writeFile(join(folder, 'key.pem'), pem.private);
  await writeFile(join(folder, 'cert.pem'), pem.cert);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const open = (tls: object) =>
  createTmfSource(
    TmfProfile.parse({
      kind: 'tmf',
      url: server.url,
      system: 'test',
      timeZone: 'UTC',
      tls,
      objects: {
        orders: { key: 'no', resource: '/tmf-api/productOrderingManagement/v4/productOrder', fields: { no: 'id' } },
      },
    }),
  );
const reference = (name: string) => `file:${join(folder, name)}`;

test('a client certificate is sent to a server that requires it', async () => {
  const tls = { certificate: reference('cert.pem'), key: reference('key.pem'), authority: reference('cert.pem') };
  expect(await open(tls).columns()).toEqual({ orders: ['no'] });
});

test('without the certificate the server refuses the connection, and the reason is reported', async () => {
  const columns = open({ authority: reference('cert.pem') }).columns();
  await expect(columns).rejects.toMatchObject({
    // The server's alert may arrive before or after the end of its connection.
    kind: expect.stringMatching(/^(auth|unavailable)$/),
    message: expect.stringMatching(/\((ERR_SSL|ECONNRESET|EPROTO|EPIPE)/),
  });
});

test('a server certificate of an unknown authority is not trusted', async () => {
  const columns = open({ certificate: reference('cert.pem'), key: reference('key.pem') }).columns();
  await expect(columns).rejects.toThrow(/certificate .* is not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
});

test('a missing certificate is reported by its reference', () => {
  expect(() => open({ certificate: 'file:/nowhere/cert.pem', key: 'file:/nowhere/key.pem' })).toThrow(
    /The secret file:\/nowhere\/cert\.pem is missing/,
  );
});
