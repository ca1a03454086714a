import { mailsOfSubscribers, prepareDelivery, sandboxOf } from '../../support/small-delivery.ts';
import type { StepsEngagement } from '../../support/steps.ts';

const mapping = `modules:
  Contacts:
    sources:
      - { object: subscribers, fields: { Last_Name: { from: name, required: true } } }
${mailsOfSubscribers}
  Attachments:
    sources:
      - object: documents
        fields: { File_Name: { from: name }, Parent_Id: { from: owner, lookup: [interactions, subscribers], required: true } }
`;
const mail = (no: string) => `${no},7,care@operator.example,ann@a.example,2024-01-02 10:00:00\n`;

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({
    rows: {
      subscribers: 'NO,NAME\n7,Ash\n',
      interactions: `NO,OWNER,FROM,TO,AT\n${mail('7')}${mail('8')}`,
      documents: 'NO,OWNER,NAME\nD7,7,seven.txt\nD8,8,eight.txt\n',
    },
    files: { 'documents/D7': 'The text of D7.', 'documents/D8': 'The text of D8.' },
    profile: { documentContent: 'documents/{no}' },
    mapping,
  });
});
afterAll(() => steps.close());

test('a document that can belong to an e-mail or to another record is rejected, and does not go with the e-mail', async () => {
  await steps.open();
  const { reports } = await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
  expect(reports.at(-1)).toMatchObject({ identityClosed: true, gaps: [], outcomes: { created: 1, rejected: 1 } });
  const sent = [...sandboxOf(steps).mails.values()].map(({ body, files }) => [
    body['subject'],
    files.map(({ name }) => name),
  ]);
  expect(sent).toEqual([
    ['7', []],
    ['8', ['eight [acme.documents.D8].txt']],
  ]);
});
