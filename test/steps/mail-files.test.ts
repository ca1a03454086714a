import { traceRecord } from '../../connectors/ledger/records.ts';
import { isPresent } from '../../emulators/zoho/activities/mails.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { reportPhase } from '../../steps/phase.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { endLane, killLane } from '../support/killed-lane.ts';
import { beginLast, deliver, idOf, onlyLane, prepareDelivery, sandboxOf } from '../support/small-delivery.ts';
import { never, type StepsEngagement } from '../support/steps.ts';

const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');
const large = (megabytes: number) => Buffer.concat([pdf, Buffer.alloc(megabytes * 2 ** 20, ' ')]);
const imsi = '234150999999001';

/** The documents of a small delivery: what they belong to, their names and their bytes. */
const documents: [id: string, object: string, owner: string, name: string, bytes: Buffer][] = [
  ['D1', 'interactions', 'I1', 'bill.pdf', pdf],
  ['D2', 'interactions', 'I1', '../scan.png', pdf],
  ['D3', 'interactions', 'I1', 'tool.pdf', Buffer.from(`MZ${'x'.repeat(500)}`)],
  ['D4', 'interactions', 'I2', 'first.pdf', large(6)],
  ['D5', 'interactions', 'I2', 'second.pdf', large(6)],
  ['D6', 'interactions', 'I2', 'third.pdf', large(11)],
  ['D7', 'interactions', 'I3', 'lost.pdf', pdf],
  ['D8', 'interactions', 'I9', 'orphan.pdf', pdf],
  ['D9', 'interactions', 'I4', 'merged.txt', Buffer.from('Both mails are one.')],
  ['D10', 'subscribers', 'S1', 'contract.pdf', pdf],
  ['D11', 'tickets', 'T1', 'ticket.pdf', pdf],
  // The mapping loads no orders.
  ['D13', 'orders', 'O1', 'order.pdf', pdf],
  ['D12', 'interactions', 'I5', 'sims.txt', Buffer.from(`The card is ${imsi}.`)],
];
const row = (no: string, customer: string, at: string, message: string) =>
  `${no},${customer},care@operator.example,ann@a.example,Subject ${no},Text of ${no},${at},${message}\n`;
