import pg from 'pg';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PhaseReport, Scope } from '../../schemas/report.ts';
import { discover } from '../../steps/discover.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let scope: Scope;
let reports: PhaseReport[];
const nth = (table: string, key: string, number: number, where = 'true') =>
  `where ${key} = (select ${key} from bss.${table} where ${where} order by ${key} offset ${number} limit 1)`;
const emails = "message_id <> '' and subscriber_no ~ '[13579]$'";
const loadedOwner = "owner_object = 'subscribers' and owner_no ~ '[13579]$'";
/** A copy of an e-mail that is loaded, with its own id of a message. */
const copyOfMail = (id: string, changes: { subject?: string; startedAt?: string; recipients?: string }) => {
  const { subject = 'subject', startedAt = 'started_at', recipients = 'recipients' } = changes;
  return `insert into bss.interaction select interaction_id || '-${id}', subscriber_no, kind_code, direction, channel, ${subject}, body, ${startedAt}, ended_at, agent, message_id || '${id}', sender, ${recipients}
     from bss.interaction ${nth('interaction', 'interaction_id', 1, emails)}`;
};
/** One record each. */
const defects = [
  `update bss.billing_account set holder_name = '', remarks = '' ${nth('billing_account', 'account_no', 1)}`,
  `update bss.billing_account set holder_name = '', remarks = 'Harbour' ${nth('billing_account', 'account_no', 2)}`,
  `update bss.billing_account set status_code = 999 ${nth('billing_account', 'account_no', 3)}`,
  // The last name alone is missing.
  `update bss.subscriber set last_name = '' ${nth('subscriber', 'subscriber_no', 9, `customer_type = 'RES' and subscriber_no ~ '[13579]$'`)}`,
  `update bss.subscriber set company_name = '' ${nth('subscriber', 'subscriber_no', 1, `customer_type = 'BUS' and subscriber_no ~ '[13579]$'`)}`,
  `delete from bss.order_line ${nth('subscription_order', 'order_no', 5)}`,
  `delete from bss.invoice_line ${nth('invoice', 'invoice_no', 5)}`,
  `update bss.invoice set currency = 'EUR' ${nth('invoice', 'invoice_no', 7)}`,
  `insert into bss.document select 'LETTER-1', 'subscribers', subscriber_no, 'letter', 'letter.txt', 'text/plain', date '2025-01-31',
     convert_to('Dear customer', 'UTF8') from bss.subscriber ${nth('subscriber', 'subscriber_no', 4, "subscriber_no ~ '[13579]$'")}`,
  // A key is another one in other letters, although Zoho would not tell them apart.
  `update bss.invoice set account_no = lower(account_no) ${nth('invoice', 'invoice_no', 9)}`,
  `update bss.document set owner_no = lower(owner_no) ${nth('document', 'document_id', 1, loadedOwner)}`,
  // Zoho takes one e-mail with a message id.
  `insert into bss.interaction select interaction_id || '-2', subscriber_no, kind_code, direction, channel, subject, body, started_at, ended_at, agent, message_id, sender, recipients from bss.interaction ${nth('interaction', 'interaction_id', 1, emails)}`,
  // What Zoho refuses.
  copyOfMail('3', { recipients: "'the office'" }),
  copyOfMail('4', { subject: "repeat('x', 501)" }),
  copyOfMail('5', { startedAt: "timestamp '2199-01-01'" }),
  // It hangs on an e-mail that is rejected.
  `insert into bss.document select 'LETTER-2', 'interactions', interaction_id, 'letter', 'letter.txt', 'text/plain', date '2025-01-31',
     convert_to('Dear customer', 'UTF8') from bss.interaction where interaction_id like '%-3'`,
  // A text with the identifier of a subscriber, at a subscriber that is loaded.
  `update bss.document set content = convert_to('SIM ' || (select imsi from bss.sim_card limit 1), 'UTF8') ${nth('document', 'document_id', 0, loadedOwner)}`,
];

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  // Files hang on subscribers, among others.
  const left = 'exclude: [{ when: { field: subscriber_no, matches: "[02468]$" }, reason: old }]';
  steps.edit('mapping.yml', /object: subscribers$/gm, `object: subscribers\n        ${left}`);
  // What rejects records for reasons of the mapping.
  steps.edit('mapping.yml', 'from: holder_name,', 'from: [holder_name, remarks],');
  // Nobody would take these for one person.
  steps.edit(
    'mapping.yml',
    '- [tax_id]\n          - [email',
    '- [tax_id]\n          - [status_code, plan_code]\n          - [email',
  );
  // A repeated id, of an account that others refer to.
  const [accounts, first] = ['bss.billing_account', 'order by account_no limit 1'];
  steps.edit(
    'source.yml',
    `from ${accounts} a\n`,
    `from (select * from ${accounts} union all (select * from ${accounts} ${first})) a\n`,
  );
  const source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  for (const change of defects) await source.query(change);
  await source.end();
  // The demo leaves out test accounts and interactions that are neither calls nor meetings.
  const stored = await steps.open();
  await discover(steps.ports, stored);
  scope = JSON.parse(readFileSync(join(steps.folder, 'documents/scope.json'), 'utf8')) as Scope;
  const { name } = await steps.extract('full-1');
  ({ reports } = await steps.load('sandbox', 'full', name));
});
afterAll(() => steps.close());

