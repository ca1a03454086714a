import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../connectors/digest.ts';
import { readDocument } from '../../../connectors/ledger/documents.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
import { readManifest } from '../../../connectors/staging/manifest.ts';
import { readSource } from '../../../steps/verify/read-source.ts';
import { keyContextOf } from '../../../steps/key-context.ts';
import { numberFormatsOf } from '../../../steps/number-formats.ts';
import { writeIssues } from '../../../steps/write-issues.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { discover } from '../../../steps/discover.ts';
import { answerInquiry } from '../../../steps/answer-inquiry.ts';
import type { Trace } from '../../../schemas/report.ts';
import { runOutcomes } from '../../support/compare.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** One delivery with every kind of bad row. Good rows between them show that the rest goes on. */
const profile = `kind: files
folder: delivery
system: north-1
timeZone: Europe/London
objects:
  billing_accounts:
    key: no
    files: accounts.jsonl
    format: jsonl
    fields: { no: no, parent: parent, name: name, remarks: remarks, limit: limit, review: review }
  subscribers:
    key: no
    files: subscribers.jsonl
    format: jsonl
    fields: { no: no, account: account, first: first, last: last, tax: tax }
  service_plans:
    key: no
    files: plans.jsonl
    format: jsonl
    fields: { no: no, name: name }
  invoices:
    key: no
    files: invoices.jsonl
    format: jsonl
    fields: { no: no, account: account, lines: lines }
`;
const mapping = `version: 1
phoneRegion: GB
currency: GBP
modules:
  Accounts:
    custom: { Credit_Limit: { type: currency }, Review_Date: { type: date } }
    sources:
      - object: billing_accounts
        fields:
          Account_Name: { from: name, length: 200, cut: true, required: true }
          Parent_Account: { from: parent, lookup: billing_accounts }
          Description: { from: remarks, length: 32000 }
        custom:
          Credit_Limit: { from: limit, transforms: [money] }
          Review_Date: { from: review, transforms: [date] }
  Contacts:
    sources:
      - object: subscribers
        exclude:
          - { when: { field: last, matches: '^(?!.*real)test' }, reason: test }
        dedupe: [[tax]]
        fields:
          First_Name: { from: first }
          Last_Name: { from: last, required: true }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
  Products:
    sources:
      - object: service_plans
        fields: { Product_Name: { from: name, required: true } }
  Invoices:
    sources:
      - object: invoices
        fields:
          Subject: { from: no, required: true }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
        lines:
          from: lines
          into: Invoiced_Items
          fields:
            Product_Name: { from: plan, lookup: service_plans, required: true }
            Quantity: { from: quantity, transforms: [decimal], required: true }
            List_Price: { from: price, transforms: [money], required: true }
`;
const many = (make: (number: number) => object) => Array.from({ length: 150 }, (_, at) => make(at));
const line = '{"plan":"P1\u00a0","quantity":"1","price":"10.00"}';
const delivery: Record<string, object[]> = {
  accounts: [
    { no: 'A1', name: 'One' },
    { no: 'A1\u00a0', name: 'Two' },
    { no: 'ab1', name: 'Lower' },
    { no: 'AB1', name: 'Upper' },
    { no: 'A2 ', name: 'Child', parent: 'A1\u200b' },
    { no: 'Jos\u00e9', name: 'Composed' },
    { no: 'A\u00003', name: 'NUL in the key' },
    { no: 'A\t4', name: 'Tab in the key' },
    { no: ' ', name: 'No key' },
    { no: 'A'.repeat(300), name: 'Long key' },
    { no: 'A5', name: 'NUL', remarks: 'a\u0000b' },
    { no: 'A6', name: 'Huge', limit: '9'.repeat(400), review: '2026-02-30', remarks: 'say "hi' },
    { no: 'A7', name: 'x'.repeat(3_000_000) },
    { no: '440202600000004', name: 'Fifteen digits' },
    { no: `O'Neil, \\ "x" (1)`, name: 'Quotes', parent: `O'Neil, \\ "x" (1)` },
    { no: 'A8', name: 'Half an emoji', remarks: 'a\ud83d' },
    ...many((number) => ({ no: `B${number}`, name: `Account ${number}` })),
  ],
  subscribers: [
    { no: ' S1', account: 'A1', first: 'Ann', last: '', tax: 'T9' },
    { no: 'S2', account: 'A1 ', first: 'Ann', last: 'Ash', tax: 'T9' },
    { no: 'S3', account: 'Jose\u0301', first: 'Bob', last: 'Beech', tax: 't9' },
    { no: 'S4', account: 'A\t4', first: 'Cy', last: 'Cedar' },
    { no: 'S5', account: 'A1', first: 'Test', last: 'Tester' },
    { no: 'S6', account: 'A1', first: 'Test', last: 'Tester, real' },
    { no: 'S7', account: 'A1', first: 'Dee', last: '', tax: 'T10' },
    { no: 'S8', account: 'A1', first: 'Dee', last: 'Dogwood', tax: 'T10' },
  ],
  plans: [
    { no: 'P1', name: 'Talk' },
    { no: 'PLAN-001', name: 'Big' },
    ...many((number) => ({ no: `PLAN-1${number}`, name: `Plan ${number}` })),
    { no: 'plan-001', name: 'Small' },
  ],
  invoices: [
    { no: 'I1', account: 'A1', lines: `[${line}]` },
    { no: 'I2', account: 'A1', lines: '[{"plan":"P' },
    { no: 'I3', account: 'A1', lines: line },
    { no: 'I4', account: 'A1', lines: '[1]' },
    { no: 'I6', account: 'A1', lines: '[{"plan":"P\\ud83d","quantity":"1","price":"1"}]' },
    { no: 'I5', account: 'A1 ', lines: `[${line}]` },
    { no: 'I7', account: 'A1', lines: `[${line},{"plan":"P404","quantity":"1","price":"1"}]` },
    { no: 'I8', account: 'A404', lines: `[${line}]` },
  ],
};

