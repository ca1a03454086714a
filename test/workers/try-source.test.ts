import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
let folder: string;
const rows = Array.from({ length: 10 }, (_, place) => `00${place},Ann,2024-01-05\n`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  await writeFile(join(folder, 'accounts.csv'), `NO,NAME,SINCE\n${rows.join('')}009,Cid,\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the command prints, of a profile with these fields. */
async function trying(fields: string, key = 'no'): Promise<{ stdout: string; stderr: string; code: number }> {
  await writeFile(
    join(folder, 'source.yml'),
    `kind: files
folder: .
timeZone: Europe/London
objects:
  billing_accounts:
    key: ${key}
    files: accounts.csv
    format: csv
    fields: { no: NO, ${fields} }
`,
  );
  const run = promisify(execFile)('node', ['--import', 'tsx', 'workers/try-source.ts', join(folder, 'source.yml')], {
    cwd: root,
  });
  return run.then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

test('says how many rows there are, what fields look like, and which rows have no key of their own', async () => {
  const { stdout, code } = await trying('name: NAME, since: SINCE');
  expect(stdout).toBe(
    'billing_accounts: 11 rows\n' +
      '  no text, name text, since date\n' +
      '  ! of 11 rows, 1 have no no, or one that stands before\n' +
      '0 custom fields\n',
  );
  expect(code).toBe(0);
});

test('says which column is not there, and nothing of a stack', async () => {
  const { stdout, stderr, code } = await trying('name: FULL_NAME');
  expect([stdout, code]).toEqual(['', 1]);
  expect(stderr).toMatch(/^The files accounts.csv have no column FULL_NAME, which billing_accounts names\..*\n$/);
});

test('says on which line of the profile a mistake is', async () => {
  const { stderr, code } = await trying('name: { label: x }');
  expect(code).toBe(1);
  expect(stderr).toMatch(/source\.yml:9, objects\.billing_accounts\.fields\.name: must be a column/);
});

test('a key that tells few rows apart is an error, as it would be for an extraction', async () => {
  const { stderr, code } = await trying('name: NAME', 'name');
  expect([code, stderr]).toEqual([1, expect.stringContaining('of 11 rows, 9 have no name, or one that stands before')]);
});
