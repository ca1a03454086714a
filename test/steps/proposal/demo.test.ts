import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readXlsx } from '../../../connectors/xlsx/read.ts';
import { writeXlsx } from '../../../connectors/xlsx/write.ts';
import { applySheets } from '../../../domain/mapping-sheets/apply.ts';
import { sheetNames } from '../../../domain/mapping-sheets/layout.ts';
import { rowsOf, tablesOf } from '../../../domain/mapping-sheets/tables.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { ProposalComparison } from '../../../schemas/proposal.ts';
import type { ProposalReport } from '../../../schemas/report.ts';
import { answerInquiry } from '../../../steps/answer-inquiry.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { checkEngagement } from '../../../steps/preflight/preflight.ts';
import { compareWithPeople } from '../../support/people-mapping.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
let report: ProposalReport;
let text: string;
const path = (name: string) => join(steps.folder, name);
const propose = (changes: object = {}) =>
  answerInquiry(
    steps.ports,
    { about: 'propose', file: path('engagement.yml'), replace: false, withoutEarlier: false, ...changes },
    never,
  ) as Promise<ProposalReport>;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 200 });
  report = await propose({ into: 'proposed.yml' });
  text = readFileSync(report.file, 'utf8');
});
afterAll(() => steps.close());

const modules = [
  ...['Accounts', 'Contacts', 'Products', 'Vendors', 'Sales_Orders', 'Purchase_Orders', 'Invoices'],
  ...['Calls', 'Events', 'Notes', 'Emails', 'Attachments'],
];
const proposed = () => Mapping.parse(parse(text));
const sourceOf = (module: keyof Mapping['modules'], object: string) =>
  proposed().modules[module]?.sources.find((one) => one.object === object);

test('the mapping of an operator that nobody has mapped is complete', () => {
  // No standard module of Zoho is for them.
  expect(report.problems.map(({ message }) => message)).toEqual([
    'bundle_components of the source are in no module, so they stay in staging',
  ]);
  expect(report.remarks).toEqual(['bundle_components has no module: it stays in staging.']);
  expect(proposed()).toMatchObject({ currency: 'GBP', phoneRegion: 'GB' });
  expect(Object.keys(proposed().modules).toSorted()).toEqual(modules.toSorted());
});

