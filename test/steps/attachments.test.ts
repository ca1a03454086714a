import type { Attachment } from '../../emulators/zoho/orgs/org.ts';
import type { VerifyReport } from '../../schemas/report.ts';
import { describeSchema } from '../../steps/schema/plan.ts';
import { loadLane } from '../../steps/load/load-lane.ts';
import { reportPhase } from '../../steps/phase.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { endLane, killLane } from '../support/killed-lane.ts';
import { beginLast, deliver, idOf, onlyLane, prepareDelivery, sandboxOf } from '../support/small-delivery.ts';
import { never, type StepsEngagement } from '../support/steps.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');
const imsi = '234150999999001';

/** The documents of a small delivery: on whom they hang, how people called them, and their bytes; null for none. */
const documents: [id: string, object: string, owner: string, name: string, bytes: Buffer | null][] = [
  ['D1', 'billing_accounts', 'A1', 'contract.pdf', pdf],
  ['D2', 'subscribers', 'S1', 'ID copy.png', png],
  ['D3', 'subscribers', 'S2', 'σύμβαση.txt', Buffer.from('Signed by both.')],
  // A label of secrets, which the key behind it is not.
  ['D4', 'subscribers', 'S3', 'passwd', pdf],
  ['D5', 'subscribers', 'S9', 'contract.pdf', pdf],
  ['D6', 'subscribers', 'S1', 'lost.pdf', null],
  ['D7', 'subscribers', 'S1', 'empty.pdf', Buffer.alloc(0)],
  ['D8', 'subscribers', 'S1', 'large.pdf', Buffer.concat([pdf, Buffer.alloc(20 * 2 ** 20, ' ')])],
  ['D9', 'subscribers', 'S1', 'invoice.pdf', Buffer.from(`MZ${'x'.repeat(500)}`)],
  ['D10', 'subscribers', 'S1', 'sims.txt', Buffer.from(`The card is ${imsi}.`)],
  ['D11', 'subscribers', 'S1', '../../etc/hosts.pdf', pdf],
  ['D12', 'subscribers', 'S1', 'picture.pdf', png],
];
const rows = {
  billing_accounts: 'NO,NAME\nA1,Alder Ltd\n',
  subscribers: 'NO,KIND,ACCOUNT,NAME,TAX\nS1,RES,A1,Ash,T1\nS2,BUS,A1,Birch Works,T2\nS3,RES,A1,Ash,T1\n',
  documents: ['NO,OBJECT,OWNER,NAME', ...documents.map((one) => one.slice(0, 4).join(',')), ''].join('\n'),
};
const mapping = `modules:
  Accounts:
    sources:
      - { object: billing_accounts, fields: { Account_Name: { from: name, required: true } } }
      - { object: subscribers, route: { field: kind, in: [BUS] }, fields: { Account_Name: { from: name, required: true } } }
  Contacts:
    sources:
      - object: subscribers
        route: { field: kind, in: [RES] }
        dedupe: [[tax]]
        fields: { Last_Name: { from: name, required: true } }
  Attachments:
    sources:
      - object: documents
        fields:
          File_Name: { from: name }
          Parent_Id: { from: owner, lookup_from: object, required: true }
`;

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  const contents = documents.flatMap(([id, , , , bytes]) => (bytes ? [[`documents/${id}`, bytes] as const] : []));
  steps = await prepareDelivery({
    ...{ rows, mapping, files: { 'sims.csv': `IMSI\n${imsi}\n`, ...Object.fromEntries(contents) } },
    profile: {
      identifiers: { imsi: { files: 'sims.csv', format: 'csv', fields: ['IMSI'] } },
      documentContent: 'documents/{no}',
    },
  });
  stored = await steps.open();
});
afterAll(() => steps.close());

const org = () => sandboxOf(steps);
const attached = (): Attachment[] => [...org().attachments.values()];
const change = (object: keyof typeof rows, from: string, to: string) =>
  deliver(steps, { [object]: rows[object].replace(from, to) });

