import { isPresent } from '../../../emulators/zoho/activities/mails.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { deliver, prepareDelivery, sandboxOf, writeMapping } from '../../support/small-delivery.ts';
import { never, type StepsEngagement } from '../../support/steps.ts';

const mapping = `modules:
  Contacts:
    vanished: delete
    sources:
      - object: subscribers
        dedupe: [[tax]]
        fields: { Last_Name: { from: name, required: true } }
  Notes:
    sources:
      - object: notes
        fields: { Note_Content: { from: text, split: true, required: true }, Parent_Id: { from: owner, lookup: subscribers, required: true } }
  Attachments:
    sources:
      - object: documents
        fields: { File_Name: { from: name }, Parent_Id: { from: owner, lookup: subscribers, required: true } }
  Emails:
    sources:
      - object: interactions
        fields:
          from: { from: from }
          to: { from: to }
          cc: { from: copy }
          subject: { from: subject }
          content: { from: subject }
          date_time: { from: at, transforms: [datetime], required: true }
          sent: { constant: true }
          Parent_Id: { from: owner, lookup: subscribers, required: true }
`;
/** S3 is the same person as S1, and S4 a different one. */
const people = { S1: 'S1,Ash,T1\n', S3: 'S3,Ash,T1\n', S4: 'S4,Elm,T4\n' };
const attached = ['Notes', 'Attachments', 'Emails'] as const;

let steps: StepsEngagement;
const listOf = (...rows: string[]) => ({ subscribers: `NO,NAME,TAX\n${rows.join('')}` });
const mailsOf = (...rows: string[]) => ({ interactions: `NO,OWNER,SUBJECT,FROM,TO,AT,COPY\n${rows.join('')}` });
const mail = (no: string, owner: string, copy = 'c@c.example') =>
  `${no},${owner},Subject ${no},care@operator.example,ann@a.example,2024-01-02 10:00:00,${copy}\n`;
beforeAll(async () => {
  steps = await prepareDelivery({
    rows: {
      ...listOf(people.S1, people.S3, people.S4),
      notes: `NO,OWNER,TEXT\nN3,S3,${'Call back. '.repeat(7_000)}\nN4,S4,Done\n`,
      documents: 'NO,OWNER,NAME\nD3,S3,three.txt\nD4,S4,four.txt\n',
      ...mailsOf(mail('I3', 'S3'), mail('I4', 'S4')),
    },
    files: { 'documents/D3': 'The text of D3.', 'documents/D4': 'The text of D4.' },
    profile: { documentContent: 'documents/{no}' },
    mapping,
  });
});
afterAll(() => steps.close());

const org = () => sandboxOf(steps);
const load = async (kind: 'full' | 'delta', staging: string) => {
  const stored = await steps.open();
  const { run, reports } = await steps.load('sandbox', kind, (await steps.extract(staging)).name);
  for (const module of stored.modules)
    expect([module, await verifyModule(steps.ports, stored, { ...run, module }, never)]).toEqual([
      module,
      { agrees: true },
    ]);
  return new Map(
    reports.map(({ module, outcomes, gaps, destination }) => [
      module,
      {
        ...Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0)),
        ...(gaps.length > 0 ? { gaps } : {}),
        now: destination.now,
      },
    ]),
  );
};
const attachedIn = (reports: Awaited<ReturnType<typeof load>>) => attached.map((module) => reports.get(module));
const mailIds = () => [...org().mails].filter(([, one]) => isPresent(org(), one)).map(([id]) => id);
/** The names of the people that notes, files and e-mails hang on. */
const owners = () => {
  const { records } = org().modules.get('Contacts')!;
  const nameOf = (id: unknown) => records.get(String(id))?.values['Last_Name'];
  const { Notes: notes, Attachments: files } = steps.state('sandbox');
  const ofRecords = [notes!, files!].map(({ records: list }) => list.map((one) => nameOf(one['Parent_Id'])));
  const ofMails = mailIds().map((id) => nameOf(org().mails.get(id)!.parent));
  return [...ofRecords, ofMails].map((names) => [...new Set(names)].sort());
};
const each = <Value>(value: Value) => attached.map(() => value);

test('what hangs on a record that was merged into a deleted one is created on the record that takes its place', async () => {
  expect(attachedIn(await load('full', 'full-1'))).toEqual(each({ created: 2, now: 2 }));
  expect(owners()).toEqual(each(['Ash', 'Elm']));

  deliver(steps, listOf(people.S3, people.S4));
  const reports = await load('delta', 'delta-1');
  expect(reports.get('Contacts')).toEqual({ created: 1, unchanged: 1, now: 2 });
  expect(attachedIn(reports)).toEqual(each({ created: 1, unchanged: 1, now: 2 }));
  expect(owners()).toEqual(each(['Ash', 'Elm']));
});

test('what hangs on a record that Zoho refused to delete goes when a later run deletes it', async () => {
  deliver(steps, listOf(people.S3));
  const { openZoho } = steps.ports;
  steps.ports.openZoho = (...args) => ({
    ...openZoho(...args),
    remove: (_, ids) => Promise.resolve(ids.map(() => ({ ok: false, code: 'LOCKED', reason: 'it is locked' }))),
  });
  const refused = await load('delta', 'delta-2');
  steps.ports.openZoho = openZoho;
  expect(refused.get('Contacts')?.gaps).toEqual([expect.stringContaining('refused to delete 1')]);
  expect(attachedIn(refused)).toEqual(each({ updated: 1, unchanged: 1, now: 2 }));
  expect(attachedIn(await load('delta', 'delta-3'))).toEqual(each({ rejected: 1, unchanged: 1, now: 1 }));

  deliver(steps, listOf(people.S3, people.S4));
  expect(attachedIn(await load('delta', 'delta-4'))).toEqual(each({ created: 1, unchanged: 1, now: 2 }));
});

test('what hangs on a record that people edited stays, and nothing is added again', async () => {
  const person = [...org().modules.get('Contacts')!.records.values()].find(
    ({ values }) => values['Last_Name'] === 'Elm',
  )!;
  const other = org().users.find(({ id }) => id !== person.modifiedBy)!;
  Object.assign(person, { modifiedBy: other.id, modifiedAt: Date.now() + 60_000 });
  deliver(steps, listOf(people.S3));
  const before = mailIds();
  expect(attachedIn(await load('delta', 'delta-5'))).toEqual(each({ updated: 1, unchanged: 1, now: 2 }));
  expect(mailIds()).toEqual(before);
});

test('an e-mail on a record that may be deleted is rejected if it is another one now, and added again if it is gone', async () => {
  writeMapping(steps, mapping.replace('vanished: delete', 'vanished: ask'));
  deliver(steps, { ...listOf(people.S4), ...mailsOf(mail('I3', 'S3', ''), mail('I4', 'S4')) });
  const before = mailIds();
  const reports = await load('delta', 'delta-6');
  expect(reports.get('Contacts')?.gaps).toEqual([expect.stringContaining('1 Contacts vanished')]);
  expect(reports.get('Emails')).toEqual({ rejected: 1, unchanged: 1, now: 2 });
  expect(mailIds()).toEqual(before);

  const gone = before.find((id) => org().mails.get(id)!.body['subject'] === 'Subject I3')!;
  org().mails.delete(gone);
  expect((await load('delta', 'delta-7')).get('Emails')).toEqual({ created: 1, unchanged: 1, now: 2 });
});
