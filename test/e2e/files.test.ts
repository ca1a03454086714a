import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FinalReport } from '../../schemas/report.ts';
import { ledgerRecords, keyedModules, runOutcomes, zohoRecords } from '../support/compare.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';

/** One engagement with a delivery of files as its source. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 60, source: 'source-files.yml' });
  // One row of the delivery is broken, and the profile keeps such rows.
  appendFileSync(join(engagement.folder, 'delivery/accounts.csv'), 'BA-000001,of another width\n');
  // One offering is there twice, and one has no code.
  const offering = 'Router of another supplier,Single offering,9.0000000000,false,,1,2024-01-01 10:00:00,Mobile,,[],[]';
  appendFileSync(join(engagement.folder, 'delivery/offerings.csv'), `OFF-002,${offering}\n,${offering}\n`);
  const profile = join(engagement.folder, 'source-files.yml');
  const text = readFileSync(profile, 'utf8').replace('files: accounts.csv', 'files: accounts.csv\n    badRows: keep');
  writeFileSync(profile, text);
  await engagement.start();
  await engagement.signUntil('none');
});
afterAll(() => engagement.close(), 60_000);

test('an engagement from a delivery of files closes, with all counts and all fields equal', async () => {
  expect((await engagement.status()).state).toBe('closed');
  const text = readFileSync(join(engagement.folder, 'documents/final-report.json'), 'utf8');
  expect(JSON.parse(text) as FinalReport).toMatchObject({ identityClosed: true, verified: true });
});

test('the handoff counts records that a CRM cannot hold, and has no file of HSS and usage records', () => {
  const documents = join(engagement.folder, 'documents');
  const { objects } = JSON.parse(readFileSync(join(documents, 'handoff.json'), 'utf8')) as {
    objects: { object: string; rows: number; file: string | null }[];
  };
  const counts = Object.fromEntries(objects.map(({ object, rows, file }) => [object, [rows, file]]));
  expect(counts).toMatchObject({
    ocs_buckets: [300, 'billing/ocs-buckets.csv'],
    pcrf_rules: [12, 'network/pcrf-rules.csv'],
    hss_records: [150, null],
    usage_records: [450, null],
    network_elements: [3, 'network/network-elements.csv'],
  });
  expect(readFileSync(join(documents, 'billing/ocs-buckets.csv'), 'utf8')).toMatch(/^bucket_id,subscriber_no,/);
});

test('the ledger and Zoho agree record by record', async () => {
  const production = await engagement.state('production');
  for (const module of keyedModules) {
    const inZoho = zohoRecords(production, module);
    expect(inZoho.size).toBeGreaterThan(0);
    expect(inZoho).toEqual(await ledgerRecords(engagement.ledger, 'production', module));
  }
});

test('every planted defect has the outcome of the answer key', async () => {
  const outcomes = await runOutcomes(engagement.ledger, 'production', 'full-1');
  const byKey = new Map(outcomes.map(({ key, outcome }) => [key, outcome]));
  const decided = engagement.answers.defects.filter(({ expected }) =>
    ['rejected', 'merged', 'excluded'].includes(expected),
  );
  expect(decided.length).toBeGreaterThan(0);
  for (const { object, id, expected } of decided)
    expect([id, byKey.get(`northwind:${object}:${id}`)]).toEqual([id, expected]);
});

test('a row that can’t be read is rejected by its file and line, and the account with its id is not', async () => {
  const outcomes = await runOutcomes(engagement.ledger, 'production', 'full-1');
  expect(outcomes).toContainEqual({
    key: 'northwind:billing_accounts: accounts.csv, line 63',
    outcome: 'rejected',
    reason: 'unreadable: 2 values for 31 columns',
    survivor: null,
  });
  expect(outcomes).toContainEqual(
    expect.objectContaining({ key: 'northwind:billing_accounts:BA-000001', outcome: 'created' }),
  );
});

test('a record without an id, or with the id of an earlier record, is rejected; the earlier record is not', async () => {
  const outcomes = await runOutcomes(engagement.ledger, 'production', 'full-1');
  const inCatalog = outcomes.filter(({ key }) => key.startsWith('northwind:product_catalog:'));
  const rejected = inCatalog.filter(({ outcome }) => outcome === 'rejected');
  expect(rejected.map(({ reason }) => reason).sort()).toEqual(['duplicate source id', 'missing source id']);
  expect(rejected.map(({ key }) => key)).toEqual([
    expect.stringMatching(/^northwind:product_catalog: row \d+$/),
    expect.stringMatching(/^northwind:product_catalog: row \d+$/),
  ]);
  expect(inCatalog.find(({ key }) => key === 'northwind:product_catalog:OFF-002')?.outcome).toBe('created');
});