test('it passes the preflight of its engagement, which loads rows by it', async () => {
  writeFileSync(path('mapping.yml'), text);
  const { checks } = await checkEngagement(steps.ports, await steps.ports.readConfig(path('engagement.yml')));
  expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
  const rejected = checks.flatMap(({ id, what }) =>
    id.startsWith('rows.') ? (/rejected: [^(]*/.exec(what) ?? []) : [],
  );
  // Planted in the e-mails of this operator.
  expect(rejected).toEqual(['rejected: to: not an e-mail address ']);
});

test('a load by it closes the counts, and rejects only what has no parent in the source, and e-mails to nobody', async () => {
  writeFileSync(path('mapping.yml'), text);
  await steps.open();
  const { name } = await steps.extract('full-1');
  const { reports } = await steps.load('sandbox', 'full', name);
  expect(reports.map(({ module, identityClosed, gaps }) => [module, identityClosed, gaps])).toEqual(
    modules.map((module) => [module, true, []]),
  );
  const rejected = reports.flatMap(({ reasons }) => reasons.filter(({ outcome }) => outcome === 'rejected'));
  expect(new Set(rejected.map(({ reason }) => reason))).toEqual(
    new Set(['parent not migrated', 'to: not an e-mail address']),
  );
});

test('nine of ten decisions are those of the people who mapped the operator', () => {
  const compared = compareWithPeople(report);
  const wrong = compared.filter(({ isRight }) => !isRight);
  expect(wrong.length / compared.length).toBeLessThan(0.1);
  expect(wrong.filter(({ tier }) => tier === 'certain')).toEqual([]);
});

test('business subscribers become accounts, with the parent that they refer to', () => {
  expect(sourceOf('Accounts', 'subscribers')).toMatchObject({
    route: { field: 'customer_type', in: ['BUS'] },
    fields: { Account_Name: { from: 'company_name' }, Parent_Account: { lookup: 'billing_accounts' } },
  });
});

test('states go to the values that the org really has', () => {
  expect(proposed().maps['orders_status']).toEqual({
    New: 'Created',
    Completed: 'Delivered',
    'In progress': 'Approved',
    Cancelled: 'Cancelled',
  });
});

test('calls, meetings and notes hang on the subscriber whom they are about', () => {
  expect(sourceOf('Calls', 'interactions')).toMatchObject({
    route: { field: 'kind', in: ['call'] },
    fields: { What_Id: { from: 'subscriber_no', lookup: 'subscribers' }, Call_Duration: { until: 'ended_at' } },
  });
  expect(sourceOf('Events', 'interactions')?.route).toEqual({ field: 'kind', in: ['meeting'] });
  expect(sourceOf('Notes', 'notes')?.fields).toMatchObject({
    Note_Title: { from: ['created_at', 'author'], join: ' · ' },
    Note_Content: { from: 'body' },
  });
});

test('e-mails are added to the subscriber whom they are about', () => {
  expect(sourceOf('Emails', 'interactions')).toMatchObject({
    route: { field: 'kind', in: ['email'] },
    fields: { from: { from: 'sender' }, to: { from: 'recipients' }, original_message_id: { from: 'message_id' } },
  });
});

test('documents are attached to the records that they name', () => {
  expect(sourceOf('Attachments', 'documents')).toMatchObject({
    fields: {
      File_Name: { from: 'name' },
      Parent_Id: { from: 'owner_no', lookup: ['subscribers', 'interactions', 'billing_accounts'], required: true },
    },
    ignore: { mime_type: 'a file has no other fields' },
  });
  expect(text).toMatch(/Parent_Id: \{.*\} # certain: refers to subscribers or interactions or billing_accounts/);
});

test('lines are looked up where each line says, and the total is compared because it agrees', () => {
  expect(sourceOf('Invoices', 'invoices')).toMatchObject({
    lines: { fields: { Product_Name: { from: 'item_code', lookup_from: 'item_object' } } },
    money: { total: 'total', balance: 'open_balance', currency: 'currency' },
  });
});

test('every decision is explained beside its rule and in the answer', () => {
  expect(text).toMatch(/Mobile: \{ from: msisdn, .*\} # \d+ % \w+: name, type phone; next Other_Phone/);
  expect(report.columns.find((one) => one.column === 'subscribers.msisdn' && one.module === 'Contacts')).toMatchObject({
    into: 'Mobile',
    evidence: ['name', 'type phone'],
  });
});

test('the answer, which is kept in a history, has no value of a record', () => {
  expect(JSON.stringify(report)).not.toMatch(/BUS|In progress|@|Quillfeather|London/);
});

test('an existing file is kept, and replaced only if that is asked for', async () => {
  writeFileSync(path('mine.yml'), 'mine');
  await expect(propose({ into: 'mine.yml' })).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('already exists. It was not changed, and nothing was read.'),
  });
  expect(readFileSync(path('mine.yml'), 'utf8')).toBe('mine');
  await propose({ into: 'mine.yml', replace: true });
  expect(readFileSync(path('mine.yml'), 'utf8')).toBe(text);
});

test('a file that can not be written is an error that says so', async () => {
  await expect(propose({ into: 'no/such/folder.yml' })).rejects.toMatchObject({ kind: 'configuration' });
  await expect(propose({ into: '.', replace: true })).rejects.toMatchObject({ kind: 'storage' });
});

test('people see at the gate what they changed against the proposal', async () => {
  await propose({ into: 'again.yml' });
  const changed = text.replace('Mobile: { from: msisdn', 'Asst_Phone: { from: msisdn');
  writeFileSync(path('mapping.yml'), changed);
  await steps.open();
  await proposeMapping(steps.ports, { engagement: 'demo', file: path('engagement.yml') });
  const [row] = await steps.ports.ledger.query<{ body: string }>(
    "select body from document where engagement = 'demo' and name = 'mapping.json'",
  );
  const { againstProposal } = JSON.parse(row!.body) as { againstProposal: ProposalComparison };
  expect(againstProposal.changes).toEqual([
    expect.objectContaining({
      column: 'msisdn',
      module: 'Contacts',
      what: 'changed',
      proposed: 'Mobile',
      now: 'Asst_Phone',
    }),
  ]);
  const kept = Object.values(againstProposal.tiers).reduce((sum, one) => sum + one.confirmed, 0);
  expect(kept).toBe(report.columns.length - 1);
});

test('the staged rows are removed again', () => {
  const folder = path('staging/demo-proposal');
  expect(existsSync(join(folder, 'survey', 'subscribers.csv'))).toBe(false);
  expect(existsSync(join(folder, 'identifiers.fingerprints'))).toBe(false);
});

test('a workbook of it shows what the proposal says, and changes nothing if nobody changed it', async () => {
  const rows = rowsOf(proposed(), text, { engagement: null, version: null, digest: '' });
  expect(rows.Fields.filter(({ Part, Sure }) => Part !== 'lines' && Sure === '')).toEqual([]);
  writeFileSync(path('proposed.xlsx'), await writeXlsx(tablesOf(rows)));
  const sheets = await readXlsx(path('proposed.xlsx'), sheetNames);
  expect(applySheets(text, proposed(), sheets)).toMatchObject({ ok: true, text });
});