let steps: StepsEngagement;
let stored: StoredEngagement;
let outcomes: Record<string, string>;
let staged: string;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  writeFileSync(join(steps.folder, 'source.yml'), profile);
  writeFileSync(join(steps.folder, 'mapping.yml'), mapping);
  mkdirSync(join(steps.folder, 'delivery'));
  for (const [name, rows] of Object.entries(delivery))
    writeFileSync(
      join(steps.folder, 'delivery', `${name}.jsonl`),
      rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
  stored = await steps.open();
  await discover(steps.ports, stored);
  staged = (await steps.extract('full-1')).name;
  await steps.load('sandbox', 'full', staged);
  const rows = await runOutcomes(steps.ports.ledger, 'sandbox', 'full-1');
  outcomes = Object.fromEntries(
    rows.map(({ key, outcome, reason }) => [key.replace('north-1:', ''), reason ? `${outcome}: ${reason}` : outcome]),
  );
});
afterAll(() => steps.close());

const inZoho = (module: string, key: string) =>
  steps
    .state('sandbox')
    [module]?.records.filter((one) => String(one['Portage_Key']).toLowerCase() === key.toLowerCase());

test('every row has exactly one outcome', () => {
  const rows = Object.values(delivery).flat().length;
  expect(Object.keys(outcomes)).toHaveLength(rows);
});

test.each([
  ['a no-break space', 'billing_accounts: row 2', 'duplicate source id'],
  ['other case', 'billing_accounts: row 4', 'source id that differs from an earlier one only in upper and lower case'],
  [
    'other case, far away',
    'service_plans: row 153',
    'source id that differs from an earlier one only in upper and lower case',
  ],
  ['a NUL', 'billing_accounts: row 7', 'the source id has a control character'],
  ['a tab', 'billing_accounts: row 8', 'the source id has a control character'],
  ['nothing', 'billing_accounts: row 9', 'missing source id'],
  ['300 letters', 'billing_accounts: row 10', 'the key is longer than 255 characters'],
])('a key with %s is rejected, not written', (_, key, reason) => {
  expect(outcomes[key]).toBe(`rejected: ${reason}`);
});

test('the first row with a key is loaded and stays as it is', () => {
  expect(inZoho('Accounts', 'north-1:billing_accounts:A1')).toMatchObject([{ Account_Name: 'One' }]);
  expect(inZoho('Accounts', 'north-1:billing_accounts:ab1')).toMatchObject([{ Account_Name: 'Lower' }]);
  expect(inZoho('Products', 'north-1:service_plans:PLAN-001')).toMatchObject([{ Product_Name: 'Big' }]);
});

