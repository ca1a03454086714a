import { findRun } from '../../connectors/ledger/runs.ts';
import { readSpotCheck } from '../../connectors/ledger/spot-checks.ts';
import { traceRecord } from '../../connectors/ledger/records.ts';
import { isPresent } from '../../emulators/zoho/activities/mails.ts';
import type { Mail } from '../../emulators/zoho/orgs/org.ts';
import type { VerifyReport } from '../../schemas/report.ts';
import { loadLane } from '../../steps/load/load-lane.ts';
import { beginPhase, reportPhase } from '../../steps/phase.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { describeSchema } from '../../steps/schema/plan.ts';
import { drawSpotCheck } from '../../steps/spot-check/draw.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { endLane, killLane } from '../support/killed-lane.ts';
import { beginLast, deliver, idOf, onlyLane, prepareDelivery, sandboxOf } from '../support/small-delivery.ts';
import { never, type StepsEngagement } from '../support/steps.ts';

const imsi = '234150999999001';
const care = 'care@operator.example';

type Row = [
  id: string,
  customer: string,
  from: string,
  to: string,
  subject: string,
  body: string,
  at: string,
  sent: string,
  messageId: string,
];
/** The e-mails of a small delivery. */
const mails: Row[] = [
  ['I1', 'S1', '"Ash, Ann" <Ann@a.example>', care, 'Bill', 'Too high', '2024-01-02 10:00:00', 'in', '<m1@a.example>'],
  ['I2', 'S1', care, 'ann@a.example; bob@b.example', 'Re: Bill', '<p>Sorry</p>', '2024-01-03 10:00:00', 'out', ''],
  // It looks like another one, except for its text.
  ['I3', 'S1', care, 'ann@a.example', 'Receipt', 'First', '2024-01-04 10:00:00', 'out', '<m3@a.example>'],
  ['I4', 'S1', care, 'ann@a.example', 'Receipt', 'Second', '2024-01-04 10:00:00', 'out', '<m4@a.example>'],
  ['I5', 'S2', 'works@b.example', care, 'Fleet', 'Ten cars', '2024-01-05 10:00:00', 'in', '<m5@b.example>'],
  ['I6', 'S3', 'ann@a.example', care, 'Moved', 'To Leeds', '2024-01-06 10:00:00', 'in', '<m6@a.example>'],
  ['I7', 'S9', 'x@x.example', care, 'Lost', 'No customer', '2024-01-07 10:00:00', 'in', '<m7@x.example>'],
  ['I8', 'S1', 'ann@a.example', care, 'When', 'No date', 'some day', 'in', '<m8@a.example>'],
  ['I9', 'S1', 'ann@a.example', care, 'Soon', 'Future', '2099-01-01 10:00:00', 'in', '<m9@a.example>'],
  ['I10', 'S1', 'ann@a.example', '', 'Nobody', 'No recipient', '2024-01-08 10:00:00', 'in', '<m10@a.example>'],
  ['I11', 'S1', 'ann@a.example', care, 'x'.repeat(501), 'Long', '2024-01-09 10:00:00', 'in', '<m11@a.example>'],
  ['I12', 'S1', 'ann@a.example', care, 'Card', `It is ${imsi}.`, '2024-01-10 10:00:00', 'in', '<m12@a.example>'],
  ['I13', 'S1', 'ann@a.example', care, 'Bill', 'Again', '2024-01-11 10:00:00', 'in', '<m1@a.example>'],
];
const csv = (rows: Row[]) =>
  [
    'NO,CUSTOMER,FROM,TO,SUBJECT,BODY,AT,DIRECTION,MESSAGE',
    ...rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')),
    '',
  ].join('\n');