const byObject = (counts: [object: string, rows: number][]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const [object, rows] of counts) sums[object] = (sums[object] ?? 0) + rows;
  return Object.fromEntries(Object.entries(sums).toSorted());
};
const loaded = () => reports.flatMap(({ objects }) => objects);

test('the scope counts the rows of each object that a load then has, and no other object is loaded', () => {
  expect(byObject(scope.objects.map(({ object, rows }) => [object, rows]))).toEqual(
    byObject(loaded().map(({ object, extracted }) => [object, extracted])),
  );
  expect(scope.kept.map(({ object }) => object)).toEqual([]);
});

test('the scope counts what a load excludes', () => {
  const excluded = byObject(loaded().map(({ object, outcomes }) => [object, outcomes.excluded]));
  expect(Object.values(excluded).some((rows) => rows > 0)).toBe(true);
  expect(
    byObject(scope.objects.map(({ object, leftOut }) => [object, leftOut.reduce((sum, { rows }) => sum + rows, 0)])),
  ).toEqual(excluded);
});

test('what goes to a module and what is left out add up to the rows of each object', () => {
  for (const { rows, routes, leftOut } of scope.objects)
    expect([...routes, ...leftOut].reduce((sum, one) => sum + one.rows, 0)).toBe(rows);
});

test('the scope divides the rows of an object among modules as a load does', () => {
  const routed = (module: string) =>
    scope.objects.find(({ object }) => object === 'orders')?.routes.find((one) => one.module === module)?.rows;
  for (const { module, objects } of reports.filter(({ module: name }) => name.endsWith('_Orders')))
    expect(routed(module)).toBe(objects.reduce((sum, { extracted }) => sum + extracted, 0));
});

test('the scope counts the customers that a load merges, however little else they have in common', () => {
  const merged = byObject(loaded().map(({ object, outcomes }) => [object, outcomes.merged]));
  const found = scope.quality.duplicates!.map((one): [string, number] => [one.object, one.merged]);
  expect(byObject(found)).toEqual({ billing_accounts: merged['billing_accounts'], subscribers: merged['subscribers'] });
  expect(merged['subscribers']).toBeGreaterThan(0);
});

test('the scope counts what a load rejects, with the files whose record is not loaded', () => {
  const kept = scope.quality.objects.map(({ object, blocked, dependants }): [string, number] => [
    object,
    blocked + dependants,
  ]);
  const rejected = byObject(loaded().map(({ object, outcomes }) => [object, outcomes.rejected]));
  expect(byObject(kept)).toEqual(rejected);
  expect(rejected['documents']).toBeGreaterThan(0);
});

test('e-mails with the message id of another one, and texts with network identifiers, are found before a load rejects them', () => {
  const blocked = (id: string) => scope.quality.rules.find((one) => one.id === id)?.blocked;
  expect({ mails: blocked('DQ41'), files: blocked('DQ42') }).toEqual({ mails: 1, files: 1 });
});

test('e-mails that Zoho refuses are found before a load rejects them', () => {
  const found = scope.quality.rules.find((one) => one.id === 'DQ43')!.findings;
  expect(found.map(({ field, detail, rows }) => [field, detail, rows])).toEqual([
    ['recipients', 'to: not e-mail addresses', 1],
    ['started_at', 'date_time: after the survey', 1],
    ['subject', 'subject: longer than 500 characters', 1],
  ]);
});
