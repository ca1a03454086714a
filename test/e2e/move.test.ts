import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { startExampleStack, type ExampleStack } from '../../apps/dev/example-stack.ts';
import { startStack, type Stack } from '../../apps/dev/stack.ts';
import { compareContent, type Sides } from '../../emulators/comparison/report.ts';
import { readSource } from '../../emulators/comparison/source.ts';
import { readZoho } from '../../emulators/comparison/zoho.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import { contentOf } from '../support/compare.ts';
import { portage, type Ran } from '../apps/cli/portage.ts';
import { copyExample, openEngagementOn, orgs, readAnswers, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';

/** An engagement that is cancelled in the middle of the load of production, moves to another machine, and ends there. */
let stack: ExampleStack;
let elsewhere: Stack;
let third: Stack;
let here: TestEngagement;
let there: TestEngagement;
let before: Sides;
let loaded: number;
let identity: string;
let key: string;
let moved: EngagementStatus;

const asAda = ['--as', 'ada@northwind.example', '--role', 'admin', '--yes'];
const runOn = (servers: Stack, ...args: string[]): Promise<Ran> =>
  portage(args, {
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_NAMESPACE: servers.namespace,
    PORTAGE_LEDGER_URL: servers.ledgerUrl,
    ARCHIVE_KEY: identity,
  });
const places = ({ directory }: Stack) => [
  '--ledger',
  'env:PORTAGE_LEDGER_URL',
  '--staging',
  join(directory, 'staging'),
];
const org = () => ({ url: stack.zohoUrl, org: orgs.production });
const sides = async (): Promise<Sides> => ({
  source: await readSource(stack.servers.sourceUrl),
  state: (await readZoho(org())).state,
});
const inProduction = async () =>
  Object.values((await readZoho(org())).state).reduce((sum, { records }) => sum + records.length, 0);
/** Runs a command, which must succeed; `done` on the other machine. */
const done = (...args: string[]) => doneOn(elsewhere, ...args);
async function doneOn(servers: Stack, ...args: string[]): Promise<Ran> {
  const ran = await runOn(servers, ...args);
  if (ran.code !== 0) throw new Error(`portage ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
  return ran;
}

/** Exports the engagement, and imports it into the empty database of other servers, where a worker starts. */
async function move(from: Stack, to: Stack, documents: string): Promise<void> {
  const archive = join(to.directory, 'demo.zip');
  const recipient = await identityToRecipient(identity);
  await doneOn(from, 'export', 'demo', '--into', archive, '--recipient', recipient, ...places(from));
  await stack.worker().stop();
  await doneOn(to, 'import', archive, '--identity', 'env:ARCHIVE_KEY', ...places(to), '--documents', documents);
  await stack.startWorker(to);
}

beforeAll(async () => {
  const folder = copyExample();
  const answers = join(folder, 'answers.jsonl');
  [stack, elsewhere, third] = await Promise.all([
    startExampleStack({ operator: { size: '40', answers } }),
    startStack({ ephemeral: true, headless: true }),
    startStack({ ephemeral: true, headless: true }),
  ]);
  before = await sides();
  here = await openEngagementOn(stack, { slug: 'demo', folder, answers: readAnswers(answers) });
  here.edit('engagement.yml', 'lanes: 10', 'lanes: 1');
  await here.start();
  await here.signUntil('production');
  await here.admin('POST', 'latency', { ms: 200 });
  await here.sign();
  await eventually(
    async () => ((await here.state('production'))['Invoices']?.records.length ? true : undefined),
    'the first invoices',
    60_000,
  );
  await here.admin('POST', 'latency', { ms: 5_000 });
  identity = await generateX25519Identity();
  expect((await runOn(stack.servers, 'cancel', 'demo', ...asAda)).code).toBe(0);
  await here.admin('POST', 'latency', { ms: 0 });
  loaded = await inProduction();
  const [account] = (await here.state('production'))['Accounts']?.records ?? [];
  key = String(account?.['Portage_Key']).split(':').slice(1).join(':');
  const other = copyExample();
  await move(stack.servers, elsewhere, join(other, 'documents'));
  there = await openEngagementOn(
    { ...stack, servers: elsewhere },
    { slug: 'demo', folder: other, answers: here.answers },
  );
});
afterAll(async () => {
  await there.close();
  await here.close();
  await Promise.all([elsewhere.stop(), third.stop()]);
  await stack.stop();
  rmSync(here.folder, { recursive: true, force: true });
}, 60_000);

test('after the import, trace, report, audit, documents and previews answer as before', async () => {
  expect((await done('trace', 'demo', key)).stdout).toContain('production');
  expect((await done('report', 'demo')).stdout).toContain('production full-1');
  expect((await done('audit', 'verify', 'demo')).stdout).toContain('cancel request');
  expect((await done('documents', 'export', 'demo')).stdout).toContain(join(there.folder, 'documents/cancellation.md'));
  expect((await done('rollback', 'demo', 'production', '--preview')).stdout).toMatch(/^Accounts/m);
  expect((await done('purge', 'demo', '--preview')).stdout).toContain('values of records for Zoho');
});

test('status says that the ledger has it, and how it goes on', async () => {
  // A worker is asked, which has a few seconds for the answer.
  const { code, stderr } = await eventually(
    async () => {
      const ran = await runOn(elsewhere, 'status', 'demo');
      return ran.stderr.includes('The ledger has the engagement') ? ran : undefined;
    },
    'the answer of the worker',
    60_000,
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/The ledger has the engagement "demo"[\s\S]*portage report demo[\s\S]*portage start/);
});

test('begun anew there, it loads what was missing, and Zoho equals the source with no record twice', async () => {
  await there.start();
  moved = await there.signUntil('none');
  expect(moved.state).toBe('closed');
  const now = await sides();
  const { users } = await readZoho(org());
  const report = compareContent({ before, now, users, defects: here.answers.defects, removed: [] });
  expect(report.differences).toEqual([]);
  const { orgs: stats } = await there.admin<{ orgs: Record<string, { duplicates: number }> }>('GET', 'stats');
  expect(stats[orgs.production]?.duplicates).toBe(0);
  const production = moved.reports.filter(({ environment }) => environment === 'production');
  const sum = (what: 'created' | 'unchanged') => production.reduce((all, { outcomes }) => all + outcomes[what], 0);
  expect(sum('created') + loaded).toBe(await inProduction());
});

test('exported after its close, it is verified with its pack on a third machine', async () => {
  const documents = join(third.directory, 'documents');
  await move(elsewhere, third, documents);
  await doneOn(third, 'documents', 'export', 'demo');
  const pack = ['--pack', join(documents, 'acceptance-pack.json')];
  const { stdout, stderr } = await doneOn(third, 'audit', 'verify', 'demo', ...pack);
  expect(stdout).toMatch(/acceptance-pack\.pdf .*yes/);
  expect(stderr).toMatch(/messages agree\.$/m);
  expect((await doneOn(third, 'purge', 'demo', '--preview')).stderr).toContain('Nothing was erased.');
});

test('production can be rolled back there, although Temporal has no workflow of the engagement', async () => {
  await doneOn(third, 'rollback', 'demo', 'production', ...asAda);
  const { state } = await readZoho(org());
  expect(contentOf(state)).toEqual(contentOf(before.state));
});
