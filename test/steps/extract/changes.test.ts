import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createPostgresSource } from '../../../connectors/bss/postgres.ts';
import type { Source } from '../../../connectors/bss/port.ts';
import { stageChanges, type Changes } from '../../../steps/extract/changes.ts';
import { extractSource } from '../../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { PostgresProfile } from '../../../schemas/profile.ts';
import { createTestDatabase } from '../../support/database.ts';

let folder: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`create table account (no text, name text, seen timestamp);
    insert into account values ('A1', 'Ada', '2026-01-01 09:00'), ('A2', 'Bram', '2026-01-01 10:00'),
      ('A3', 'Chidi', '2026-01-01 10:00'), ('A4', 'Dora', '2026-01-01 08:00')`);
});
afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const open = (hasUpdated: boolean): Source =>
  createPostgresSource(
    PostgresProfile.parse({
      kind: 'postgres',
      url: 'env:NONE',
      system: 'test',
      timeZone: 'UTC',
      objects: {
        billing_accounts: {
          key: 'no',
          ...(hasUpdated && { updated: 'seen' }),
          query: 'select no, name, seen::text as seen from account',
        },
      },
      handoff: {},
    }),
    database.url,
  );

interface Found extends Changes {
  changedRows: string;
  deletedRows: string;
}
/** Extracts, changes the source by `statements`, and finds what changed. */
async function changesAfter(statements: string, hasUpdated: boolean): Promise<Found> {
  const staging = createLocalStaging(folder);
  const source = open(hasUpdated);
  const signal = new AbortController().signal;
  await extractSource({ source, staging, name: 'full-1', system: 'test', profileDigest: '', signal });
  await client.query(statements);
  const found = await source.withSnapshot((snapshot) =>
    stageChanges(
      { staging, snapshot, name: 'delta-1' },
      {
        object: 'billing_accounts',
        key: 'no',
        updated: hasUpdated ? 'seen' : undefined,
        columns: ['no', 'name', 'seen'],
        earlierPath: 'full-1/billing_accounts.csv',
      },
    ),
  );
  await source.close();
  const text = (path: string) => readFile(join(folder, path), 'utf8');
  return { ...found, changedRows: await text(found.changedPath), deletedRows: await text(found.deletedPath) };
}

const statements = `update account set name = 'Ada II', seen = '2026-01-02 09:00' where no = 'A1';
  insert into account values ('A5', 'Eve, "new"', '2026-01-01 10:00'), ('A6', E'Fay\\nLine', '2026-01-03 10:00');
  delete from account where no = 'A4'`;

test.each([
  ['by time', true, '2026-01-01 10:00:00'],
  ['by content', false, null],
])(
  'new, changed and deleted records are found %s, including a new one at the same time as the latest',
  async (...about) => {
    const [, hasUpdated, since] = about;
    expect(await changesAfter(statements, hasUpdated)).toMatchObject({
      added: 2,
      changed: 1,
      deleted: 1,
      since,
      changedRows:
        'no,name,seen\nA1,Ada II,2026-01-02 09:00:00\nA5,"Eve, ""new""",2026-01-01 10:00:00\nA6,"Fay\nLine",2026-01-03 10:00:00\n',
      deletedRows: 'no\nA4\n',
    });
  },
);

test('unchanged records at the time of the latest change are not reported as changed', async () => {
  expect(await changesAfter('select 1', true)).toMatchObject({
    ...{ added: 0, changed: 0, deleted: 0 },
    ...{ changedRows: 'no,name,seen\n', deletedRows: 'no\n' },
  });
});

test('a change without a new time is found by content only', async () => {
  const withoutTime = `update account set name = 'Bram II' where no = 'A2'; update account set name = 'Dora II' where no = 'A4'`;
  expect((await changesAfter(withoutTime, false)).changed).toBe(2);
});

test('files that were read for comparison are removed', async () => {
  await changesAfter(statements, true);
  const staging = createLocalStaging(folder);
  expect(await staging.readText('delta-1/billing_accounts.read.csv')).toBeNull();
  expect(await staging.readText('delta-1/billing_accounts.keys.csv')).toBeNull();
});
