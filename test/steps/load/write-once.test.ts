import { ConnectorError } from '../../../connectors/error.ts';
import type { ClaimedRecord, RecordOutcome } from '../../../schemas/record.ts';
import { writeOnce } from '../../../steps/load/write-once.ts';

/** A server that has the records it accepted. `fails` says how it answers a call; it counts calls. */
function createServer(fails: (keys: string[]) => { status: number; commits?: boolean } | null) {
  const server = { has: new Set<string>(), calls: 0 };
  const written = (key: string) => ({ key, outcome: 'created', zohoId: key, reason: null }) as RecordOutcome;
  return {
    server,
    lookUp: (records: ClaimedRecord[]) =>
      Promise.resolve(records.flatMap(({ key }) => (server.has.has(key) ? [written(key)] : []))),
    send(records: ClaimedRecord[]): Promise<RecordOutcome[]> {
      server.calls += 1;
      const keys = records.map(({ key }) => key);
      const failure = fails(keys);
      if (!failure || failure.commits) for (const key of keys) server.has.add(key);
      if (!failure) return Promise.resolve(keys.map(written));
      const { status } = failure;
      const kind = status === 429 ? 'rate-limited' : 'unknown-outcome';
      return Promise.reject(new ConnectorError(kind, `POST /Accounts: status ${status}.`, { status }));
    },
  };
}

const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ key: `billing_accounts:${number}`, zohoId: null }) as ClaimedRecord);
const bad = 'billing_accounts:7';
const outcomes = (booked: RecordOutcome[]) => ({
  created: booked.filter(({ outcome }) => outcome === 'created').length,
  rejected: booked.filter(({ outcome }) => outcome === 'rejected').map(({ key, reason }) => [key, reason]),
});

test.each([500, 502, 504])(
  'one record with which a batch always answers %i is rejected, and the others are written',
  async (status) => {
    const { lookUp, send } = createServer((keys) => (keys.includes(bad) ? { status } : null));
    const booked = await writeOnce(recordsOf(100), false, lookUp, send);
    expect(outcomes(booked)).toEqual({
      created: 99,
      rejected: [[bad, `Zoho answered with status ${status}, in a batch and alone`]],
    });
  },
);

test('a batch that is too slow as a whole is written record by record', async () => {
  const { lookUp, send, server } = createServer((keys) => (keys.length > 1 ? { status: 504 } : null));
  expect(outcomes(await writeOnce(recordsOf(20), false, lookUp, send))).toEqual({ created: 20, rejected: [] });
  expect(server.has.size).toBe(20);
});

test('a record that was written in spite of a 500 is neither sent again nor rejected', async () => {
  const { lookUp, send, server } = createServer((keys) =>
    keys.includes(bad) ? { status: 500, commits: keys.length === 1 } : null,
  );
  expect(outcomes(await writeOnce(recordsOf(10), false, lookUp, send))).toEqual({ created: 10, rejected: [] });
  expect(server.calls).toBe(4 + 10);
});

test.each([
  [500, 100, 'server-error'],
  [500, 1, 'server-error'],
  [502, 100, 'unknown-outcome'],
])(
  'a server that answers %i to everything rejects none of %i records, and is asked few times',
  async (status, count, kind) => {
    const { lookUp, send, server } = createServer(() => ({ status }));
    await expect(writeOnce(recordsOf(count), false, lookUp, send)).rejects.toMatchObject({ kind });
    expect(server.calls).toBeLessThanOrEqual(4 + 5);
  },
);

test('a rate limit between single records leaves the outcome of the batch unknown', async () => {
  const { lookUp, send } = createServer((keys) =>
    keys.length > 1 ? { status: 500 } : keys.includes(bad) ? { status: 429 } : null,
  );
  await expect(writeOnce(recordsOf(10), false, lookUp, send)).rejects.toMatchObject({ kind: 'unknown-outcome' });
});
