import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { parse as parseCsv } from 'csv-parse/sync';
import { openSource } from '../../../connectors/bss/open.ts';
import { createTmfSource } from '../../../connectors/bss/tmf.ts';
import type { TmfBehaviour } from '../../../emulators/bss/tmf/behaviour.ts';
import { startTmf, type TmfOptions, type TmfServer } from '../../../emulators/bss/tmf/server.ts';
import { TmfProfile } from '../../../schemas/profile.ts';
import type { ExtractedObject } from '../../../schemas/terms.ts';

const text = await readFile(new URL('../../../examples/demo-operator/source-tmf.yml', import.meta.url), 'utf8');
const complete = TmfProfile.parse({ ...(parse(text) as object), url: 'http://127.0.0.1:1' });
const size = { accounts: 40 };

const servers: Pick<TmfServer, 'close'>[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function start(options: Partial<TmfOptions> = {}): Promise<TmfServer> {
  const server = await startTmf({ size, ...options });
  servers.push(server);
  return server;
}

interface Reading {
  rows: string[][];
  remarks: string[];
}
/** Reads one object: by default the orders, which need no other resource. */
async function read(
  server: TmfServer,
  profile: Partial<TmfProfile> = {},
  object: ExtractedObject = 'orders',
): Promise<Reading> {
  const source = createTmfSource({ ...complete, url: server.url, ...profile });
  return source.withSnapshot(async (snapshot) => {
    const rows: string[][] = [];
    for await (const chunk of snapshot.read(object, null)) rows.push(...parseCsv(chunk.csv));
    return { rows, remarks: snapshot.remarks(object) };
  });
}
const orders = complete.objects.orders!;
const paged = (paging: Partial<typeof orders.paging>, more: Partial<typeof orders> = {}): Partial<TmfProfile> => ({
  objects: { orders: { ...orders, ...more, paging: { ...orders.paging, ...paging } } },
});

let expected: string[][];
beforeAll(async () => {
  const server = await startTmf({ size });
  expected = (await read(server)).rows;
  await server.close();
  expect(expected).toHaveLength(164);
});

const quirks: [string, Partial<TmfBehaviour>, Partial<TmfProfile>, string[]][] = [
  ['pages of ten by default', {}, paged({ limit: 'count' }), []],
  ['206 with links', { partial: true, link: 'absolute' }, paged({ size: 37 }), []],
  ['relative links', { link: 'relative' }, paged({ size: 37 }), []],
  ['links with an unquoted rel', { link: 'unquoted' }, paged({ size: 37 }), []],
  ['ranges of items, and 416 after the end', { paging: 'range', pastEnd: '416' }, paged({ by: 'range' }), []],
  ['pageLimit', { paging: 'pageLimit' }, paged({ limit: 'pageLimit' }), []],
  ['cursors', { paging: 'cursor', total: 'none' }, paged({ size: 50 }), []],
  ['a silent cap', { cap: 37 }, {}, []],
  ['no total', { total: 'none' }, {}, []],
  [
    'a wrong total',
    { total: 'wrong' },
    paged({ size: 50 }),
    ['the server counts 82 records, but returned 164 different ones'],
  ],
  [
    'a total that shrinks',
    { total: 'shrinks' },
    paged({ size: 50 }),
    ['the server counts 14 records, but returned 164 different ones'],
  ],
  ['no paging at all', { paging: 'ignored' }, {}, ['the server returns all records, whatever page is requested']],
  ['a record on two pages', { overlap: true }, paged({ size: 50 }), ['3 records came twice']],
  ['gzip', { gzip: true }, {}, []],
  ['429 and 503 now and then', { throttled: 3 }, paged({ size: 20 }), []],
  ['shapes that differ slightly from the specification', { nonStandard: true }, {}, []],
];
test.each(quirks)('every record of a server with %s is read once', async (_, behaviour, profile, remarks) => {
  const reading = await read(await start({ behaviour }), profile);
  expect(reading.rows).toEqual(expected);
  expect(reading.remarks).toEqual(remarks);
});

test('shallow lists are read again record by record', async () => {
  const server = await start({ behaviour: { shallow: true } });
  expect((await read(server, paged({}, { readEach: true }))).rows).toEqual(expected);
  expect(server.requests.get('productOrderingManagement/v4/productOrder/{id}')).toBe(164);
});

test('records that the server can’t return are reported by position, and the others are read', async () => {
  const reading = await read(await start({ behaviour: { broken: [7, 60] } }));
  expect(reading.rows).toEqual(expected.filter((_, place) => place !== 7 && place !== 60));
  expect(reading.remarks).toContainEqual("the server can't return 2 records, at position 7, 60");
});

test('a record with a part that can’t be returned is reported by its id, and the others are read', async () => {
  const server = await start({ behaviour: { brokenIds: ['SUB-000007'] } });
  const { rows, remarks } = await read(server, {}, 'subscribers');
  expect(rows.map(([key]) => key)).not.toContain('SUB-000007');
  expect(rows).toHaveLength(99);
  expect(remarks).toEqual(["the server can't return 1 records, with the id SUB-000007"]);
});

test('a record that refers to a missing one is staged without it, and reported', async () => {
  const { rows, remarks } = await read(await start({ behaviour: { goneIds: ['SUB-000007'] } }), {}, 'subscribers');
  expect(rows).toHaveLength(100);
  expect(remarks).toEqual(['1 records refer to a product that does not exist']);
});

const guard = { kind: 'oauth2' as const, clientId: 'portage', clientSecret: 'quiet-secret' };
const oauth = {
  kind: 'oauth2' as const,
  tokenUrl: '/oauth2/token',
  clientId: 'env:TMF_ID',
  clientSecret: 'env:TMF_SECRET',
};
beforeAll(() => Object.assign(process.env, { TMF_ID: 'portage', TMF_SECRET: 'quiet-secret' }));

test('a token that expires early is replaced, and no record is lost', async () => {
  const server = await start({ behaviour: { tokenRequests: 2 }, guard });
  expect((await read(server, { ...paged({ size: 20 }), auth: oauth })).rows).toEqual(expected);
  expect(server.tokensGiven()).toBeGreaterThan(3);
});

test.each([1, 2, 25])(
  'tokens that end after %d requests are replaced, also beside records that always answer 500',
  async (tokenRequests) => {
    const server = await start({ behaviour: { tokenRequests, broken: [7], brokenIds: ['SUB-000030'] }, guard });
    const { rows, remarks } = await read(server, { auth: oauth }, 'subscribers');
    expect(rows).toHaveLength(98);
    expect(remarks).toEqual([
      'the server counts 100 records, but returned 99 different ones',
      "the server can't return 1 records, at position 7",
      "the server can't return 1 records, with the id SUB-000030",
    ]);
  },
);

test('a source that refuses each new token is reported, and not asked for tokens without end', async () => {
  const server = await start({ behaviour: { tokenRequests: 0 }, guard });
  await expect(read(server, { ...paged({ size: 20 }), auth: oauth })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringMatching(/status 401.*Check auth/s),
  });
  expect(server.tokensGiven()).toBeLessThan(5);
});

