import { isPresent } from '../../../emulators/zoho/activities/mails.ts';
import { endCancelled } from '../../../steps/cancel.ts';
import { loadLane } from '../../../steps/load/load-lane.ts';
import type { Ports } from '../../../steps/ports.ts';
import {
  beginLast,
  deliver,
  mailsOfSubscribers,
  onlyLane,
  prepareDelivery,
  sandboxOf,
} from '../../support/small-delivery.ts';
import { never, type StepsEngagement } from '../../support/steps.ts';

const mapping = `modules:
  Contacts:
    vanished: delete
    sources:
      - { object: subscribers, fields: { Last_Name: { from: name, required: true } } }
${mailsOfSubscribers}
  Attachments:
    sources:
      - object: documents
        fields: { File_Name: { from: name }, Parent_Id: { from: owner, lookup_from: object, required: true } }
`;
const listOf = (...rows: string[]) => ({ subscribers: `NO,NAME\n${rows.join('')}` });
const people = ['S1,Ash\n', 'S2,Birch\n'] as const;

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({
    rows: {
      ...listOf(...people),
      interactions: 'NO,OWNER,FROM,TO,AT\nI1,S1,care@operator.example,ann@a.example,2024-01-02 10:00:00\n',
      documents: 'NO,OBJECT,OWNER,NAME\nD1,interactions,I1,one.txt\n',
    },
    files: { 'documents/D1': 'The text of D1.' },
    profile: { documentContent: 'documents/{no}' },
    mapping,
  });
  steps.ports.requestTimeoutMs = 50;
});
afterAll(() => steps.close());

type OpenedZoho = ReturnType<Ports['openZoho']>;
/** Does this with a Zoho that is another one in some calls. */
async function withZoho<Result>(change: (zoho: OpenedZoho) => Partial<OpenedZoho>, work: () => Promise<Result>) {
  const { openZoho } = steps.ports;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    return { ...zoho, ...change(zoho) };
  };
  try {
    return await work();
  } finally {
    steps.ports.openZoho = openZoho;
  }
}
const noSpace = (): Partial<OpenedZoho> => ({
  uploadFile: () =>
    Promise.resolve({ ok: false, code: 'STORAGE_SPACE_EXCEEDED', reason: 'STORAGE_SPACE_EXCEEDED' } as const),
});
const locked = (): Partial<OpenedZoho> => ({
  remove: (_, ids) => Promise.resolve(ids.map(() => ({ ok: false, code: 'LOCKED', reason: 'it is locked' }) as const)),
});
const load = async (kind: 'full' | 'delta', staging: string) => {
  const { reports } = await steps.load('sandbox', kind, (await steps.extract(staging)).name);
  return new Map(reports.map((report) => [report.module, report]));
};
/** The files of the e-mails that are on records, by subject. */
const files = () => {
  const org = sandboxOf(steps);
  const present = [...org.mails.values()].filter((one) => isPresent(org, one));
  return Object.fromEntries(
    present.map(({ body, files: own }) => [String(body['subject']), own.map(({ bytes }) => bytes.toString())]),
  );
};
const whole = { I1: ['The text of D1.'] };

test('an e-mail whose answer was lost in a cancelled load is found before its files are uploaded again', async () => {
  const stored = await steps.open();
  const phase = await beginLast(steps, stored, 'full-1', 'Emails');
  await withZoho(
    ({ addMail }) => ({
      async addMail(...mail) {
        await addMail(...mail);
        throw new Error('the worker dies');
      },
    }),
    () => expect(loadLane(steps.ports, stored, { ...phase, ...onlyLane }, never)).rejects.toThrow('the worker dies'),
  );
  await endCancelled(steps.ports, stored);
  const reports = await withZoho(noSpace, () => load('full', 'full-2'));
  expect(reports.get('Emails')).toMatchObject({ outcomes: { created: 1, rejected: 0 } });
  expect(reports.get('Attachments')).toMatchObject({ gaps: [], outcomes: { created: 1, rejected: 0 } });
  expect(files()).toEqual(whole);
});

test('a file is in its e-mail again although Zoho refused once to add that again', async () => {
  sandboxOf(steps).mails.clear();
  // Its record is to be deleted, and Zoho refuses it: the e-mail is looked at again in each delta.
  deliver(steps, listOf(people[1]));
  const refused = await withZoho(
    () => ({ ...noSpace(), ...locked() }),
    () => load('delta', 'delta-1'),
  );
  expect(refused.get('Emails')).toMatchObject({ outcomes: { rejected: 1 } });
  expect(refused.get('Attachments')!.reasons).toEqual([
    expect.objectContaining({ reason: expect.stringContaining('its e-mail is not in Zoho any more') as string }),
  ]);
  expect(files()).toEqual({});
  const added = await withZoho(locked, () => load('delta', 'delta-2'));
  expect(added.get('Attachments')).toMatchObject({ identityClosed: true, gaps: [], outcomes: { rejected: 0 } });
  expect(files()).toEqual(whole);
});

test('Zoho is asked for no file by the number that stands for it in the ledger', async () => {
  const asked: string[] = [];
  const { report } = await withZoho(
    ({ queryByIds }) => ({
      queryByIds(module, ids, ...rest) {
        asked.push(...ids);
        return queryByIds(module, ids, ...rest);
      },
    }),
    () => steps.rollBack('sandbox'),
  );
  expect(report.modules.find(({ module }) => module === 'Attachments')).toMatchObject({ deleted: 1, kept: 0 });
  expect([report.left, files(), asked]).toEqual([[], {}, []]);
});
