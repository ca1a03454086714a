import { ConnectorError } from '../../../connectors/error.ts';
import type { BulkState } from '../../../connectors/zoho/port.ts';
import { readAllFiles, type ReadsInBulk } from '../../../connectors/zoho/read-all.ts';
import { listed } from '../../support/zoho-client.ts';

const never = new AbortController().signal;

/** Jobs with one row each, and their states as they are asked for. */
function jobs(pages: { states: BulkState[]; next: string | null }[]) {
  const started: unknown[] = [];
  const read: [string, string][] = [];
  const zoho: ReadsInBulk = {
    startBulkRead: (query) => Promise.resolve({ jobId: String(started.push(query) - 1) }),
    bulkReadJob: (id) => {
      const page = pages[Number(id)]!;
      const state = page.states.length > 1 ? page.states.shift()! : page.states[0]!;
      return Promise.resolve({ id, state, resultUrl: 'url', rows: 1, nextPageToken: page.next });
    },
    bulkReadFile: ({ id }, file) => Promise.resolve(void read.push([id, file])),
  };
  return { zoho, started, read };
}

const query = { module: 'Invoiced_Items', fields: ['Parent_Id'] };
const wanted = { ...query, folder: 'folder' };

test('a job follows the other until there is no page, and each is awaited', async () => {
  const { zoho, started, read } = jobs([
    { states: ['added', 'running', 'completed'], next: 'second' },
    { states: ['completed'], next: null },
  ]);
  const files = await listed(readAllFiles(zoho, wanted, never));
  expect(read).toEqual([
    ['0', files[0]],
    ['1', files[1]],
  ]);
  expect(started).toEqual([query, { ...query, pageToken: 'second' }]);
});

test('a job that fails ends the reading, which is repeated later', async () => {
  const { zoho } = jobs([{ states: ['failed'], next: null }]);
  await expect(listed(readAllFiles(zoho, wanted, never))).rejects.toMatchObject({
    kind: 'server-error',
    message: expect.stringContaining('Invoiced_Items'),
  });
});

test('waiting for a job ends when it is cancelled', async () => {
  const { zoho } = jobs([{ states: ['running'], next: null }]);
  const cancelled = new AbortController();
  const reading = listed(readAllFiles(zoho, wanted, cancelled.signal));
  cancelled.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

/** Jobs that earlier attempts have started. */
function remembered(kept: Record<number, string>) {
  return {
    kept,
    find: (page: number) => Promise.resolve(kept[page] ?? null),
    keep: (page: number, jobId: string) => Promise.resolve(void (kept[page] = jobId)),
  };
}

test('a repetition waits for the job that was started before, and does not pay for another', async () => {
  const { zoho, started, read } = jobs([{ states: ['running', 'completed'], next: null }]);
  const memory = remembered({});
  const refused = () => Promise.reject(new ConnectorError('credits', 'no credits'));
  await expect(
    listed(readAllFiles({ ...zoho, bulkReadJob: refused }, { ...wanted, jobs: memory }, never)),
  ).rejects.toMatchObject({ kind: 'credits' });
  await listed(readAllFiles(zoho, { ...wanted, jobs: memory }, never));
  expect(started).toHaveLength(1);
  expect(read.map(([id]) => id)).toEqual(['0']);
});

test.each<[string, (zoho: ReadsInBulk) => ReadsInBulk]>([
  ['has failed', (zoho) => zoho],
  [
    'is gone',
    (zoho) => ({
      ...zoho,
      bulkReadJob: (id) =>
        id === '0' ? Promise.reject(new ConnectorError('not-found', 'no such job')) : zoho.bulkReadJob(id),
    }),
  ],
])('an earlier job that %s is started again', async (_, changed) => {
  const { zoho, read } = jobs([
    { states: ['failed'], next: null },
    { states: ['completed'], next: null },
  ]);
  await zoho.startBulkRead(query);
  const memory = remembered({ 1: '0' });
  await listed(readAllFiles(changed(zoho), { ...wanted, jobs: memory }, never));
  expect(read.map(([id]) => id)).toEqual(['1']);
  expect(memory.kept).toEqual({ 1: '1' });
});
