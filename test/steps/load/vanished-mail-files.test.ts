import { isPresent } from '../../../emulators/zoho/activities/mails.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { deliver, mailsOfSubscribers, prepareDelivery, sandboxOf } from '../../support/small-delivery.ts';
import { never, type StepsEngagement } from '../../support/steps.ts';

const mapping = `modules:
  Contacts:
    vanished: delete
    sources:
      - object: subscribers
        dedupe: [[tax]]
        fields: { Last_Name: { from: name, required: true } }
${mailsOfSubscribers}
  Attachments:
    sources:
      - object: documents
        fields: { File_Name: { from: name }, Parent_Id: { from: owner, lookup_from: object, required: true } }
`;
const people = { S1: 'S1,Ash,T1\n', S3: 'S3,Ash,T1\n', S4: 'S4,Elm,T4\n' };
const listOf = (...rows: string[]) => ({ subscribers: `NO,NAME,TAX\n${rows.join('')}` });
const mail = (no: string, owner: string) => `${no},${owner},care@operator.example,ann@a.example,2024-01-02 10:00:00\n`;

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({
    rows: {
      ...listOf(people.S1, people.S3, people.S4),
      interactions: `NO,OWNER,FROM,TO,AT\n${mail('I3', 'S3')}${mail('I4', 'S4')}`,
      documents: 'NO,OBJECT,OWNER,NAME\nD3,interactions,I3,three.txt\nD4,interactions,I4,four.txt\n',
    },
    files: { 'documents/D3': 'The text of D3.', 'documents/D4': 'The text of D4.' },
    profile: { documentContent: 'documents/{no}' },
    mapping,
  });
});
afterAll(() => steps.close());

const load = async (kind: 'full' | 'delta', staging: string) => {
  const stored = await steps.open();
  const { run, reports } = await steps.load('sandbox', kind, (await steps.extract(staging)).name);
  for (const module of stored.modules)
    expect([module, await verifyModule(steps.ports, stored, { ...run, module }, never)]).toEqual([
      module,
      { agrees: true },
    ]);
  const { outcomes, gaps, destination } = reports.at(-1)!;
  expect(gaps).toEqual([]);
  return { ...Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0)), now: destination.now };
};
/** The files of the e-mails that are on records, by subject. */
const files = () => {
  const org = sandboxOf(steps);
  const present = [...org.mails.values()].filter((one) => isPresent(org, one));
  return Object.fromEntries(
    present.map(({ body, files: own }) => [String(body['subject']), own.map(({ bytes }) => bytes.toString())]),
  );
};
const whole = { I3: ['The text of D3.'], I4: ['The text of D4.'] };

test('a file goes with its e-mail that is added again on the record which takes the place of a deleted one', async () => {
  expect(await load('full', 'full-1')).toEqual({ created: 2, now: 2 });
  expect(files()).toEqual(whole);
  deliver(steps, listOf(people.S3, people.S4));
  expect(await load('delta', 'delta-1')).toEqual({ created: 1, unchanged: 1, now: 2 });
  expect(files()).toEqual(whole);
});

test('a file whose e-mail went with its record is rejected, and is there again when the record is back', async () => {
  deliver(steps, listOf(people.S3));
  expect(await load('delta', 'delta-2')).toEqual({ rejected: 1, unchanged: 1, now: 1 });
  deliver(steps, listOf(people.S3, people.S4));
  expect(await load('delta', 'delta-3')).toEqual({ created: 1, unchanged: 1, now: 2 });
  expect(files()).toEqual(whole);
});

test('a file is in its e-mail again that is added again because it is gone from Zoho', async () => {
  const { mails } = sandboxOf(steps);
  mails.delete([...mails].find(([, one]) => one.body['subject'] === 'I4' && isPresent(sandboxOf(steps), one))![0]);
  deliver(steps, listOf(people.S3));
  const { openZoho } = steps.ports;
  steps.ports.openZoho = (...args) => ({
    ...openZoho(...args),
    remove: (_, ids) => Promise.resolve(ids.map(() => ({ ok: false, code: 'LOCKED', reason: 'it is locked' }))),
  });
  const { reports } = await steps.load('sandbox', 'delta', (await steps.extract('delta-4')).name);
  steps.ports.openZoho = openZoho;
  expect(reports.at(-1)).toMatchObject({ identityClosed: true, destination: { now: 2, expected: 2 } });
  expect(files()).toEqual(whole);
});