test.each([
  [
    'basic',
    { kind: 'basic', username: 'u', password: 'quiet-secret' },
    { kind: 'basic', username: 'env:TMF_ID', password: 'env:TMF_SECRET' },
  ],
  [
    'an API key',
    { kind: 'apiKey', header: 'X-Api-Key', value: 'quiet-secret' },
    { kind: 'apiKey', header: 'X-Api-Key', value: 'env:TMF_SECRET' },
  ],
] as const)(
  'a server that requires %s gets it, and a wrong one is reported without its value',
  async (_, guard, auth) => {
    process.env['TMF_ID'] = 'u';
    process.env['TMF_SECRET'] = 'quiet-secret';
    const server = await start({ guard });
    expect((await read(server, { auth })).rows).toEqual(expected);
    process.env['TMF_SECRET'] = 'wrong-secret';
    const error = await read(server, { auth }).catch((rejected: unknown) => rejected);
    expect(error).toMatchObject({ kind: 'auth' });
    expect(String(error)).toContain('Check auth in the source profile');
    expect(String(error)).not.toContain('secret');
  },
);

test('ids with slashes, question marks and hashes are sent unchanged', async () => {
  const { rows } = await read(await start(), {}, 'subscribers');
  const names = Object.keys(complete.objects.subscribers!.fields);
  const at = (row: string[], name: string) => row[names.indexOf(name)] ?? '';
  expect(rows).toHaveLength(100);
  expect(rows.every((row) => at(row, 'tax_id').startsWith('SX'))).toBe(true);
});

