import { join } from 'node:path';
import { readEngagement, storePeople } from '../../connectors/ledger/engagements.ts';
import { peopleOf } from '../../domain/people-change.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { judgeSignOff } from '../../steps/judge-message.ts';
import { proposeMapping } from '../../steps/propose-mapping.ts';
import { verifyAudit } from '../../steps/verify-audit.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** A person is replaced while an engagement runs. Each test goes on where the one before ended. */
let steps: StepsEngagement;
const pat = '{ name: Pat Product, email: pat@northwind.example, role: product_manager';
const pia = '{ name: Pia Product, email: pia@northwind.example, role: product_manager';
const open = { gate: 'mapping', run: null, staging: null, why: null } as const;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  await steps.open();
  await propose();
});
afterAll(() => steps.close());

const propose = () => proposeMapping(steps.ports, { engagement: 'demo', file: join(steps.folder, 'engagement.yml') });
const stored = () => readEngagement(steps.ports.ledger, 'demo');
const evidence = async () => gatherEvidence(steps.ports, await stored(), open);
const namesOf = async () => (await stored()).engagement.gates.approvers.map(({ name }) => name);
let messages = 0;
const sign = async (by: string) => {
  const { digest } = await evidence();
  const received = [{ gate: 'mapping', decision: 'approved', by, role: 'product_manager', digest }];
  const id = `people-${(messages += 1)}`;
  const input = { engagement: 'demo', id, received, at: new Date().toISOString(), open, closed: '' };
  return (await judgeSignOff(steps.ports, await stored(), input)).verdict;
};

test('other people in the engagement file are proposed at the gate mapping, and do not count yet', async () => {
  const before = await evidence();
  steps.edit('engagement.yml', pat, pia);
  await propose();
  const now = await evidence();
  expect(now.digest).not.toBe(before.digest);
  expect(now.summary).toContain('An approval also accepts other people or keys: read the document people.md.');
  expect(now.documents.map(({ name }) => name)).toContain('people.md');
  expect(await sign('pia@northwind.example')).toMatchObject({
    counted: false,
    why: expect.stringContaining('does not list pia@'),
  });
  expect(await namesOf()).toContain('Pat Product');
});

test('a change that is undone in the file is withdrawn', async () => {
  steps.edit('engagement.yml', pia, pat);
  await propose();
  expect((await evidence()).summary).not.toContain('other people');
  steps.edit('engagement.yml', pat, pia);
  await propose();
});

test('an approval by the people of before lets the new ones count, and later gates show the change', async () => {
  expect(await sign('pat@northwind.example')).toEqual({ counted: true });
  expect(await namesOf()).toContain('Pia Product');
  expect(await sign('pat@northwind.example')).toMatchObject({ counted: false });
  expect(await sign('pia@northwind.example')).toEqual({ counted: true });
  const later = await gatherEvidence(steps.ports, await stored(), { ...open, gate: 'acceptance' });
  expect(later.documents.map(({ name }) => name)).toContain('people.md');
});

test('the audit has the change, and agrees', async () => {
  const report = await verifyAudit(steps.ports.ledger, 'demo');
  expect(report.problems).toEqual([]);
  expect(report.messages.every(({ problem }) => problem === null)).toBe(true);
});

test('the rules of the gates can not change while the engagement runs', async () => {
  steps.edit('engagement.yml', 'mapping: [product_manager]', 'mapping: [product_manager, finance]');
  await expect(propose()).rejects.toMatchObject({
    message: expect.stringContaining('changed since it started: gates.roles.'),
  });
});

test('people who changed without an approval are a problem of the audit', async () => {
  const now = await stored();
  const people = peopleOf(now.engagement);
  const [first, ...others] = people.approvers;
  await storePeople(steps.ports.ledger, now, {
    ...people,
    approvers: [{ ...first!, email: 'eve@northwind.example' }, ...others],
  });
  expect((await verifyAudit(steps.ports.ledger, 'demo')).problems).toEqual([
    expect.stringMatching(/^The people changed at entry \d+ without an approval of the gate mapping\.$/),
  ]);
});
