import { fc } from '../../support/properties.ts';
import { readPages, type PageRequest, type PageResponse } from '../../../connectors/bss/tmf/pages.ts';
import { newReport } from '../../../connectors/bss/tmf/report.ts';
import type { JsonObject } from '../../../schemas/json.ts';

type Server = (request: PageRequest) => PageResponse;

const records = (count: number): JsonObject[] => Array.from({ length: count }, (_, at) => ({ id: `c/${at}` }));
const windowOf = (request: PageRequest): { offset: number; limit: number } =>
  'address' in request ? (JSON.parse(request.address) as { offset: number; limit: number }) : request;
const page = (rows: JsonObject[], more: Partial<PageResponse> = {}): PageResponse => ({
  status: 200,
  rows,
  next: null,
  total: null,
  ...more,
});

/** Reads all records of a server; more than a thousand requests are taken for an endless loop. */
async function readAll(server: Server, limit = 20) {
  const report = newReport();
  const ids: string[] = [];
  let requests = 0;
  const fetchPage = (request: PageRequest) => {
    requests += 1;
    if (requests > 1_000) throw new Error('endless loop');
    return Promise.resolve(server(request));
  };
  const pages = readPages('customer', fetchPage, { limit, idOf: (row) => String(row['id']) }, report);
  for await (const rows of pages) ids.push(...rows.map((row) => String(row['id'])));
  return { ids, report, requests };
}
const ids = (count: number) => records(count).map((row) => row['id']);

const all = records(95);
/** Servers by the way they page. Each has the same 95 records. */
const servers: Record<string, Server> = {
  'offset and limit with a total': (request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + limit), { total: 95 });
  },
  'pages of 206': (request) => {
    const { offset, limit } = windowOf(request);
    const rows = all.slice(offset, offset + limit);
    return page(rows, { status: rows.length < 95 ? 206 : 200 });
  },
  'links to the next page': (request) => {
    const { offset, limit } = windowOf(request);
    const rows = all.slice(offset, offset + limit);
    return page(rows, { next: offset + limit < 95 ? JSON.stringify({ offset: offset + limit, limit }) : null });
  },
  'a link on the last page as well': (request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + limit), { next: JSON.stringify({ offset: offset + limit, limit }) });
  },
  'a cap of 7 below the limit': (request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + Math.min(7, limit)));
  },
  'totals that are too small': (request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + limit), { total: 40 });
  },
  'totals that shrink': (request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + limit), { total: 95 - offset });
  },
  '416 after the end': (request) => {
    const { offset, limit } = windowOf(request);
    return offset >= 95 ? page([], { status: 416 }) : page(all.slice(offset, offset + limit));
  },
  '204 after the end': (request) => {
    const { offset, limit } = windowOf(request);
    return offset >= 95 ? page([], { status: 204 }) : page(all.slice(offset, offset + limit));
  },
  'all records, whatever is requested': () => page(all),
  'short pages here and there': (request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + Math.max(1, limit - (offset % 5))));
  },
};

test.each(Object.entries(servers))('a server with %s gives every record once', async (_, server) => {
  const { ids: read } = await readAll(server);
  expect(read).toEqual(ids(95));
});

test('a server that ignores paging is reported, also when the first page is as long as the limit', async () => {
  expect((await readAll(() => page(all))).report.ignoresPaging).toBe(true);
  const twenty = records(20);
  const { ids: read, report } = await readAll(() => page(twenty));
  expect([read.length, report.ignoresPaging]).toEqual([20, true]);
});

test('a record on two pages counts once and is reported', async () => {
  const { ids: read, report } = await readAll((request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(Math.max(0, offset - 2), offset + limit - 2));
  });
  expect(new Set(read).size).toBe(read.length);
  expect(report.repeated).toBeGreaterThan(0);
});

test.each([
  ['by offset', false],
  ['by links', true],
])('a record that the server can never return is reported, and the others are read, %s', async (_, linked) => {
  const bad = new Set([33, 34, 94]);
  const { ids: read, report } = await readAll((request) => {
    const { offset, limit } = windowOf(request);
    const places = Array.from({ length: limit }, (_, at) => offset + at).filter((place) => place < 95);
    if (places.some((place) => bad.has(place))) return page([], { status: 500 });
    const next = linked && offset + limit < 95 ? JSON.stringify({ offset: offset + limit, limit }) : null;
    return page(all.slice(offset, offset + limit), { next });
  });
  expect(report.unreadable).toEqual([33, 34, 94]);
  expect(read).toEqual(ids(95).filter((_, place) => !bad.has(place)));
});

test('the total of the server is reported, also when it is wrong', async () => {
  const { report } = await readAll((request) => {
    const { offset, limit } = windowOf(request);
    return page(all.slice(offset, offset + limit), { total: 97 });
  });
  expect(report).toMatchObject({ distinct: 95, total: 97 });
});

test('links in a circle are an error that names the resource, not an endless loop', async () => {
  const circle = readAll((request) => {
    const { offset } = windowOf(request);
    const rows =
      offset === 0
        ? all.slice(0, 20)
        : records(95)
            .slice(20, 40)
            .map((row) => ({ id: `${String(row['id'])}${Math.random()}` }));
    return page(rows, { next: JSON.stringify({ offset: 20, limit: 20 }) });
  });
  await expect(circle).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/^customer: the link/),
  });
});

test('a server that returns nothing from some record on is an error that names resource and record', async () => {
  const broken = readAll((request) => {
    const { offset, limit } = windowOf(request);
    return offset + limit > 60 ? page([], { status: 500 }) : page(all.slice(offset, offset + limit));
  });
  await expect(broken).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/^customer: .* 50 records in a row, from 60 on/),
  });
});

test('an unexpected status is an error that names resource and page', async () => {
  const refused = readAll((request) =>
    windowOf(request).offset === 40
      ? page([], { status: 403 })
      : page(all.slice(windowOf(request).offset, windowOf(request).offset + 20)),
  );
  await expect(refused).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/^customer: the page at 40 answers 403\. Nothing was changed\./),
  });
});

test('a list without records has no pages', async () => {
  expect(await readAll(() => page([]))).toMatchObject({ ids: [], requests: 1 });
});

test('with any cap, limit and unreadable records, every other record is read once', async () => {
  const given = fc.record({
    count: fc.nat(60),
    cap: fc.integer({ min: 1, max: 30 }),
    limit: fc.integer({ min: 1, max: 30 }),
    bad: fc.uniqueArray(fc.nat(59), { maxLength: 5 }),
    total: fc.constantFrom(null, 0, 30, 1_000),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ count, cap, limit, bad, total }) => {
      const rows = records(count);
      const { ids: read, report } = await readAll((request) => {
        const { offset, limit: asked } = windowOf(request);
        const end = Math.min(count, offset + Math.min(cap, asked));
        if (bad.some((place) => place >= offset && place < end)) return page([], { status: 500 });
        return page(rows.slice(offset, end), { total });
      }, limit);
      const unreadable = bad.filter((place) => place < count).sort((a, b) => a - b);
      expect(report.unreadable).toEqual(unreadable);
      expect(read).toEqual(ids(count).filter((_, place) => !unreadable.includes(place)));
    }),
  );
});
