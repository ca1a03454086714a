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

const open = (hasMark: boolean): Source =>
  createPostgresSource(
    PostgresProfile.parse({
      kind: 'postgres',
      url: 'env:NONE',
      timeZone: 'UTC',
      objects: {
        billing_accounts: {
          key: 'no',
          ...(hasMark && { updated: 'seen' }),
          query: 'select no, name, seen::text as seen from account',
        },
      },
      handoff: {},
    }),
    database.url,
  );

interface StagedChanges extends Changes {
  changedRows: string;
  deletedRows: string;
}
/** Extracts, runs `sql` on the source, and finds the changes. */
async function changesAfter(sql: string, hasMark: boolean): Promise<StagedChanges> {
  const staging = createLocalStaging(folder);
  const source = open(hasMark);
  const signal = new AbortController().signal;
  await extractSource({ source, staging, name: 'full-1', profileDigest: '', signal });
  await client.query(sql);
  const found = await source.withSnapshot((snapshot) =>
    stageChanges(
      { staging, snapshot, name: 'delta-1' },
      {
        object: 'billing_accounts',
        key: 'no',
        updated: hasMark ? 'seen' : undefined,
        columns: ['no', 'name', 'seen'],
        earlierPath: 'full-1/billing_accounts.csv',
      },
    ),
  );
  await source.close();
  const text = (path: string) => readFile(join(folder, path), 'utf8');
  return { ...found, changedRows: await text(found.changedPath), deletedRows: await text(found.deletedPath) };
}

const changes = `update account set name = 'Ada II', seen = '2026-01-02 09:00' where no = 'A1';
  insert into account values ('A5', 'Eve, "new"', '2026-01-01 10:00'), ('A6', E'Fay\\nLine', '2026-01-03 10:00');
  delete from account where no = 'A4'`;

test.each([
  ['by the mark', true, '2026-01-01 10:00:00'],
  ['by content', false, null],
])(
  'new, changed and deleted records are found %s, including a new record with the latest known mark',
  async (...about) => {
    const [, hasMark, since] = about;
    expect(await changesAfter(changes, hasMark)).toMatchObject({
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

test('unchanged records with the latest known mark are not reported as changes', async () => {
  expect(await changesAfter('select 1', true)).toMatchObject({
    ...{ added: 0, changed: 0, deleted: 0 },
    ...{ changedRows: 'no,name,seen\n', deletedRows: 'no\n' },
  });
});

test('a changed record with an unchanged mark is found by its content only', async () => {
  const unmarked = `update account set name = 'Bram II' where no = 'A2'; update account set name = 'Dora II' where no = 'A4'`;
  expect((await changesAfter(unmarked, false)).changed).toBe(2);
});

test('the files for the comparison are removed', async () => {
  await changesAfter(changes, true);
  const staging = createLocalStaging(folder);
  expect(await staging.readText('delta-1/billing_accounts.read.csv')).toBeNull();
  expect(await staging.readText('delta-1/billing_accounts.keys.csv')).toBeNull();
});
