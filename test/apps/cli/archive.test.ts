import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createTestDatabase } from '../../support/database.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';
import { startEnvironment, type Environment } from '../../workflows/environment.ts';
import { portage } from './portage.ts';

let environment: Environment;
let steps: StepsEngagement;
let other: { url: string; drop(): Promise<void> };
beforeAll(async () => {
  [environment, steps, other] = await Promise.all([
    startEnvironment(),
    prepareSteps({ accounts: 20 }),
    createTestDatabase(),
  ]);
  await steps.open();
  await steps.extract('full-1');
});
afterAll(async () => {
  await Promise.all([environment.close(), steps.close()]);
  await other.drop();
});

const pathOf = (name: string) => join(steps.folder, name);
const run = (words: string[], env: Record<string, string> = {}) =>
  portage(words, { TEMPORAL_ADDRESS: environment.address, HERE: steps.databaseUrl, THERE: other.url, ...env });
const exporting = (...words: string[]) =>
  run([
    ...['export', 'demo', '--into', pathOf('demo.zip'), '--ledger', 'env:HERE'],
    ...['--staging', steps.stagingFolder, '--documents', pathOf('documents'), ...words],
  ]);
const importing = (env: Record<string, string>, ...words: string[]) =>
  run(
    [
      ...['import', pathOf('demo.zip'), '--ledger', 'env:THERE', '--staging', pathOf('there')],
      ...['--documents', pathOf('there-documents'), ...words],
    ],
    env,
  );

test('an export without a recipient is refused, unless --plain says that it need not be encrypted', async () => {
  const { code, stderr } = await exporting();
  expect(code).toBe(2);
  expect(stderr).toMatch(/personal data. Nothing was exported[\s\S]*--recipient[\s\S]*--plain/);
  expect((await exporting('--plain', '--recipient', 'age1x')).code).toBe(2);
  expect((await exporting('--recipient', 'age1x')).stderr).toContain('no public key of age. Nothing was exported');
  expect(existsSync(pathOf('demo.zip'))).toBe(false);
});

/** An engagement that no worker serves, so it stays as it is. */
const startWorkflow = () =>
  environment.client.workflow.start('engagement', {
    ...{ workflowId: 'engagement/demo', taskQueue: 'nobody', args: [{ file: 'engagement.yml' }] },
  });

test('an engagement that runs is not exported', async () => {
  const handle = await startWorkflow();
  const { code, stderr } = await exporting('--plain');
  await handle.terminate();
  expect(code).toBe(1);
  expect(stderr).toMatch(/engagement\/demo runs[\s\S]*Nothing was exported[\s\S]*portage cancel/);
});

test('portage export and import carry an engagement to another ledger, and audit verify agrees there', async () => {
  const identity = await generateX25519Identity();
  const exported = await exporting('--recipient', await identityToRecipient(identity));
  expect({ code: exported.code, stdout: exported.stdout.trim() }).toEqual({ code: 0, stdout: pathOf('demo.zip') });
  expect(exported.stderr).toMatch(/rows of \d+ tables and \d+ files. Only the owner of the key can read them/);
  expect((await exporting('--plain')).stderr).toContain('exists already');

  const unknown = await run(['audit', 'verify', 'demo', '--ledger', 'env:THERE']);
  expect(unknown.stderr).toMatch(/env:THERE names has no ledger[\s\S]*Nothing was changed[\s\S]*A worker makes/);
  expect((await importing({})).stderr).toContain('is encrypted. Give the private key');
  expect((await importing({}, '--identity', identity)).stderr).toContain('must not be an argument');
  const key = { ARCHIVE_KEY: `# created by age-keygen\n${identity}\n` };
  const handle = await startWorkflow();
  expect((await importing(key, '--identity', 'env:ARCHIVE_KEY')).stderr).toMatch(/runs[\s\S]*Nothing was imported/);
  await handle.terminate();
  const imported = await importing(key, '--identity', 'env:ARCHIVE_KEY', '--json');
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(imported.stdout)).toMatchObject({ engagement: 'demo', files: expect.any(Number) });
  const verified = await run(['audit', 'verify', 'demo', '--ledger', 'env:THERE']);
  expect(verified).toMatchObject({ code: 0, stderr: expect.stringContaining('agree.') });
});
