import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { openPromise } from 'yauzl';
import { writeZip } from '../../apps/cli/zip.ts';
import { bundleFiles } from '../../domain/support/bundle.ts';
import { describeStatus } from '../../domain/support/reports.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { Json } from '../../schemas/json.ts';
import { sourceObjects } from '../../schemas/terms.ts';
import type { SupportReport } from '../../schemas/support.ts';
import { answerInquiry } from '../../steps/answer-inquiry.ts';
import { discover } from '../../steps/discover.ts';
import { closeEngagement } from '../../steps/final-report.ts';
import { judgeSignOff } from '../../steps/judge-message.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { portage } from '../apps/cli/portage.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** What leaves for support of an engagement that was loaded: every value of its source is looked for in it. */
let steps: StepsEngagement;
let report: SupportReport;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10, plantedIdentifiers: 20 });
  steps.edit('engagement.yml', 'customer: ', 'customer: Planted Customer of ');
  const stored = await steps.open();
  const { ports } = steps;
  await discover(ports, stored);
  const open = { gate: 'scope', run: null, staging: null, why: null } as const;
  const received = [
    {
      gate: 'scope',
      decision: 'approved',
      by: 'ada@northwind.example',
      role: 'Planted Person',
      digest: 'a'.repeat(16),
    },
  ];
  const at = new Date().toISOString();
  await judgeSignOff(ports, stored, { engagement: 'demo', id: 'message-1', received, at, open, closed: '' });
  const staging = await steps.extract('full-1');
  const { run } = await steps.load('sandbox', 'full', staging.name);
  for (const module of stored.modules) await verifyModule(ports, stored, { ...run, module }, never);
  await closeEngagement(ports, stored);
  report = (await answerInquiry(ports, { about: 'support', engagement: 'demo' }, never)) as SupportReport;
});
afterAll(() => steps.close());

/** A word of our own reports that the source has as a value, too. */
const ownWords = ['unknown'];

/** Values of the source that recognise a record: long enough, and no word of the engagement's files. */
function recognisableValues(): string[] {
  const known = ['mapping.yml', 'source.yml', 'engagement.yml'].map((file) =>
    readFileSync(join(steps.folder, file), 'utf8'),
  );
  const files = readdirSync(steps.stagingFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    sourceObjects.some((object) => name.endsWith(`/${object}.csv`)),
  );
  expect(files.length).toBeGreaterThan(8);
  const values = new Set<string>();
  for (const file of files) {
    const rows = parse(readFileSync(join(steps.stagingFolder, file)));
    for (const value of rows.slice(1).flat()) if (value.length >= 6) values.add(value);
  }
  return [...values].filter((value) => !ownWords.includes(value) && !known.some((text) => text.includes(value)));
}

const people = [
  'ada@northwind.example',
  'Ada Admin',
  'Pat Product',
  'Fay Finance',
  'Ned Network',
  'olga@',
  'Planted Customer',
];

async function unzip(path: string): Promise<Record<string, string>> {
  const zip = await openPromise(path, { lazyEntries: true });
  const texts: Record<string, string> = {};
  for await (const entry of zip.eachEntry())
    texts[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8');
  return texts;
}

test('the answer of a worker has counts, reports, times and refusals', () => {
  expect(report.reports).toEqual([expect.objectContaining({ environment: 'sandbox', run: 'full-1' })]);
  expect(report.steps.map(({ what }) => what)).toEqual(expect.arrayContaining(['Accounts', 'verification']));
  expect(report.refusals).toEqual([expect.objectContaining({ gate: 'scope', role: null, why: expect.any(String) })]);
  expect(report.worker).toMatchObject({ requestTimeoutMs: 30_000 });
  expect(report.exceptions[0]!.total).toBeGreaterThan(0);
  expect(report.audit.broken).toBeNull();
});

test('it has no value and no key of a record, no secret and nobody by name or address', () => {
  const text = JSON.stringify(report);
  const values = recognisableValues();
  expect(values.length).toBeGreaterThan(500);
  expect(values.filter((value) => text.includes(value))).toEqual([]);
  const secrets = Object.entries(process.env).flatMap(([name, value]) =>
    /^PORTAGE_(ZOHO_.*(SECRET|TOKEN|ID)|SOURCE_URL|KEY_)/.test(name) && value ? [value] : [],
  );
  expect(secrets.length).toBeGreaterThan(6);
  expect([...secrets, ...people].filter((value) => text.includes(value))).toEqual([]);
  expect(text).not.toMatch(/\w@\w/);
});

test('the zip has the same protection for what Temporal says, and only its owner reads it', async () => {
  const [planted] = recognisableValues().filter((value) => /^SUB-/.test(value));
  const status: EngagementStatus = {
    ...{ engagement: 'demo', state: 'running', step: 'scope approved by ada@northwind.example', stepIsResult: true },
    ...{ gate: null, run: null, paused: false, lanes: 10, reports: [], documents: [] },
    signOffs: [],
    refused: [],
  };
  const files = bundleFiles(
    { engagement: 'demo', at: report.gatheredAt },
    [
      { name: 'report', about: 'all', content: report as unknown as Json },
      { name: 'status', about: 'where it is', content: describeStatus(status) },
      { name: 'attempts', about: 'failures', missing: 'No worker answers; ask eve@northwind.example.' },
      { name: 'texts', about: 'texts', content: [`northwind:subscribers:${planted} of +44 7700 900123`, status.step] },
    ],
    { people: [{ email: 'ada@northwind.example', role: 'admin' }], keep: [] },
  );
  const path = join(steps.folder, 'support.zip');
  await writeZip(path, files);
  expect(statSync(path).mode & 0o077).toBe(0);
  const texts = await unzip(path);
  expect(Object.keys(texts)).toEqual(['README.md', 'report.json', 'status.json', 'texts.json']);
  expect(texts['README.md']).toContain('- `attempts.json` (failures): No worker answers; ask <e-mail>');
  expect(texts['texts.json']).toContain('scope approved by <admin>');
  expect(texts['texts.json']).toContain('<key> of <number>');
  const all = Object.values(texts).join('\n');
  expect([...recognisableValues(), ...people].filter((value) => all.includes(value))).toEqual([]);
});

test('the command reads the ledger when neither Temporal nor a worker answers, and says what is missing', async () => {
  const path = join(steps.folder, 'from-ledger.zip');
  const args = ['support-bundle', 'demo', '--into', path, '--ledger', 'env:LEDGER', '--json'];
  const { code, stdout } = await portage(args, { LEDGER: steps.databaseUrl });
  expect(code).toBe(0);
  const { missing } = JSON.parse(stdout) as { missing: { name: string; missing: string }[] };
  expect(missing.map(({ name }) => name)).toEqual(['worker', 'status', 'attempts']);
  const texts = await unzip(path);
  expect(JSON.parse(texts['reports.json']!)).toEqual(report.reports);
  expect(texts['README.md']).toContain('Temporal does not answer');
  const all = Object.values(texts).join('\n');
  expect([...recognisableValues(), ...people].filter((value) => all.includes(value))).toEqual([]);
});

test('an existing file is never replaced by a bundle', async () => {
  const path = join(steps.folder, 'engagement.yml');
  await expect(writeZip(path, [])).rejects.toMatchObject({
    message: `The file ${path} exists already.`,
    unchanged: 'Nothing was changed.',
  });
});