test('files hang on their records with clean names, others are rejected with the reason, and a rollback removes them', async () => {
  const { name } = await steps.extract('full-1');
  const { run, reports } = await steps.load('sandbox', 'full', name);
  expect(stored.modules).toEqual(['Accounts', 'Contacts', 'Attachments']);
  const report = reports.at(-1)!;
  expect(report).toMatchObject({
    identityClosed: true,
    gaps: [],
    objects: [{ outcomes: { created: 6, rejected: 6 } }],
  });
  expect(report.reasons.map(({ reason, count }) => [reason, count]).sort()).toEqual([
    ['larger than 20 MB, the most that is attached', 1],
    ['network identifier (own-imsi) in the content', 1],
    ['parent not migrated', 1],
    ['the content is a program (exe)', 1],
    ['the file is empty', 1],
    ['the name says pdf, and the content is png', 1],
    ['the source has no file for this document', 1],
  ]);

  const [account, person, firm] = [
    idOf(steps, 'Accounts', 'acme:billing_accounts:A1'),
    idOf(steps, 'Contacts', 'acme:subscribers:S1'),
    idOf(steps, 'Accounts', 'acme:subscribers:S2'),
  ];
  expect(attached().map((one) => [one.module, one.parent, one.name])).toEqual([
    ['Accounts', account, 'contract [acme.documents.D1].pdf'],
    ['Contacts', person, 'ID copy [acme.documents.D2].png'],
    ['Accounts', firm, 'σύμβαση [acme.documents.D3].txt'],
    ['Contacts', person, 'passwd [acme.documents.D4]'],
    ['Contacts', person, 'hosts [acme.documents.D11].pdf'],
    ['Contacts', person, 'picture [acme.documents.D12].pdf'],
  ]);
  expect(attached().map(({ bytes }) => bytes)).toEqual([pdf, png, Buffer.from('Signed by both.'), pdf, pdf, png]);
  expect(await verifyModule(steps.ports, stored, { ...run, module: 'Attachments' }, never)).toEqual({ agrees: true });

  const { report: rolledBack } = await steps.rollBack('sandbox');
  expect(rolledBack.left).toEqual([]);
  expect(attached()).toEqual([]);
  expect(steps.state('sandbox')['Contacts']?.records).toEqual([]);
});

test('the plan of the schema leaves files out, which have no fields to create and no layouts', async () => {
  const state = await describeSchema(steps.ports, stored, { environment: 'sandbox' });
  expect(JSON.stringify(state)).not.toContain('Attachments');
});

test('a file is attached once although the answer to it was lost, and one that another file equals is attached as well', async () => {
  steps.ports.requestTimeoutMs = 500;
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '/Attachments$', share: 1, count: 2 },
    { kind: 'reset-before-commit', method: 'POST', path: '/Attachments$', share: 1, count: 1 },
  ]);
  const { name } = await steps.extract('full-2');
  const { reports } = await steps.load('sandbox', 'full', name);
  expect(steps.emulator.admin.faults.counts()).toMatchObject({ 'reset-after-commit': 2, 'reset-before-commit': 1 });
  expect(reports.at(-1)).toMatchObject({ identityClosed: true, gaps: [] });
  expect(attached()).toHaveLength(6);
  expect(new Set(attached().map((one) => one.name)).size).toBe(6);
});

test('a file whose name or record is another one now is attached again, once, and is not left where it was', async () => {
  change('subscribers', 'S2,BUS', 'S2,RES');
  change('documents', 'D1,billing_accounts,A1,contract.pdf', 'D1,billing_accounts,A1,agreement.pdf');
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '/Attachments$', share: 1, count: 1 },
    { kind: 'reset-after-commit', method: 'DELETE', path: '/Attachments$', share: 1, count: 1 },
  ]);
  const { name } = await steps.extract('delta-1');
  const { run, reports } = await steps.load('sandbox', 'delta', name);
  expect(reports.at(-1)).toMatchObject({
    identityClosed: true,
    gaps: [],
    objects: [{ outcomes: { updated: 2, unchanged: 4, rejected: 6 } }],
  });
  expect(attached()).toHaveLength(6);
  const moved = attached().filter((one) => /D[13]\]/.test(one.name));
  expect(moved.map((one) => [one.parent, one.name]).sort()).toEqual(
    [
      [idOf(steps, 'Accounts', 'acme:billing_accounts:A1'), 'agreement [acme.documents.D1].pdf'],
      [idOf(steps, 'Contacts', 'acme:subscribers:S2'), 'σύμβαση [acme.documents.D3].txt'],
    ].sort(),
  );
  expect(await verifyModule(steps.ports, stored, { ...run, module: 'Attachments' }, never)).toEqual({ agrees: true });
});