test('a reference finds its record whatever is around it, and with a decomposed accent', () => {
  const [parent] = inZoho('Accounts', 'north-1:billing_accounts:A1') ?? [];
  expect(inZoho('Accounts', 'north-1:billing_accounts:A2')).toMatchObject([{ Parent_Account: parent?.['id'] }]);
  expect(outcomes['invoices:I1']).toBe('created');
  expect(outcomes['invoices:I5']).toBe('created');
  expect(outcomes['subscribers:S2']).toBe('created');
});

test('a duplicate of a rejected row is loaded, and further duplicates are merged with it', () => {
  expect([outcomes['subscribers:S1'], outcomes['subscribers:S2']]).toEqual(['rejected: Last_Name: missing', 'created']);
  expect([outcomes['subscribers:S7'], outcomes['subscribers:S8']]).toEqual(['rejected: Last_Name: missing', 'created']);
  expect(outcomes['subscribers:S3']).toBe('merged: duplicate of another record');
});

test('a reference with a tab is reported with its field', () => {
  expect(outcomes['subscribers:S4']).toBe('rejected: Account_Name: the source id has a control character');
});

test('rejected rows and remarks are listed in a file, with the line in the source and the value', () => {
  const csv = readFileSync(join(steps.folder, 'documents', 'issues-sandbox-full-1-Accounts.csv'), 'utf8');
  expect(csv.split('\n')[0]).toBe('key,state,field,source_field,reason,file,line,value');
  expect(csv).toContain(
    'north-1:billing_accounts:A5,rejected,Description,remarks,has a NUL character,accounts.jsonl,11,',
  );
  expect(csv).toContain('north-1:billing_accounts: row 2,rejected,,,duplicate source id,accounts.jsonl,2,');
  expect(csv).toContain(
    'north-1:billing_accounts:A6,loaded,Review_Date,review,blank:date: not a calendar day,accounts.jsonl,12,2026-02-30',
  );
  const contacts = readFileSync(join(steps.folder, 'documents', 'issues-sandbox-full-1-Contacts.csv'), 'utf8');
  expect(contacts).toContain('north-1:subscribers:S1,rejected,Last_Name,last,missing,subscribers.jsonl,1,');
});

test('a pattern with a look-ahead works', () => {
  expect([outcomes['subscribers:S5'], outcomes['subscribers:S6']]).toEqual(['excluded: test', 'created']);
});

test('a row with broken lines is rejected with the field, and the others are loaded', () => {
  for (const number of [2, 3, 4])
    expect(outcomes[`invoices:I${number}`]).toBe('rejected: lines: not a JSON list of rows');
});

test('a record without its parent names the field that leads nowhere, and shows no other reference', () => {
  const text = readFileSync(join(steps.folder, 'documents', 'issues-sandbox-full-1-Invoices.csv'), 'utf8');
  const issueOf = (id: string) => text.split('\n').find((row) => row.startsWith(`north-1:invoices:${id},`));
  expect(issueOf('I8')).toMatch(/,rejected,Account_Name,account,parent not migrated,.*,A404$/);
  expect(issueOf('I7')).toMatch(/,rejected,Invoiced_Items\.Product_Name,lines,parent not migrated,[^,]*,\d+,$/);
});

test('a NUL rejects its row, and huge numbers, impossible days, lone quotes and long texts end no process', () => {
  expect(outcomes['billing_accounts:A5']).toBe('rejected: Description: has a NUL character');
  expect([outcomes['billing_accounts:A6'], outcomes['billing_accounts:A7']]).toEqual(['created', 'created']);
  expect(inZoho('Accounts', 'north-1:billing_accounts:A6')).toMatchObject([{ Description: 'say "hi' }]);
});

test('an account number of 15 digits and an id with quotes are ordinary ids', () => {
  expect(outcomes['billing_accounts:440202600000004']).toBe('created');
  const [record] = inZoho('Accounts', `north-1:billing_accounts:O'Neil, \\ "x" (1)`) ?? [];
  expect(record).toMatchObject({ Account_Name: 'Quotes', Parent_Account: record?.['id'] });
});

test('half a character rejects a line, and staging writes the replacement character for it', () => {
  expect(outcomes['invoices:I6']).toBe('rejected: Invoiced_Items.Product_Name: the source id is not valid Unicode');
  expect(inZoho('Accounts', 'north-1:billing_accounts:A8')).toMatchObject([{ Description: 'a\ufffd' }]);
});