const day = '2024-01-02 10:00:00';
const interactions = [
  'NO,CUSTOMER,FROM,TO,SUBJECT,BODY,AT,MESSAGE\n',
  row('I1', 'S1', day, '<m1@a.example>'),
  row('I2', 'S1', day, '<m2@a.example>'),
  row('I3', 'S1', '2099-01-01 10:00:00', '<m3@a.example>'),
  row('I4', 'S1', day, '<m1@a.example>'),
  row('I5', 'S2', day, '<m5@a.example>'),
].join('');
const listOf = (rows: string[][]) => ['NO,OBJECT,OWNER,NAME', ...rows.map((one) => one.join(',')), ''].join('\n');
const rows = {
  subscribers: 'NO,NAME\nS1,Ash\nS2,Birch\n',
  interactions,
  documents: listOf(documents.map((one) => one.slice(0, 4) as string[])),
};
const mapping = `modules:
  Contacts:
    sources:
      - { object: subscribers, fields: { Last_Name: { from: name, required: true } } }
  Emails:
    sources:
      - object: interactions
        dedupe: [[message]]
        fields:
          from: { from: from }
          to: { from: to }
          subject: { from: subject }
          content: { from: body }
          date_time: { from: at, transforms: [datetime], required: true }
          sent: { constant: true }
          original_message_id: { from: message }
          Parent_Id: { from: customer, lookup: subscribers, required: true }
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
  const contents = [...documents, ['D20', '', '', '', pdf] as const].map(
    ([id, , , , bytes]) => [`documents/${id}`, bytes] as const,
  );
  steps = await prepareDelivery({
    ...{ rows, mapping, files: { 'sims.csv': `IMSI\n${imsi}\n`, ...Object.fromEntries(contents) } },
    profile: {
      identifiers: { imsi: { files: 'sims.csv', format: 'csv', fields: ['IMSI'] } },
      documentContent: 'documents/{no}',
    },
  });
  stored = await steps.open();
  steps.ports.requestTimeoutMs = 300;
});
afterAll(() => steps.close());

const org = () => sandboxOf(steps);
/** The names of the files of each e-mail by the id of its message. */
const sent = () =>
  Object.fromEntries(
    [...org().mails.values()]
      .filter((one) => isPresent(org(), one))
      .map(({ body, files }) => [String(body['original_message_id']), files.map(({ name }) => name)]),
  );
const attached = () => [...org().attachments.values()].map(({ name }) => name);
const load = async (kind: 'full' | 'delta', staging: string) => {
  const { run, reports } = await steps.load('sandbox', kind, (await steps.extract(staging)).name);
  for (const module of stored.modules)
    expect([module, await verifyModule(steps.ports, stored, { ...run, module }, never)]).toEqual([
      module,
      { agrees: true },
    ]);
  return new Map(reports.map((report) => [report.module, report]));
};
const expected = {
  '<m1@a.example>': ['bill [acme.documents.D1].pdf', 'scan [acme.documents.D2].png', 'merged [acme.documents.D9].txt'],
  '<m2@a.example>': ['first [acme.documents.D4].pdf'],
  '<m5@a.example>': [],
};
const outcomes = { created: 5, rejected: 8 };

test('files go with their e-mails, and each other one is rejected with its reason', async () => {
  const reports = await load('full', 'full-1');
  expect(stored.modules).toEqual(['Contacts', 'Emails', 'Attachments']);
  expect(reports.get('Emails')).toMatchObject({ gaps: [], outcomes: { created: 3, merged: 1, rejected: 1 } });
  const report = reports.get('Attachments')!;
  expect(report).toMatchObject({ identityClosed: true, gaps: [], outcomes, destination: { before: 0, now: 5 } });
  expect(report.reasons.map(({ reason, count }) => [reason, count]).sort()).toEqual([
    ['Parent_Id: unknown source object', 1],
    ['larger than 10 MB, the most that Zoho takes with an e-mail', 1],
    ['network identifier (own-imsi) in the content', 1],
    ['parent not migrated', 3],
    ['the content is a program (exe)', 1],
    ['the name says png, and the content is pdf', 1],
    ['with the other files of its e-mail, larger than the 10 MB that Zoho takes', 1],
  ]);
  expect(sent()).toEqual(expected);
  expect(attached()).toEqual(['contract [acme.documents.D10].pdf']);
  const first = [...org().mails.values()].find(({ files }) => files.length === 3)!;
  expect(first.files.map(({ bytes }) => bytes)).toEqual([pdf, pdf, Buffer.from('Both mails are one.')]);
});

test('the trace of a file names the e-mail that has it, and that of a rejected one the e-mail that is missing', async () => {
  const [id] = [...org().mails].find(([, one]) => one.body['original_message_id'] === '<m1@a.example>')!;
  const whatOf = async (key: string) =>
    (await traceRecord(steps.ports.ledger, 'demo', key)).events.map(({ what }) => what);
  expect(await whatOf('acme:documents:D1')).toContain(`created as Attachments ${id}`);
  expect(await whatOf('acme:documents:D7')).toContain('rejected: parent not migrated: acme:interactions:I3');
});

test('the verification compares the size and the content of a file of an e-mail', async () => {
  const phase = { engagement: 'demo', environment: 'sandbox', run: 'full-1', module: 'Attachments' } as const;
  const { files } = [...org().mails.values()].find((one) => one.files.length === 3)!;
  const [first] = files;
  files[0] = { ...first!, bytes: Buffer.from(pdf.toString().replace('Catalog', 'Katalog')) };
  expect(await verifyModule(steps.ports, stored, phase, never)).toEqual({ agrees: false });
  files[0] = { ...first!, bytes: Buffer.alloc(1) };
  expect(await verifyModule(steps.ports, stored, phase, never)).toEqual({ agrees: false });
  const gone = files.splice(0, 1);
  expect(await verifyModule(steps.ports, stored, phase, never)).toEqual({ agrees: false });
  files.unshift(...gone);
  files[0] = first!;
  expect(await verifyModule(steps.ports, stored, phase, never)).toEqual({ agrees: true });
});

test('in a delta, a new e-mail brings its files, and one that is in Zoho takes none and changes none', async () => {
  deliver(steps, {
    interactions: interactions + row('I20', 'S2', day, '<m20@a.example>'),
    documents: rows.documents
      .replace('D1,interactions,I1,bill.pdf', 'D1,interactions,I1,invoice.pdf')
      .replace('D4,interactions,I2', 'D4,subscribers,S1')
      .replace('D10,subscribers,S1', 'D10,interactions,I1')
      .replace('D12,interactions,I5,sims.txt', 'D12,interactions,I9,sims.txt\nD20,interactions,I20,new.pdf'),
  });
  const first = await load('delta', 'delta-1');
  expect(first.get('Attachments')).toMatchObject({ gaps: [], destination: { before: 5, now: 6 } });
  const reasons = first.get('Attachments')!.reasons.map(({ reason, count }) => [reason, count]);
  expect(reasons).toContainEqual([expect.stringContaining('it stays in its e-mail as it was added'), 2]);
  expect(reasons).toContainEqual([expect.stringContaining('it stays where it is'), 1]);
  expect(sent()).toEqual({ ...expected, '<m20@a.example>': ['new [acme.documents.D20].pdf'] });
  expect(attached()).toEqual(['contract [acme.documents.D10].pdf']);

  deliver(steps, { documents: listOf([['D30', 'interactions', 'I20', 'late.pdf']]) });
  const second = await load('delta', 'delta-2');
  expect(second.get('Attachments')!.reasons).toContainEqual(
    expect.objectContaining({
      reason: expect.stringContaining('Zoho takes no file for an e-mail that it has') as string,
    }),
  );
  deliver(steps, rows);
});

test('a rollback deletes files with their e-mails, and names those that stay', async () => {
  const person = org()
    .modules.get('Contacts')!
    .records.get(idOf(steps, 'Contacts', 'acme:subscribers:S1'))!;
  const before = { modifiedBy: person.modifiedBy, modifiedAt: person.modifiedAt };
  const other = org().users.find(({ id }) => id !== person.modifiedBy)!;
  Object.assign(person, { modifiedBy: other.id, modifiedAt: Date.now() + 60_000 });
  const { preview, report } = await steps.rollBack('sandbox');
  const ofFiles = (one: typeof report) => one.modules.find(({ module }) => module === 'Attachments');
  expect(ofFiles(preview)).toMatchObject({ toDelete: 2, kept: 4 });
  expect(ofFiles(report)).toMatchObject({ deleted: 2, kept: 4 });
  const left = report.left.filter(({ module }) => module === 'Attachments');
  expect(left.map(({ reason }) => reason)).toEqual(
    left.map(() => 'the file stays with its e-mail, which Zoho can not delete'),
  );
  expect(org().mails.has(left[0]!.zohoId)).toBe(true);
  expect(Object.keys(sent())).toEqual(['<m1@a.example>', '<m2@a.example>']);

  const again = await load('full', 'full-2');
  expect(again.get('Attachments')).toMatchObject({ identityClosed: true, gaps: [] });
  expect(sent()).toEqual(expected);
  Object.assign(person, before);
  await steps.ports.ledger.query('update record set modified_at = null');
  expect((await steps.rollBack('sandbox')).report.left).toEqual([]);
  expect(sent()).toEqual({});
});

test('each file is in its e-mail once although answers were lost', async () => {
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '/files$', share: 1, count: 1 },
    { kind: 'reset-after-commit', method: 'POST', path: '/associate_email$', share: 1, count: 2 },
    { kind: 'reset-before-commit', method: 'POST', path: '/associate_email$', share: 1, count: 1 },
  ]);
  const reports = await load('full', 'full-3');
  expect(steps.emulator.admin.faults.counts()).toMatchObject({ 'reset-after-commit': 3, 'reset-before-commit': 1 });
  expect(reports.get('Attachments')).toMatchObject({ identityClosed: true, gaps: [], outcomes });
  expect(sent()).toEqual(expected);
  await steps.rollBack('sandbox');
});

test('a process that is killed between the upload and the e-mail leaves no file out, and adds none twice', async () => {
  const phase = await beginLast(steps, stored, 'full-4', 'Emails');
  const lane = { ...phase, ...onlyLane } as const;
  steps.emulator.admin.faults.set([{ kind: 'latency', method: 'POST', path: '/associate_email$', share: 1, ms: 400 }]);
  const uploads = () => [...org().files.values()].filter(({ name }) => name.includes('D9')).length;
  const before = uploads();
  await killLane(steps, lane, () => uploads() > before);
  steps.emulator.admin.faults.set([]);
  await endLane(steps, lane);
  expect(await reportPhase(steps.ports, stored, phase)).toMatchObject({ gaps: [] });
  const files = { ...phase, module: 'Attachments' } as const;
  expect(await steps.loadModule(files)).toMatchObject({ identityClosed: true, gaps: [], outcomes });
  expect(sent()).toEqual(expected);
  await steps.rollBack('sandbox');
});

test('an e-mail whose files Zoho refuses as too large keeps its text, and one without space for its files waits', async () => {
  const { openZoho } = steps.ports;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    const refusal = (code: string) => ({ ok: false, code, reason: code }) as const;
    const addMail: typeof zoho.addMail = (owner, mail, ...rest) =>
      (mail.files ?? []).length > 1
        ? Promise.resolve(refusal('FILE_SIZE_EXCEEDS'))
        : zoho.addMail(owner, mail, ...rest);
    const uploadFile: typeof zoho.uploadFile = (file, ...rest) =>
      file.name.startsWith('first')
        ? Promise.resolve(refusal('STORAGE_SPACE_EXCEEDED'))
        : zoho.uploadFile(file, ...rest);
    return { ...zoho, addMail, uploadFile };
  };
  const reports = await load('full', 'full-5');
  steps.ports.openZoho = openZoho;
  expect(sent()).toEqual({ '<m1@a.example>': [], '<m5@a.example>': [] });
  expect(reports.get('Emails')!.reasons).toContainEqual(
    expect.objectContaining({ reason: 'a file of it can not be uploaded: STORAGE_SPACE_EXCEEDED' }),
  );
  expect(reports.get('Attachments')!.reasons).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ reason: 'Zoho took its e-mail, and refused its files as too large', count: 3 }),
      expect.objectContaining({ reason: 'parent not migrated', count: 6 }),
    ]),
  );
  const next = await load('delta', 'delta-3');
  expect(sent()).toEqual({ '<m1@a.example>': [], '<m2@a.example>': expected['<m2@a.example>'], '<m5@a.example>': [] });
  expect(next.get('Attachments')).toMatchObject({ gaps: [] });
});