test('a file that people deleted and that changed in the source is created once more, so that the counts agree', async () => {
  change('documents', 'D1,billing_accounts,A1,contract.pdf', 'D1,billing_accounts,A1,deed.pdf');
  const deleted = attached().find(({ name }) => name.startsWith('agreement'))!;
  org().attachments.delete(deleted.id);
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '/Attachments$', share: 1, count: 1 },
  ]);
  const { name } = await steps.extract('delta-2');
  const { reports } = await steps.load('sandbox', 'delta', name);
  expect(reports.at(-1)).toMatchObject({
    identityClosed: true,
    gaps: [],
    objects: [{ outcomes: { created: 1, updated: 0, unchanged: 5, rejected: 6 } }],
  });
  expect(attached()).toHaveLength(6);
});

test('what Zoho has is compared with the source, by size and by the bytes of a sample', async () => {
  const run = { engagement: 'demo', environment: 'sandbox', run: 'delta-2', module: 'Attachments' } as const;
  const [first, second] = ['D2', 'D1'].map((id) => attached().find((one) => one.name.includes(`.${id}]`))!) as [
    Attachment,
    Attachment,
  ];
  org().attachments.set(first.id, { ...first, bytes: Buffer.from(first.bytes).fill('x', 10) });
  org().attachments.set(second.id, { ...second, bytes: Buffer.from('short') });
  expect(await verifyModule(steps.ports, stored, run, never)).toEqual({ agrees: false });
  const [report] = await steps.ports.ledger.query<{ body: VerifyReport }>(
    `select body from report join run on run.id = report.run_id where report.kind = 'verification' and run.name = 'delta-2'`,
  );
  expect(report?.body.differences).toEqual([
    { key: 'acme:documents:D2', field: 'Content (SHA-256)' },
    { key: 'acme:documents:D1', field: 'Size' },
    { key: 'acme:documents:D1', field: 'Content (SHA-256)' },
  ]);
});

test('a file that people attach keeps its record in a rollback, and ours do not', async () => {
  const person = idOf(steps, 'Contacts', 'acme:subscribers:S1');
  const [ours] = attached() as [Attachment];
  org().attachments.set('999', { ...ours, id: '999', name: 'by hand.pdf', module: 'Contacts', parent: person });
  const { report } = await steps.rollBack('sandbox');
  expect(report.left.map(({ key, reason }) => [key, reason])).toEqual([
    ['acme:subscribers:S1', 'people attached a file to it'],
  ]);
  expect(attached().map(({ name }) => name)).toEqual(['by hand.pdf']);
});

test('a lane that dies after each file attaches each once', async () => {
  const { openZoho } = steps.ports;
  let attempts = 0;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    const attach: typeof zoho.attach = async (...file) => {
      await zoho.attach(...file);
      attempts += 1;
      throw new Error('the worker dies');
    };
    return { ...zoho, attach };
  };
  steps.ports.requestTimeoutMs = 50;
  const phase = await beginLast(steps, stored, 'full-3');
  const lane = { ...phase, ...onlyLane } as const;
  const isKilled = () =>
    loadLane(steps.ports, stored, lane, never).then(
      () => false,
      () => true,
    );
  while (await isKilled());
  expect(attempts).toBe(6);
  expect(attached().filter((one) => one.name !== 'by hand.pdf')).toHaveLength(6);
  expect(await reportPhase(steps.ports, stored, phase)).toMatchObject({ identityClosed: true, gaps: [] });
});

test('a process that is killed while it attaches files leaves none out, and attaches none twice', async () => {
  await steps.rollBack('sandbox');
  const before = attached().length;
  const lane = { ...(await beginLast(steps, stored, 'full-4')), ...onlyLane } as const;
  // A request takes so long that each kill comes while one is on the way.
  steps.emulator.admin.faults.set([{ kind: 'latency', method: 'POST', path: '/Attachments$', share: 1, ms: 200 }]);
  for (const files of [1, 3]) await killLane(steps, lane, () => attached().length >= before + files);
  steps.emulator.admin.faults.set([]);
  await endLane(steps, lane);
  expect(attached()).toHaveLength(before + 6);
  expect(new Set(attached().map(({ name }) => name)).size).toBe(before + 6);
});