test('a trace finds a record by its id in any spelling of its ends', async () => {
  const trace = (key: string) =>
    answerInquiry(steps.ports, { about: 'trace', engagement: 'demo', key }, never) as Promise<Trace>;
  for (const key of ['billing_accounts:A1', 'north-1:billing_accounts:A1\u00a0', 'billing_accounts: row 2'])
    expect((await trace(key)).events.length).toBeGreaterThan(0);
  expect((await trace('billing_accounts:A9')).events).toEqual([]);
});

test('people see at the scope gate which keys will be rejected, and what to do', () => {
  const document = readFileSync(join(steps.folder, 'documents', 'scope.md'), 'utf8');
  expect(document).toMatch(/\| DQ01 \| Records have no id.* \| 6 \| not loaded \| .*Correct the ids in the source/);
  expect(document).toMatch(/\| DQ23 \| .* upper and lower case.* \| 1 \| not loaded \|/);
});

test('the manifest says how many rows have no usable key', async () => {
  const manifest = await readManifest(steps.ports.staging, staged);
  expect(manifest?.objects.find(({ object }) => object === 'billing_accounts')).toMatchObject({ unsound: 6 });
});

test('a staged file that was cut is not loaded, and the message names it', async () => {
  const path = join(steps.folder, 'staging', staged, 'billing_accounts.csv');
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.slice(0, whole.lastIndexOf('B100,')));
  await expect(steps.load('production', 'full', staged)).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/billing_accounts\.csv is not what its manifest says.*Nothing was loaded from it/),
  });
  expect(steps.state('production')['Accounts']?.records).toEqual([]);
  const verified = { engagement: 'demo', environment: 'sandbox', run: 'full-1', module: 'Accounts' } as const;
  await expect(verifyModule(steps.ports, stored, verified, never)).rejects.toMatchObject({ kind: 'contract' });
  writeFileSync(path, whole);
});

test('a verification reads the staged files that were loaded', async () => {
  const verified = { engagement: 'demo', environment: 'sandbox', run: 'full-1', module: 'Products' } as const;
  expect(await verifyModule(steps.ports, stored, verified, never)).toEqual({ agrees: true });
  await expect(
    readSource(
      {
        ...{ staging: steps.ports.staging, mapping: stored.mapping, module: 'Products' },
        run: { engagement: 'demo', manifestDigest: 'other' },
        keys: keyContextOf(null, stored),
        numberFormats: numberFormatsOf(stored.profile),
      },
      never,
    ),
  ).rejects.toMatchObject({ message: expect.stringMatching(/manifest .* is missing .*Nothing was verified/) });
});

test('a manifest that was changed with its file is not loaded', async () => {
  appendFileSync(join(steps.folder, 'staging', staged, 'manifest.json'), ' ');
  const path = join(steps.folder, 'staging', staged, 'manifest.json');
  const text = readFileSync(path, 'utf8');
  const { objects } = JSON.parse(text) as { objects: { sha256: string }[] };
  writeFileSync(path, text.replace(objects[0]?.sha256 ?? '', '0'.repeat(64)));
  await expect(steps.load('production', 'full', staged)).rejects.toMatchObject({ kind: 'contract' });
  writeFileSync(path, text);
});

test('the same engagement started again extracts the new delivery, and the audit says so', async () => {
  appendFileSync(join(steps.folder, 'delivery', 'accounts.jsonl'), `${JSON.stringify({ no: 'A9', name: 'New' })}\n`);
  await steps.open();
  const again = await steps.extract('full-1');
  const { reports } = await steps.load('production', 'full', again.name);
  expect(reports.find(({ module }) => module === 'Accounts')?.gaps).toEqual([]);
  expect(steps.state('production')['Accounts']?.records.map((one) => one['Account_Name'])).toContain('New');
  const audit = await steps.ports.ledger.query<{ what: string }>(
    `select what from audit where what = 'extraction replaced'`,
  );
  expect(audit).toHaveLength(1);
});

test('a file of issues that are settled has no lines any more, and is as the ledger says', async () => {
  const { ledger } = steps.ports;
  const ref = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  const run = await findRun(ledger, ref);
  for (const table of ['decided', 'remark'])
    await ledger.query(`delete from ${table} where run = $1 and module = 'Contacts'`, [run.id]);
  await writeIssues(steps.ports, await steps.open(), run, 'Contacts');
  const name = 'issues-sandbox-full-1-Contacts.csv';
  const text = readFileSync(join(steps.folder, 'documents', name), 'utf8');
  expect(text).toBe('key,state,field,source_field,reason,file,line,value\n');
  expect((await readDocument(ledger, 'demo', { name }))?.digest).toBe(sha256(text));
});
