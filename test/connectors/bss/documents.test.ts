import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { createBulkSource } from '../../../connectors/bss/bulk.ts';
import { createFilesSource } from '../../../connectors/bss/files.ts';
import type { Source } from '../../../connectors/bss/port.ts';
import { createPostgresSource } from '../../../connectors/bss/postgres.ts';
import { createTmfSource } from '../../../connectors/bss/tmf.ts';
import { BulkProfile, FilesProfile, PostgresProfile, TmfProfile } from '../../../schemas/profile.ts';
import { createTestDatabase } from '../../support/database.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const common = { system: 'test', timeZone: 'Europe/London', objects: {} };
const read = async (source: Source, record: Record<string, string>): Promise<string | null> => {
  const bytes = await source.document(record);
  return bytes && text(bytes);
};

describe('a delivery of files', () => {
  const source = (documentContent?: string) =>
    createFilesSource(FilesProfile.parse({ ...common, kind: 'files', folder, documentContent }), folder);
  beforeAll(async () => {
    await mkdir(join(folder, 'documents', 'deeper'), { recursive: true });
    await writeFile(join(folder, 'documents', 'D-1'), 'a contract');
    await writeFile(join(folder, 'secret'), 'another customer');
    await symlink(join(folder, 'secret'), join(folder, 'documents', 'D-2'));
  });

  test('returns the bytes of a document', async () => {
    expect(await read(source('documents/{no}'), { no: 'D-1' })).toBe('a contract');
  });

  test.each(['D-9', 'deeper', 'D-2'])('returns null for %s, which is not a regular file', async (no) => {
    expect(await read(source('documents/{no}'), { no })).toBeNull();
  });

  test.each(['../secret', '..', '.', '/etc/passwd', 'C:\\secret', 'a\0b', ''])('rejects %j as a name', async (no) => {
    const error = await source('documents/{no}')
      .document({ no })
      .catch((rejected: Error) => rejected);
    expect(error).toMatchObject({ kind: 'contract', message: expect.stringContaining('no is not a plain name') });
    if (no.length > 2) expect((error as Error).message).not.toContain(no);
  });

  test('reports a field that documents do not have, and a profile without documentContent', async () => {
    await expect(source('documents/{stored_as}').document({ no: 'D-1' })).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('stored_as'),
    });
    await expect(source().document({ no: 'D-1' })).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('Add documentContent'),
    });
  });
});

describe('a database', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let source: Source;
  beforeAll(async () => {
    database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`create table file (no text, content bytea);
      insert into file values ('D-1', convert_to('a contract', 'UTF8')), ('D-2', null), ('D-3', '')`);
    await client.end();
    const documents = { key: 'no', query: 'select no from file order by no' };
    const profile = { ...common, kind: 'postgres', url: 'env:NONE', objects: { documents } };
    const documentContent = 'select content from file where no = $1';
    source = createPostgresSource(PostgresProfile.parse({ ...profile, documentContent }), database.url);
  });
  afterAll(async () => {
    await source.close();
    await database.drop();
  });

  test('returns the bytes of a document, and null without content or without a row', async () => {
    expect(await read(source, { no: 'D-1' })).toBe('a contract');
    expect(await read(source, { no: 'D-2' })).toBeNull();
    expect(await read(source, { no: 'D-3' })).toBe('');
    expect(await read(source, { no: "' or true --" })).toBeNull();
  });
});

describe('a server', () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const bulk = () => {
    const how = { submit: '/exports', job: 'id', poll: '/exports/{job}', state: 'state', files: 'files' };
    return createBulkSource(
      BulkProfile.parse({ ...common, kind: 'bulk', url, export: how, documentContent: '/documents/{no}/content' }),
    );
  };
  const tmf = (documentContent: object) => {
    const documents = { key: 'no', resource: '/document', fields: { no: 'id' } };
    return createTmfSource(TmfProfile.parse({ ...common, kind: 'tmf', url, objects: { documents }, documentContent }));
  };
  /** Answers with `content` at the path of the content, and elsewhere with a document's record that has this attachment. */
  const withRecord =
    (attachment: object, content: RequestListener): RequestListener =>
    (request, response) =>
      request.url?.includes('/content')
        ? content(request, response)
        : response.end(JSON.stringify({ id: 'D/1', attachment: [attachment] }));

  test('returns the bytes at a path, decompressed', async () => {
    const requested: string[] = [];
    answer = (request, response) => {
      requested.push(request.url ?? '');
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('a contract'));
    };
    expect(await read(bulk(), { no: 'D-1' })).toBe('a contract');
    expect(requested).toEqual(['/documents/D-1/content']);
  });

  test('returns null for a document that no longer exists', async () => {
    answer = (_, response) => response.writeHead(410).end();
    expect(await read(bulk(), { no: 'D-1' })).toBeNull();
    expect(await read(tmf({ link: 'attachment[0].url' }), { no: 'D/1' })).toBeNull();
  });

  test.each([
    [403, 'auth'],
    [503, 'unavailable'],
    [418, 'contract'],
  ])('reports status %i as %s', async (status, kind) => {
    answer = (_, response) => response.writeHead(status).end();
    await expect(bulk().document({ no: 'D-1' })).rejects.toMatchObject({ kind });
  });

  test('reads the record for a new link each time, and follows it', async () => {
    let ticket = 0;
    const content: RequestListener = (request, response) =>
      response.writeHead(request.url?.endsWith(String(ticket)) ? 200 : 403).end('a contract');
    answer = (request, response) => {
      if (!request.url?.includes('/content')) ticket += 1;
      withRecord({ url: `/content?ticket=${ticket}` }, content)(request, response);
    };
    const source = tmf({ link: 'attachment[0].url' });
    expect(await read(source, { no: 'D/1' })).toBe('a contract');
    expect(await read(source, { no: 'D/1' })).toBe('a contract');
    expect(ticket).toBe(2);
  });

  test('returns the content that a record has as base64', async () => {
    answer = withRecord({ content: Buffer.from('a contract').toString('base64') }, (_, response) => response.end());
    expect(await read(tmf({ base64: 'attachment[0].content' }), { no: 'D/1' })).toBe('a contract');
    expect(await read(tmf({ base64: 'attachment[1].content' }), { no: 'D/1' })).toBeNull();
  });

  test.each(['http://169.254.169.254/latest', 'https://elsewhere.example/x', 'file:///etc/passwd'])(
    'does not follow a link to %s',
    async (link) => {
      answer = withRecord({ url: link }, (_, response) => response.end());
      await expect(tmf({ link: 'attachment[0].url' }).document({ no: 'D/1' })).rejects.toMatchObject({
        kind: 'configuration',
        message: expect.stringContaining('not allowed'),
      });
    },
  );

  test('reports a transfer that breaks off as unavailable, so that it is fetched again', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('half', () => response.destroy());
    };
    await expect(read(bulk(), { no: 'D-1' })).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
