import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse } from 'yaml';
import { createPostgresSource } from '../../../connectors/bss/postgres.ts';
import { moveBuckets } from '../../../emulators/bss/change.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { PostgresProfile } from '../../../schemas/profile.ts';
import { createTestDatabase } from '../../support/database.ts';

const profile = PostgresProfile.parse(
  parse(await readFile(new URL('../../../examples/demo-operator/source.yml', import.meta.url), 'utf8')),
);

test('buckets that change while they are read are copied at one instant, so that their sum is correct', async () => {
  const database = await createTestDatabase();
  await loadOperator({ connectionString: database.url, size: { accounts: 200 } });
  const source = createPostgresSource(profile, database.url);
  const read = () =>
    source.withSnapshot(async (snapshot) => {
      const content = await text(snapshot.handoff('ocs_buckets')!);
      return parseCsv<Record<string, string>>(content, { columns: true }).map(({ remaining }) => Number(remaining));
    });
  const stop = new AbortController();
  const moves = moveBuckets(database.url, stop.signal);
  const before = await read();
  const sums = new Set<number>();
  let hasChanged = false;
  while (!hasChanged || sums.size === 0) {
    const amounts = await read();
    sums.add(amounts.reduce((sum, amount) => sum + amount, 0));
    hasChanged = amounts.some((amount, place) => amount !== before[place]);
  }
  stop.abort();
  expect(await moves).toBeGreaterThan(0);
  sums.add(before.reduce((sum, amount) => sum + amount, 0));
  expect(sums.size).toBe(1);
  await source.close();
  await database.drop();
});