test('what never lists is removed before any field is read', async () => {
  const fields = { order_no: 'id', all: 'from_items(characteristic[].[name, value])' };
  const subscribers = { ...complete.objects.subscribers!, key: 'order_no', with: {}, fields };
  const { rows } = await read(await start(), { objects: { subscribers } }, 'subscribers');
  expect(rows[0]?.[1]).toContain('loginName');
  expect(JSON.stringify(rows)).not.toMatch(/selfcarePassword|SSHA/);
});

test('a reading after an interruption skips the records that are staged', async () => {
  const server = await start();
  const source = createTmfSource({ ...complete, url: server.url, ...paged({ size: 20 }) });
  const staged = new Set(expected.slice(0, 70).map(([key]) => key ?? ''));
  const rows = await source.withSnapshot(async (snapshot) => {
    const keys: string[][] = [];
    // eslint-disable-next-line @typescript-eslint/require-await
    for await (const { csv } of snapshot.read('orders', '70', async function* () {
      yield* staged;
    }))
      keys.push(...parseCsv(csv));
    return keys;
  });
  expect(rows).toEqual(expected.slice(70));
});

test.each([
  ['does not exist', { resource: '/tmf-api/productOrderingManagement/v4/order' }, /\/order: the page at 0 answers 404/],
  ['requires a filter', { resource: '/tmf-api/party/v4/individual' }, /\/individual: the page at 0 answers 400/],
])('a resource that %s is reported by its name and page', async (_, change, message) => {
  const server = await start();
  await expect(read(server, paged({}, change))).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(message),
  });
});

test('an invalid expression is reported with its place in the profile', () => {
  expect(TmfProfile.safeParse({ ...complete, objects: { orders: { ...orders, id: 'id[' } } }).error?.issues).toEqual([
    expect.objectContaining({
      path: ['objects', 'orders', 'id'],
      message: expect.stringContaining('is not a valid JMESPath expression'),
    }),
  ]);
});

test('a page whose transfer breaks off is requested again', async () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.writeHead(200, { 'Content-Length': '12' });
    if (requests === 1) response.write('[{"id"', () => response.destroy());
    else response.end('[{"id":"1"}]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  servers.push({
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  const objects = { orders: { ...orders, updated: undefined, with: {}, key: 'no', fields: { no: 'id' } } };
  const source = createTmfSource({ ...complete, url, objects });
  expect(await source.columns()).toEqual({ orders: ['no'] });
  expect(requests).toBe(2);
});

test('a server that does not answer is reported by its host only', async () => {
  const source = openSource({ ...complete, url: 'http://127.0.0.1:1/?key=quiet' }, '.');
  await expect(source.columns()).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/),
  });
});

test('each entry of a list in a record becomes a row, and staged entries are skipped', async () => {
  const server = await start({ size: { accounts: 40 } });
  const source = createTmfSource({ ...complete, url: server.url });
  async function* staged() {
    yield await Promise.resolve('3');
  }
  await source.withSnapshot(async (snapshot) => {
    expect(await snapshot.count('notes')).toEqual({ rows: 5, isExact: false });
    const rows: string[][] = [];
    for await (const chunk of snapshot.read('notes', '60', staged)) rows.push(...parseCsv(chunk.csv));
    expect(rows.map(([id, subscriber]) => [id, subscriber])).toEqual([
      ['1', 'SUB-000020'],
      ['2', 'SUB-000040'],
      ['4', 'SUB-000080'],
      ['5', 'SUB-000100'],
    ]);
  });
});
