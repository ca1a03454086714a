import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { changeOperator } from '../../emulators/bss/change.ts';
import { brokenLinkOf, listAudit } from '../../connectors/ledger/audit.ts';
import { listRecordLocks } from '../../connectors/ledger/record-locks.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { FinalReport } from '../../schemas/report.ts';
import { keyedModules, ledgerRecords, loadedModules, runOutcomes, zohoRecords } from '../support/compare.ts';
import { decodePayloads } from '../support/histories.ts';
import { briefly, filePlaces, ledgerPlaces, plantedIn, searchPlaces, textsIn } from '../support/planted.ts';
import { orgs, prepareEngagement, type OrgState, type TestEngagement } from '../support/engagement.ts';

/** One engagement from discovery to acceptance; the source changes between the production load and the freeze. */
let engagement: TestEngagement;
let ended: EngagementStatus;
let calledOff: EngagementStatus;
let locksAfterFallback: number;
let production: OrgState;
let creditsUsed: Record<string, number>;
let requests: string[];
let histories: { id: string; json: string }[];

/** Histories for the replay test, one of each kind. */
const recorded = /^engagement\/demo(\/(sandbox\/(full|rollback)|production\/(full\/Invoices|delta-1)))?$/;

beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 120, plantedIdentifiers: 400 });
  await engagement.admin('POST', 'recording', { bodies: true });
  await engagement.start();
  await engagement.signUntil('freeze');
  await changeOperator(engagement.servers.sourceUrl);
  await engagement.signUntil('acceptance');
  await engagement.sign('rejected');
  calledOff = await engagement.until(({ gate }) => gate?.gate === 'freeze');
  locksAfterFallback = await countLocks();
  ended = await engagement.signUntil('none');
  production = await engagement.state('production');
  const stats = await engagement.admin<{ orgs: Record<string, { creditsUsed: number }> }>('GET', 'stats');
  creditsUsed = Object.fromEntries(Object.entries(stats.orgs).map(([org, one]) => [org, one.creditsUsed]));
  requests = [...textsIn(await engagement.admin('GET', 'requests'))];
  histories = [];
  for await (const { workflowId, runId } of engagement.client.workflow.list()) {
    const history = await engagement.client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push({ id: workflowId, json: historyToJSON(history) });
  }
  if (process.env['RECORD_HISTORIES']) {
    for (const { id, json } of histories.filter(({ id: one }) => recorded.test(one))) {
      const text = JSON.stringify({ workflowId: id, history: JSON.parse(json) as unknown });
      writeFileSync(new URL(`../replay/${id.replaceAll('/', '.')}.json`, import.meta.url), `${text}\n`);
    }
  }
});
afterAll(() => engagement.close(), 60_000);

/** Rules that lock records in production, as the ledger knows them. */
const countLocks = async () =>
  (await listRecordLocks(engagement.ledger, { engagement: 'demo', environment: 'production' })).filter(
    ({ removedAt }) => removedAt === null,
  ).length;

const report = (): FinalReport =>
  JSON.parse(readFileSync(join(engagement.folder, 'documents/final-report.json'), 'utf8')) as FinalReport;

test('the engagement closes after acceptance, with every gate signed', () => {
  expect(ended.state).toBe('closed');
  const gates = ended.signOffs.filter(({ verdict }) => verdict.counted).map(({ signOff }) => signOff.gate);
  const cutover = ['freeze', 'go-live', 'go-live', 'acceptance'];
  expect(gates).toEqual(['scope', 'mapping', 'rehearsal', 'production', ...cutover, ...cutover]);
});

test('a no-go after the switch takes the locks off and leads back to the freeze, with what was done as evidence', () => {
  expect(locksAfterFallback).toBe(0);
  expect(calledOff.gate?.documents.map(({ name }) => name)).toContain('fallback.md');
  expect(calledOff.cutover?.map(({ state }) => state)).toContain('waiting');
  const text = readFileSync(join(engagement.folder, 'documents/fallback.md'), 'utf8');
  expect(text).toContain('called off at the gate acceptance');
  expect(text).toMatch(/of Invoices: removed[^]*\| Lock of the history \| done \|[^]*\| Switch to Zoho \| done \|/);
});

test('the go-live is decided on what was checked in this cutover', () => {
  const text = readFileSync(join(engagement.folder, 'documents/go-live.md'), 'utf8');
  expect(text).toMatch(/\| The source was still \| yes \|/);
  expect(text).toMatch(/\| The OCS buckets are of one moment \| yes \|/);
  expect(text).toMatch(/\| Every field that was written was read back and agrees \| yes \|/);
  expect(text).toMatch(/\| Open amounts by account and currency equal the source \| yes \|/);
  // The operator has planted defects, and this engagement allows exceptions without a decision.
  expect(text.match(/\*\*no\*\*/g)).toHaveLength(2);
  expect(ended.cutover?.at(-1)).toMatchObject({ id: 'acceptance', state: 'done' });
});

test('the count identity closes in every phase of every run, and every field is equal', () => {
  const { identityClosed, verified, environments } = report();
  expect({ identityClosed, verified }).toEqual({ identityClosed: true, verified: true });
  expect(environments['production']?.map((run) => run.run)).toEqual(['full-1', 'delta-1']);
});

