import type { BulkState } from '../../../connectors/zoho/port.ts';
import { readAllRows, type ReadsInBulk } from '../../../connectors/zoho/read-all.ts';
import { listed } from '../../support/zoho-client.ts';

const never = new AbortController().signal;

/** Jobs with one row each, and their states as they are asked for. */
function jobs(pages: { states: BulkState[]; next: string | null }[]) {
  const started: unknown[] = [];
  const zoho: ReadsInBulk = {
    startBulkRead: (query) => Promise.resolve({ jobId: String(started.push(query) - 1) }),
    bulkReadJob: (id) => {
      const page = pages[Number(id)]!;
      const state = page.states.length > 1 ? page.states.shift()! : page.states[0]!;
      return Promise.resolve({ id, state, resultUrl: 'url', rows: 1, nextPageToken: page.next });
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- the port wants an async iterable
    async *bulkReadRows({ id }) {
      yield { id };
    },
  };
  return { zoho, started };
}

const query = { module: 'Invoiced_Items', fields: ['Parent_Id'] };

test('a job follows the other until there is no page, and each is awaited', async () => {
  const { zoho, started } = jobs([
    { states: ['added', 'running', 'completed'], next: 'second' },
    { states: ['completed'], next: null },
  ]);
  expect(await listed(readAllRows(zoho, query, never))).toEqual([{ id: '0' }, { id: '1' }]);
  expect(started).toEqual([query, { ...query, pageToken: 'second' }]);
});

test('a job that fails ends the reading, which is repeated later', async () => {
  const { zoho } = jobs([{ states: ['failed'], next: null }]);
  await expect(listed(readAllRows(zoho, query, never))).rejects.toMatchObject({
    kind: 'server-error',
    message: expect.stringContaining('Invoiced_Items'),
  });
});

test('waiting for a job ends when it is cancelled', async () => {
  const { zoho } = jobs([{ states: ['running'], next: null }]);
  const cancelled = new AbortController();
  const reading = listed(readAllRows(zoho, query, cancelled.signal));
  cancelled.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});
