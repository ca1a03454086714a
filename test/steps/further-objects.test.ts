import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope, Trace } from '../../schemas/report.ts';
import { answerInquiry } from '../../steps/answer-inquiry.ts';
import { discover } from '../../steps/discover.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** A delivery whose persons are in a file beside the accounts, with a file of payments. */
const files: Record<string, string> = {
  'accounts.csv': 'NO,NAME\nA1,Alder Ltd\nA2,Birch Ltd\n',
  'persons.csv':
    'NO,ACCOUNT,LAST,MAIL\nC1,A1,Ash,ann@alder.example\nC2,A2,Beech,bob@birch.example\nC3,A9,Cedar,\nC4,A1,Ash,ann@alder.example\n',
  'payments.csv': 'NO,ACCOUNT,AMOUNT\nP1,A1,30.00\nP2,A2,12.50\nP2,A2,12.50\n',
  'plans.csv': 'NO,NAME\nPAY,Payment received\n',
};
const object = (key: string, file: string, fields: string) =>
  `{ key: ${key}, files: ${file}.csv, format: csv, fields: ${fields} }`;
const profile = `kind: files
folder: delivery
system: acme
timeZone: UTC
objects:
  billing_accounts: ${object('no', 'accounts', '{ no: NO, name: NAME }')}
  service_plans: ${object('no', 'plans', '{ no: NO, name: NAME }')}
  contacts: ${object('no', 'persons', '{ no: NO, account: ACCOUNT, last: LAST, mail: MAIL }')}
  payments: ${object('no', 'payments', '{ no: NO, account: ACCOUNT, lines: { unpivot: [{ item: { constant: PAY }, quantity: { constant: "1" }, price: AMOUNT }] } }')}
`;
const contacts = `  Contacts:
    sources:
      - object: contacts
        dedupe: [[mail]]
        fields:
          Last_Name: { from: last, required: true }
          Email: { from: mail, transforms: [email] }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
`;
const payments = `  Sales_Orders:
    sources:
      - object: payments
        money: {}
        fields:
          Subject: { from: no, required: true }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
        lines:
          from: lines
          into: Ordered_Items
          fields:
            Product_Name: { from: item, lookup: service_plans, required: true }
            Quantity: { from: quantity, transforms: [decimal], required: true }
            List_Price: { from: price, transforms: [money], required: true }
`;
const mapping = `version: 1
phoneRegion: GB
currency: GBP
modules:
  Accounts:
    sources:
      - { object: billing_accounts, fields: { Account_Name: { from: name, required: true } } }
  Products:
    sources:
      - { object: service_plans, fields: { Product_Name: { from: name, required: true } } }
${contacts}`;

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  mkdirSync(join(steps.folder, 'delivery'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(steps.folder, 'delivery', name), text);
  writeFileSync(join(steps.folder, 'source.yml'), profile);
});
afterAll(() => steps.close());

const readScope = async () => {
  await discover(steps.ports, stored);
  return JSON.parse(readFileSync(join(steps.folder, 'documents/scope.json'), 'utf8')) as Scope;
};
const inZoho = (module: string) => steps.state('sandbox')[module]?.records ?? [];

test('contacts and payments become records where the mapping has a source for them, with keys, counts and traces', async () => {
  writeFileSync(join(steps.folder, 'mapping.yml'), mapping + payments);
  stored = await steps.open();
  const scope = await readScope();
  expect(
    scope.objects.map(({ object: name, routes }) => `${name} ${routes.map(({ module }) => module).join()}`).sort(),
  ).toEqual(['billing_accounts Accounts', 'contacts Contacts', 'payments Sales_Orders', 'service_plans Products']);
  const { name } = await steps.extract('full-1');
  const { run, reports } = await steps.load('sandbox', 'full', name);
  const report = (module: string) => reports.find((one) => one.module === module);
  expect(reports.every(({ identityClosed }) => identityClosed)).toBe(true);
  expect(report('Contacts')?.objects).toMatchObject([
    { object: 'contacts', extracted: 4, outcomes: { created: 2, merged: 1, rejected: 1 } },
  ]);
  expect(report('Sales_Orders')?.objects).toMatchObject([
    { object: 'payments', extracted: 3, outcomes: { created: 2, rejected: 1 } },
  ]);
  expect(inZoho('Sales_Orders').map((one) => [one['Portage_Key'], one['Grand_Total']])).toEqual([
    ['acme:payments:P1', 30],
    ['acme:payments:P2', 12.5],
  ]);
  for (const module of stored.modules)
    expect(await verifyModule(steps.ports, stored, { ...run, module }, never)).toMatchObject({ agrees: true });
  const question = { about: 'trace', engagement: 'demo', key: 'payments:P1' } as const;
  expect(((await answerInquiry(steps.ports, question, never)) as Trace).events.length).toBeGreaterThan(0);

  await steps.rollBack('sandbox');
  expect([...inZoho('Contacts'), ...inZoho('Sales_Orders'), ...inZoho('Accounts')]).toEqual([]);
});

test('payments that the mapping has no source for stay in staging, and are in no count of a module', async () => {
  writeFileSync(join(steps.folder, 'mapping.yml'), mapping);
  stored = await steps.open();
  expect((await readScope()).kept).toMatchObject([{ object: 'payments', rows: 3 }]);
  const { name } = await steps.extract('full-2');
  const { reports } = await steps.load('sandbox', 'full', name);
  const counted = reports.flatMap((report) => report.objects.map((one) => one.object));
  expect(counted).toEqual(['billing_accounts', 'contacts', 'service_plans']);
});
