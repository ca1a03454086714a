import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portage, type Ran } from './portage.ts';

let folder: string;
const rows = Array.from({ length: 10 }, (_, place) => `00${place},Ann,2024-01-05\n`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  await writeFile(join(folder, 'accounts.csv'), `NO,NAME,SINCE\n${rows.join('')}009,Cid,\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Tries a profile with these fields. */
async function tryProfile({ fields, key = 'no' }: { fields: string; key?: string }, ...args: string[]): Promise<Ran> {
  const file = join(folder, 'source.yml');
  await writeFile(
    file,
    `kind: files
folder: .
system: test
timeZone: Europe/London
objects:
  billing_accounts:
    key: ${key}
    files: accounts.csv
    format: csv
    fields: { no: NO, ${fields} }
`,
  );
  return portage(['source', 'try', file, ...args]);
}

test('prints the number of rows, what the fields look like, and how many rows have no key of their own', async () => {
  expect(await tryProfile({ fields: 'name: NAME, since: SINCE' })).toEqual({
    code: 0,
    stdout:
      'billing_accounts: 11 rows\n' +
      '  no text, such as 999\n' +
      '  name text, such as Xxx\n' +
      '  since date, such as 9999-99-99\n' +
      '  ! the key no is unusable in 1 of 11 rows (1 duplicate source id)\n' +
      '0 custom fields\n',
    stderr: '',
  });
});

test('prints the same as JSON', async () => {
  const { stdout } = await tryProfile({ fields: 'since: SINCE' }, '--json');
  expect(JSON.parse(stdout)).toEqual({
    objects: [
      {
        object: 'billing_accounts',
        rows: 11,
        isExact: true,
        fields: [
          { name: 'no', type: 'text', samples: ['999'] },
          { name: 'since', type: 'date', samples: ['9999-99-99'] },
        ],
        problems: ['the key no is unusable in 1 of 11 rows (1 duplicate source id)'],
      },
    ],
    handoff: [],
    customFields: 0,
  });
});

test('names a column that is missing, without a stack', async () => {
  const { code, stdout, stderr } = await tryProfile({ fields: 'name: FULL_NAME' });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^portage: accounts\.csv has no column FULL_NAME, which the profile names\. Its columns are NO, NAME, SINCE\..*\n$/,
  );
});

test('names the line of a mistake in the profile', async () => {
  const { code, stderr } = await tryProfile({ fields: 'name: { label: x }' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/source\.yml:10, objects\.billing_accounts\.fields\.name: must be a column/);
});

test('a key that few rows have for themselves is an error, as it is for an extraction', async () => {
  const { code, stderr } = await tryProfile({ fields: 'name: NAME', key: 'name' });
  expect(code).toBe(1);
  expect(stderr).toContain('billing_accounts: the key name is unusable in 9 of 11 rows');
});

test('rows that can not be read, and that an extraction would keep apart, are listed with their lines', async () => {
  await writeFile(join(folder, 'partly.csv'), `NO,NAME\n001,Ann\n002\n003,Cid\n004,secret "x" y\n`);
  const profile = join(folder, 'partly.yml');
  await writeFile(
    profile,
    'kind: files\nfolder: .\nsystem: test\ntimeZone: UTC\nobjects:\n  orders: { key: no, files: partly.csv, format: csv, badRows: keep, fields: { no: NO, name: NAME } }\n',
  );
  const { code, stdout } = await portage(['source', 'try', profile]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/! 2 rows can't be read: partly\.csv:3: .*; partly\.csv:5: /);
  expect(stdout).not.toContain('secret');
});

test('a profile that does not exist is wrong use', async () => {
  const { code, stderr } = await portage(['source', 'try', join(folder, 'missing.yml')]);
  expect(code).toBe(2);
  expect(stderr).toContain(`portage: There is no file ${join(folder, 'missing.yml')}.\nNothing was changed.`);
});

test('the help of a command in a group has the full name of the command', async () => {
  const { stdout } = await portage(['source', 'try', '--help']);
  expect(stdout).toContain('USAGE portage source try [OPTIONS] <PROFILE>');
});

test.each([
  ['a quote in the wrong place', 'NO,NAME,SINCE\n001,secret "x" y,\n'],
  ['a row that breaks off', 'NO,NAME,SINCE\n001,secret\n002,secret,\n'],
  ['a quote without an end', 'NO,NAME,SINCE\n001,"secret,\n'],
  ['a first line that is a row', '001,secret,secret\n'],
  ['zeros instead of text', `NO,NAME,SINCE\n${'\u0000secret'.repeat(2_000)}\n`],
])('a file with %s is an error without a row and without a stack', async (_, content) => {
  await writeFile(join(folder, 'broken.csv'), content);
  const profile = join(folder, 'broken.yml');
  await writeFile(
    profile,
    'kind: files\nfolder: .\nsystem: test\ntimeZone: UTC\nobjects:\n  orders: { key: no, files: broken.csv, format: csv, fields: { no: NO, name: NAME } }\n',
  );
  const { code, stdout, stderr } = await portage(['source', 'try', profile]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^portage: broken\.csv/);
  expect(stderr).not.toMatch(/secret|\n\s+at /);
});

test('orders without lines are a problem, and it says where to put them', async () => {
  await writeFile(join(folder, 'orders.csv'), 'NO,STATUS\nO1,Open\n');
  const file = join(folder, 'orders.yml');
  await writeFile(
    file,
    `kind: files
folder: .
system: test
timeZone: Europe/London
objects:
  orders: { key: no, files: orders.csv, format: csv, fields: { no: NO, status: STATUS } }
`,
  );
  const { stdout } = await portage(['source', 'try', file]);
  expect(stdout).toMatch(
    /! orders has no field `lines`, .* a delivery of files is not joined: put them into the rows before it/,
  );
});
