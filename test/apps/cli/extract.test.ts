import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portage } from './portage.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  await writeFile(join(folder, 'accounts.csv'), 'NO,NAME\nA-1,Ann\nA-2,Bob,x\n');
  await writeFile(join(folder, 'plans.csv'), 'CODE\nP-1\n');
  const accounts = '{ key: no, files: accounts.csv, format: csv, badRows: keep, fields: { no: NO, name: NAME } }';
  const plans = '{ key: code, files: plans.csv, format: csv, fields: { code: CODE } }';
  await writeFile(
    join(folder, 'source.yml'),
    `kind: files\nfolder: .\nsystem: test\ntimeZone: UTC\nobjects:\n  billing_accounts: ${accounts}\n  service_plans: ${plans}\n`,
  );
});
afterEach(() => rm(folder, { recursive: true }));

const extract = (...args: string[]) =>
  portage(['extract', join(folder, 'source.yml'), '--into', join(folder, 'out'), ...args]);
const read = (name: string) => readFile(join(folder, 'out/test', name), 'utf8');

test('extracts all objects of a profile into CSV files with a manifest', async () => {
  const { code, stdout, stderr } = await extract();
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('out/test') });
  expect(stdout).toMatch(/billing_accounts +1 +2 +1 +0\nservice_plans +1 +1 +0 +0\n/);
  expect(await read('billing_accounts.csv')).toBe('no,name\nA-1,Ann\n');
  expect(await read('billing_accounts.bad.csv')).toContain('accounts.csv,3,3 values for 2 columns');
  expect(JSON.parse(await read('manifest.json'))).toMatchObject({ objects: [{ rows: 1 }, { rows: 1 }] });
});

test('extracts chosen objects only, and prints the manifest as JSON', async () => {
  const { stdout } = await extract('--object', 'service_plans', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ objects: [{ object: 'service_plans', rows: 1 }] });
  await expect(read('billing_accounts.csv')).rejects.toThrow('ENOENT');
});

test.each([
  [['--object', 'service_plans, billing_accounts']],
  [['--object', 'service_plans', '--object=billing_accounts']],
])('extracts several objects: %j', async (options) => {
  const { stdout } = await extract(...options, '--json');
  const { objects } = JSON.parse(stdout) as { objects: { object: string }[] };
  expect(objects.map(({ object }) => object)).toEqual(['billing_accounts', 'service_plans']);
});

test('an object that the profile does not have is wrong use, and so is a folder with an extraction', async () => {
  expect(await extract('--object', 'orders')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/has no object orders\..*Choose from billing_accounts, service_plans\./s),
  });
  await extract();
  expect(await extract()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has a complete extraction already'),
  });
});
