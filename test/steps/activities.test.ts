import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { idOf, prepareDelivery } from '../support/small-delivery.ts';
import { never, type StepsEngagement } from '../support/steps.ts';
import { openSandbox } from '../support/zoho-client.ts';

/** A delivery with the history of two customers: a person and a firm. One interaction is of a customer who is not delivered. */
const rows = {
  billing_accounts: 'NO,NAME\nA1,Alder Ltd\n',
  subscribers: 'NO,KIND,ACCOUNT,NAME\nS1,RES,A1,Ash\nS2,BUS,A1,Birch Works\n',
  interactions: [
    'NO,CUSTOMER,KIND,DIRECTION,SUBJECT,BEGIN,END,TEXT',
    'I1,S1,call,inbound,Bill too high,2024-03-01 10:00:00,2024-03-01 10:02:30,Explained the bill',
    'I2,S2,call,outbound,Call back,2024-07-01 09:00:00,,No answer',
    'I3,S1,meeting,inbound,Renewal,2023-01-10 14:00:00,2023-01-10 15:00:00,Two years more',
    'I4,S9,call,inbound,Lost phone,2024-03-02 10:00:00,2024-03-02 10:01:00,',
    'I5,S2,task,inbound,Send the form,2022-05-01 08:00:00,,Sent',
    'I6,S1,fax,inbound,Form,2022-05-01 08:00:00,,',
    '',
  ].join('\n'),
  notes: [
    'NO,CUSTOMER,AUTHOR,TEXT,WRITTEN',
    'N1,S1,anna,Wants paper bills,2021-11-05 09:30:00',
    'N2,S2,bert,Wants paper bills,2021-11-05 09:30:00',
    'N3,S2,bert,Wants paper bills,2021-11-05 09:30:00',
    '',
  ].join('\n'),
};
const subject = '{ from: customer, lookup: subscribers, required: true }';
const mapping = `modules:
  Accounts:
    sources:
      - { object: billing_accounts, fields: { Account_Name: { from: name, required: true } } }
      - { object: subscribers, route: { field: kind, in: [BUS] }, fields: { Account_Name: { from: name, required: true } } }
  Contacts:
    sources:
      - { object: subscribers, route: { field: kind, in: [RES] }, fields: { Last_Name: { from: name, required: true } } }
  Tasks:
    sources:
      - object: interactions
        route: { field: kind, in: [task] }
        fields:
          Subject: { from: subject, required: true }
          Status: { constant: Completed }
          Due_Date: { from: begin, transforms: [date] }
          What_Id: ${subject}
  Calls:
    custom:
      Direction: { type: text }
    sources:
      - object: interactions
        route: { field: kind, in: [call] }
        fields:
          Subject: { from: subject, required: true }
          Call_Type: { from: direction, map: directions, required: true }
          Call_Start_Time: { from: begin, transforms: [datetime], required: true }
          Call_Duration: { from: begin, until: end, transforms: [duration], required: true }
          Outbound_Call_Status: { from: direction, map: made }
          What_Id: ${subject}
          Description: { from: text }
        custom:
          Direction: { from: direction }
  Events:
    sources:
      - object: interactions
        route: { field: kind, in: [meeting] }
        fields:
          Event_Title: { from: subject, required: true }
          Start_DateTime: { from: begin, transforms: [datetime], required: true }
          End_DateTime: { from: [end, begin], transforms: [datetime], required: true }
          What_Id: ${subject}
  Notes:
    sources:
      - object: notes
        fields:
          Note_Title: { from: [written, author], join: ' · ' }
          Note_Content: { from: text, required: true }
          Parent_Id: ${subject}
maps:
  directions: { inbound: Inbound, outbound: Outbound }
  made: { inbound: null, outbound: Completed }
`;

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({ rows, mapping });
  stored = await steps.open();
});
afterAll(() => steps.close());

const inZoho = (module: string) => steps.state('sandbox')[module]?.records ?? [];

test('calls, meetings, tasks and notes hang on their record with their original times, and a rollback removes them', async () => {
  const { name } = await steps.extract('full-1');
  const { run, reports } = await steps.load('sandbox', 'full', name);
  expect(stored.modules).toEqual(['Accounts', 'Contacts', 'Tasks', 'Calls', 'Events', 'Notes']);
  const ends = Object.fromEntries(reports.map((one) => [one.module, one.objects.map(({ outcomes }) => outcomes)]));
  expect(ends).toMatchObject({
    Tasks: [{ created: 1 }],
    Calls: [{ created: 2, rejected: 1 }],
    Events: [{ created: 1 }],
    Notes: [{ created: 3 }],
  });
  expect(reports.every(({ identityClosed, gaps }) => identityClosed && gaps.length === 0)).toBe(true);

  const person = idOf(steps, 'Contacts', 'acme:subscribers:S1');
  const firm = idOf(steps, 'Accounts', 'acme:subscribers:S2');
  expect(inZoho('Calls')).toMatchObject([
    {
      Subject: 'Bill too high',
      Call_Type: 'Inbound',
      Call_Start_Time: '2024-03-01T10:00:00+00:00',
      Call_Duration: '02:30',
    },
    {
      Subject: 'Call back',
      Call_Type: 'Outbound',
      Call_Start_Time: '2024-07-01T09:00:00+01:00',
      Call_Duration: '00:01',
    },
  ]);
  expect(inZoho('Calls').map((one) => [one['Who_Id'], one['What_Id']])).toEqual([
    [person, null],
    [null, firm],
  ]);
  expect(inZoho('Events')).toMatchObject([{ Start_DateTime: '2023-01-10T14:00:00+00:00', Who_Id: person }]);
  expect(inZoho('Notes').map((one) => one['Note_Title'])).toEqual([
    '2021-11-05 09:30:00 · anna [acme:notes:N1]',
    '2021-11-05 09:30:00 · bert [acme:notes:N2]',
    '2021-11-05 09:30:00 · bert [acme:notes:N3]',
  ]);
  for (const module of stored.modules)
    expect(await verifyModule(steps.ports, stored, { ...run, module }, never)).toMatchObject({ agrees: true });

  const { report } = await steps.rollBack('sandbox');
  expect(report.left).toEqual([]);
  for (const module of stored.modules) expect(inZoho(module)).toEqual([]);
});

test('a note is written once although the answer to it was lost, also where another note has the same text', async () => {
  steps.ports.requestTimeoutMs = 300;
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '^/Notes', share: 1, count: 1 },
    { kind: 'reset-after-commit', method: 'POST', path: '^/Calls', share: 1, count: 1 },
  ]);
  const { name } = await steps.extract('full-2');
  await steps.load('sandbox', 'full', name);
  expect(steps.emulator.admin.faults.counts()).toMatchObject({ 'reset-after-commit': 2 });
  expect(inZoho('Notes')).toHaveLength(3);
  expect(inZoho('Calls')).toHaveLength(2);
});

test('a note that people write on a migrated record keeps the record in a rollback, and our notes do not', async () => {
  const firm = idOf(steps, 'Accounts', 'acme:subscribers:S2');
  const zoho = openSandbox(steps.emulator);
  await zoho.insert('Notes', [{ Parent_Id: { id: firm, module: { api_name: 'Accounts' } }, Note_Content: 'By hand' }]);
  const { report } = await steps.rollBack('sandbox');
  expect(report.left.map(({ key, reason }) => [key, reason])).toEqual([
    ['acme:subscribers:S2', 'people attached a note to it'],
  ]);
});