const rows = {
  billing_accounts: 'NO,NAME\nA1,Alder Ltd\n',
  subscribers: 'NO,KIND,NAME,TAX\nS1,RES,Ash,T1\nS2,BUS,Birch Works,T2\nS3,RES,Ash,T1\n',
  interactions: csv(mails),
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
  Emails:
    sources:
      - object: interactions
        fields:
          from: { from: from }
          to: { from: to }
          subject: { from: subject }
          content: { from: body }
          date_time: { from: at, transforms: [datetime], required: true }
          sent: { from: direction, map: sent, required: true }
          original_message_id: { from: message }
          Parent_Id: { from: customer, lookup: subscribers, required: true }
maps:
  sent: { in: false, out: true }
`;

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({
    ...{ rows, mapping, files: { 'sims.csv': `IMSI\n${imsi}\n` } },
    profile: { identifiers: { imsi: { files: 'sims.csv', format: 'csv', fields: ['IMSI'] } } },
  });
  stored = await steps.open();
});
afterAll(() => steps.close());

const org = () => sandboxOf(steps);
const present = (): Mail[] => [...org().mails.values()].filter((one) => isPresent(org(), one));
const originals = () => present().map(({ body }) => String(body['original_message_id']));
const documentOf = async (name: string) => {
  const [row] = await steps.ports.ledger.query<{ body: VerifyReport }>(
    `select body from report join run on run.id = report.run_id where report.kind = 'verification' and run.name = $1`,
    [name],
  );
  return row!.body;
};
const added = ['<m1@a.example>', '<acme.interactions.I2@portage.invalid>', '<m3@a.example>', '<m4@a.example>'];
/** What a load of them reports. */
const closed = { identityClosed: true, gaps: [], objects: [{ outcomes: { created: 7, rejected: 6 } }] };
const all = [...added, '<m5@b.example>', '<m6@a.example>', '<m12@a.example>'].sort();

test('e-mails hang on their records with their own times, and what Zoho would refuse is rejected before', async () => {
  const { name } = await steps.extract('full-1');
  const { run, reports } = await steps.load('sandbox', 'full', name);
  expect(stored.modules).toEqual(['Accounts', 'Contacts', 'Emails']);
  const report = reports.at(-1)!;
  expect(report).toMatchObject({ identityClosed: true, gaps: [], destination: { before: 0, now: 7 } });
  expect(report.objects).toMatchObject([{ outcomes: { created: 7, rejected: 6 } }]);
  expect(report.reasons.map(({ reason, count }) => [reason, count]).sort()).toEqual([
    [expect.stringMatching(/^another record of the source has the same original_message_id, and Zoho takes one/), 1],
    ['date_time: datetime: not a date', 1],
    ['date_time: in the future', 1],
    ['parent not migrated', 1],
    ['subject: longer than 500 characters', 1],
    ['to: no recipient', 1],
  ]);
  expect(org().stats.writes['Emails.insert']).toBe(7);
  const [person, firm] = [
    idOf(steps, 'Contacts', 'acme:subscribers:S1'),
    idOf(steps, 'Accounts', 'acme:subscribers:S2'),
  ];
  const sent = new Map(present().map((one) => [String(one.body['original_message_id']), one]));
  expect([...sent.keys()].sort()).toEqual(all);
  expect(sent.get('<m1@a.example>')).toMatchObject({
    ...{ module: 'Contacts', parent: person },
    body: {
      from: { user_name: 'Ash, Ann', email: 'ann@a.example' },
      to: [{ user_name: care, email: care }],
      ...{ subject: 'Bill', content: 'Too high', mail_format: 'text', sent: false },
      date_time: '2024-01-02T10:00:00+00:00',
    },
  });
  expect(sent.get('<acme.interactions.I2@portage.invalid>')?.body).toMatchObject({ mail_format: 'html', sent: true });
  expect([sent.get('<m5@b.example>')?.parent, sent.get('<m6@a.example>')?.parent]).toEqual([firm, person]);
  expect(JSON.stringify(present())).not.toContain(imsi);
  expect(await verifyModule(steps.ports, stored, { ...run, module: 'Emails' }, never)).toEqual({ agrees: true });
});

test('the trace of an e-mail names Zoho’s id of its message', async () => {
  const { events } = await traceRecord(steps.ports.ledger, 'demo', 'acme:interactions:I1');
  const id = [...org().mails].find(([, one]) => one.body['original_message_id'] === '<m1@a.example>')![0];
  expect(events.map(({ what }) => what)).toContain(`created as Emails ${id}`);
});

test('a spot check shows an e-mail as Zoho has it', async () => {
  const run = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  await drawSpotCheck(steps.ports, stored, run, never);
  const { id } = await findRun(steps.ports.ledger, run);
  const { records } = (await readSpotCheck(steps.ports.ledger, id))!;
  const fields = new Map(
    records.find(({ key }) => key === 'acme:interactions:I2')?.fields.map((one) => [one.field, one] as const),
  );
  expect(fields.get('to')?.now).toEqual(['ann@a.example', 'bob@b.example']);
  expect(fields.get('content')).toMatchObject({ now: '<p>Sorry</p>', source: [{ column: 'body' }] });
  expect([...fields.values()].filter(({ differs }) => differs)).toEqual([]);
});

test('the plan of the schema leaves e-mails out, which have no fields to create', async () => {
  const state = await describeSchema(steps.ports, stored, { environment: 'sandbox' });
  expect(JSON.stringify(state)).not.toContain('Emails');
});

test('what Zoho has is compared with the source, field by field', async () => {
  const run = { engagement: 'demo', environment: 'sandbox', run: 'full-1', module: 'Emails' } as const;
  const [first, second] = present() as [Mail, Mail];
  const [before, other] = [first.body, second.body];
  first.body = { ...before, subject: 'Changed', content: 'Changed' };
  second.body = { ...other, sent: !other['sent'] };
  expect(await verifyModule(steps.ports, stored, run, never)).toEqual({ agrees: false });
  [first.body, second.body] = [before, other];
  expect((await documentOf('full-1')).differences).toEqual([
    { key: 'acme:interactions:I1', field: 'content' },
    { key: 'acme:interactions:I1', field: 'subject' },
    { key: 'acme:interactions:I2', field: 'sent' },
  ]);
});

test('a delta adds new e-mails, and reports those that are other ones now', async () => {
  const changed = mails.map((row): Row =>
    row[0] === 'I1' ? (['I1', ...row.slice(1, 5), 'Other', ...row.slice(6)] as Row) : row,
  );
  const fresh: Row = [
    'I20',
    'S2',
    care,
    'works@b.example',
    'New',
    'Text',
    '2024-02-01 10:00:00',
    'out',
    '<m20@b.example>',
  ];
  deliver(steps, { interactions: csv([...changed, fresh]) });
  const { name } = await steps.extract('delta-1');
  const { run, reports } = await steps.load('sandbox', 'delta', name);
  const report = reports.at(-1)!;
  expect(report).toMatchObject({ identityClosed: true, gaps: [], destination: { before: 7, now: 8 } });
  expect(report.objects).toMatchObject([{ outcomes: { created: 1, updated: 0 } }]);
  expect(report.reasons).toContainEqual({
    outcome: 'rejected',
    reason: 'it is another one in the source now, and Zoho can not change an e-mail: it stays as it was added',
    count: 1,
  });
  expect(originals()).toContain('<m20@b.example>');
  await verifyModule(steps.ports, stored, { ...run, module: 'Emails' }, never);
  const { differences, refused } = await documentOf('delta-1');
  expect([differences, refused?.map(({ key }) => key)]).toEqual([[], ['acme:interactions:I1']]);
  deliver(steps, rows);
});

test('e-mails go with their records in a rollback, and stay on those that stay', async () => {
  const person = org()
    .modules.get('Contacts')!
    .records.get(idOf(steps, 'Contacts', 'acme:subscribers:S1'))!;
  const other = org().users.find(({ id }) => id !== person.modifiedBy)!;
  Object.assign(person, { modifiedBy: other.id, modifiedAt: Date.now() + 60_000 });
  const { preview, report } = await steps.rollBack('sandbox');
  expect(preview.modules.at(-1)).toMatchObject({ module: 'Emails', toDelete: 2, kept: 6 });
  expect(report.modules.at(-1)).toMatchObject({ module: 'Emails', deleted: 2, kept: 6 });
  const [left] = report.left.filter(({ module }) => module === 'Emails');
  expect(left?.reason).toBe('Zoho has no call that deletes an e-mail, and its record stays');
  expect(org().mails.has(left!.zohoId)).toBe(true);
  expect(originals()).toHaveLength(6);
});

test('what stayed is not added again, and goes with its record later', async () => {
  const { name } = await steps.extract('full-2');
  const { reports } = await steps.load('sandbox', 'full', name);
  expect(reports.at(-1)).toMatchObject({ identityClosed: true, gaps: [] });
  expect(originals().sort()).toEqual(all);
  const person = org()
    .modules.get('Contacts')!
    .records.get(idOf(steps, 'Contacts', 'acme:subscribers:S1'))!;
  person.modifiedBy = String(org().modules.get('Accounts')!.records.values().next().value!.modifiedBy);
  await steps.ports.ledger.query('update record set modified_at = null');
  expect((await steps.rollBack('sandbox')).report.left).toEqual([]);
  expect(present()).toEqual([]);
});

test('an e-mail is added once although the answer to it was lost', async () => {
  steps.ports.requestTimeoutMs = 300;
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '/associate_email$', share: 1, count: 2 },
    { kind: 'reset-before-commit', method: 'POST', path: '/associate_email$', share: 1, count: 1 },
  ]);
  const { name } = await steps.extract('full-3');
  const { reports } = await steps.load('sandbox', 'full', name);
  expect(steps.emulator.admin.faults.counts()).toMatchObject({ 'reset-after-commit': 2, 'reset-before-commit': 1 });
  expect(reports.at(-1)).toMatchObject(closed);
  expect(originals().sort()).toEqual(all);
  await steps.rollBack('sandbox');
});

test('a lane that dies after each e-mail adds each once', async () => {
  const { openZoho } = steps.ports;
  let attempts = 0;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    const addMail: typeof zoho.addMail = async (...mail) => {
      await zoho.addMail(...mail);
      attempts += 1;
      throw new Error('the worker dies');
    };
    return { ...zoho, addMail };
  };
  steps.ports.requestTimeoutMs = 50;
  const phase = await beginLast(steps, stored, 'full-4');
  const lane = { ...phase, ...onlyLane } as const;
  const isKilled = () =>
    loadLane(steps.ports, stored, lane, never).then(
      () => false,
      () => true,
    );
  // The last one is refused each time: another e-mail has the same id of the message.
  while (attempts < 8 && (await isKilled()));
  steps.ports.openZoho = openZoho;
  await loadLane(steps.ports, stored, lane, never);
  expect(originals().sort()).toEqual(all);
  expect(await reportPhase(steps.ports, stored, phase)).toMatchObject(closed);
});

test('the e-mails of a phase are counted once, whatever the figure, and not again before it', async () => {
  const phase = { engagement: 'demo', environment: 'sandbox', run: 'full-4', module: 'Emails' } as const;
  const { openZoho } = steps.ports;
  const counted: string[] = [];
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    const listMails: typeof zoho.listMails = (owner, ...rest) => {
      counted.push(owner.module);
      return zoho.listMails(owner, ...rest);
    };
    return { ...zoho, listMails };
  };
  const [id, mail] = [...org().mails].find(([, one]) => isPresent(org(), one))!;
  org().mails.delete(id);
  const report = await reportPhase(steps.ports, stored, phase);
  org().mails.set(id, mail);
  expect([report.destination, counted.sort()]).toEqual([{ before: 0, now: 6, expected: 7 }, ['Accounts', 'Contacts']]);
  await beginPhase(steps.ports, stored, phase);
  expect(counted).toHaveLength(2);
  steps.ports.openZoho = openZoho;
  expect(await reportPhase(steps.ports, stored, phase)).toMatchObject(closed);
});

test('a process that is killed while it adds e-mails leaves none out, and adds none twice', async () => {
  await steps.rollBack('sandbox');
  const phase = await beginLast(steps, stored, 'full-5');
  const lane = { ...phase, ...onlyLane } as const;
  // A request takes so long that the kill comes while one is on the way.
  steps.emulator.admin.faults.set([{ kind: 'latency', method: 'POST', path: '/associate_email$', share: 1, ms: 200 }]);
  await killLane(steps, lane, () => present().length >= 2);
  steps.emulator.admin.faults.set([]);
  await endLane(steps, lane);
  expect(originals().sort()).toEqual(all);
  expect(await reportPhase(steps.ports, stored, phase)).toMatchObject(closed);
});

test('a rollback finds an e-mail that was sent when a worker died', async () => {
  await steps.rollBack('sandbox');
  const phase = await beginLast(steps, stored, 'full-6');
  const { openZoho } = steps.ports;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    const addMail: typeof zoho.addMail = async (...mail) => {
      await zoho.addMail(...mail);
      throw new Error('the worker dies');
    };
    return { ...zoho, addMail };
  };
  await expect(loadLane(steps.ports, stored, { ...phase, ...onlyLane }, never)).rejects.toThrow('the worker dies');
  steps.ports.openZoho = openZoho;
  const { preview, report } = await steps.rollBack('sandbox');
  expect(preview.modules.at(-1)).toMatchObject({ module: 'Emails', toDelete: 1, kept: 0 });
  expect(report.modules.at(-1)).toMatchObject({ module: 'Emails', deleted: 1, kept: 0 });
});