test('calls are booked by phase, and the credits are equal to those that Zoho counted', () => {
  const { creditUse } = report();
  for (const [environment, used] of Object.entries(creditUse)) {
    expect(used.map((one) => one.phase)).toEqual(
      expect.arrayContaining(['preflight', 'schema', 'transformation', ...loadedModules, 'verification']),
    );
    const loads = report().environments[environment] ?? [];
    const ofModules = used.filter(({ phase }) => (loadedModules as readonly string[]).includes(phase));
    expect(loads.reduce((sum, one) => sum + one.calls, 0)).toBe(ofModules.reduce((sum, one) => sum + one.calls, 0));
    const booked = used.reduce((sum, one) => sum + one.credits, 0);
    expect(booked).toBe(creditsUsed[orgs[environment as keyof typeof orgs]]);
  }
});

test('orders and invoices are locked at the switch, which a refused change has shown', () => {
  const byOther = { tried: 10, refused: 10, accepted: 0, reasons: [] };
  const check = { sampled: 10, locked: 10, refused: 10, byOther };
  const lock = { rule: 'Portage: demo', except: ['Administrator'], check, problem: null };
  expect(report().locks).toEqual([
    { ...lock, module: 'Invoices' },
    { ...lock, module: 'Sales_Orders' },
  ]);
});

test('modules are loaded in dependency order', () => {
  expect(report().environments['production']?.[0]?.modules.map((one) => one.module)).toEqual(loadedModules);
});

test('the ledger and Zoho agree record by record and line by line', async () => {
  const mails = await ledgerRecords(engagement.ledger, 'production', 'Emails');
  expect(production['Emails']?.records).toHaveLength(mails.size);
  for (const module of keyedModules) {
    const inZoho = zohoRecords(production, module);
    expect(inZoho.size).toBeGreaterThan(0);
    expect(inZoho).toEqual(await ledgerRecords(engagement.ledger, 'production', module));
  }
});

test('a delta updates changed records, creates new records and leaves all others unchanged', () => {
  const delta = report().environments['production']?.[1]?.modules ?? [];
  const counts = Object.fromEntries(delta.map(({ module, outcomes }) => [module, outcomes]));
  expect(counts['Accounts']).toMatchObject({ created: 1, updated: 3, rejected: 0 });
  expect(counts['Invoices']).toMatchObject({ created: 1, updated: 0 });
  expect(counts['Sales_Orders']?.updated).toBe(1);
  const changed = production['Accounts']?.records.find(
    (one) => one['Portage_Key'] === 'northwind:billing_accounts:BA-000002',
  );
  expect(changed?.['Phone']).toBe('+442079460999');
});

test('a cancelled order gets the status Cancelled and is not deleted', () => {
  const order = production['Sales_Orders']?.records.find(
    (one) => one['Portage_Key'] === 'northwind:orders:ORD-0000002',
  );
  expect(order?.['Status']).toBe('Cancelled');
});

test('every planted defect has the outcome of the answer key', async () => {
  const rows = await runOutcomes(engagement.ledger, 'production', 'full-1');
  const outcomes = new Map(rows.map((row) => [row.key, row]));
  const decided = engagement.answers.defects.filter(({ expected }) => /rejected|merged|excluded/.test(expected));
  const wrong = decided.filter(
    ({ object, id, expected }) => outcomes.get(`northwind:${object}:${id}`)?.outcome !== expected,
  );
  expect(decided.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
  for (const { object, id, into } of decided.filter((one) => one.expected === 'merged')) {
    expect(outcomes.get(`northwind:${object}:${id}`)?.survivor).toBe(`northwind:${object}:${into}`);
  }
  const surplus = rows.filter((row) => row.outcome !== 'created').length;
  expect(surplus).toBe(new Set(decided.map((one) => `northwind:${one.object}:${one.id}`)).size);
});

test('no planted network identifier of the operator is in a request, Zoho, a history, a log, the ledger or a document', async () => {
  const places = [
    { name: 'requests', texts: requests },
    { name: 'Zoho', texts: textsIn(production) },
    { name: 'histories', texts: histories.map(({ json }) => decodePayloads(json)) },
    { name: 'log', texts: [readFileSync(engagement.worker().logFile, 'utf8')] },
    ...(await ledgerPlaces(engagement.ledger)),
    ...filePlaces(join(engagement.folder, 'documents')),
  ];
  expect(plantedIn(engagement.answers)).toHaveLength(400);
  expect(requests.join('').length).toBeGreaterThan(100_000);
  const found = searchPlaces(engagement.answers, places).map(({ name, own }) => [name, briefly(own)]);
  expect(found).toEqual(places.map(({ name }) => [name, []]));
});

test('no secret and no personal data of the source is in any history', () => {
  const text = histories.map(({ json }) => decodePayloads(json)).join('\n');
  expect(text.includes('rehearsal')).toBe(true);
  for (const secret of ['demo-client-secret', '1000.demo.', '{SSHA}', 'Quillfeather', '@example.org']) {
    expect(text.includes(secret) ? secret : '').toBe('');
  }
});

test('the audit chain is complete, and a changed entry is detected', async () => {
  expect(brokenLinkOf('demo', await listAudit(engagement.ledger, 'demo'))).toBeNull();
  await engagement.ledger.query(`update audit set body = '{"gate":"scope","by":"eve@example.com"}' where seq = 3`);
  expect(brokenLinkOf('demo', await listAudit(engagement.ledger, 'demo'))).toBe(3);
});

test('no automation of the org would have run, and no duplicate was rejected', async () => {
  type Stats = { orgs: Record<string, { wouldHaveFired: number; duplicates: number }> };
  const { orgs } = await engagement.admin<Stats>('GET', 'stats');
  expect(Object.values(orgs).map(({ wouldHaveFired, duplicates }) => [wouldHaveFired, duplicates])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('the sandbox is rolled back to its former state', async () => {
  const sandbox = await engagement.state('sandbox');
  expect(Object.values(sandbox).flatMap(({ records, customFields }) => [...records, ...customFields])).toEqual([]);
});
