import { readdirSync, readFileSync } from 'node:fs';
import type { OrgState } from '../support/engagement.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';
import { compareOrg, type People } from '../../emulators/comparison/compare.ts';
import { expectedOf, type Expected } from '../../emulators/comparison/expected.ts';
import { createFindings, type Invariant } from './check/findings.ts';
import { readSource } from '../../emulators/comparison/source.ts';

/** A sandbox is loaded without faults. Then each test damages a copy of its state, and the check must report it. */
let steps: StepsEngagement;
let expected: Expected;
let users: Map<string, string>;
let before: OrgState;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  await steps.open();
  before = structuredClone(steps.state('sandbox'));
  const staging = await steps.extract('full-1');
  await steps.load('sandbox', 'full', staging.name);
  const source = await readSource(steps.sourceUrl);
  expected = expectedOf(source, source, steps.answers.defects);
  const org = [...steps.emulator.admin.orgs.values()].find(({ seed }) => seed.environment === 'sandbox');
  users = new Map(org?.users.map(({ email, id }) => [email.split('@')[0] ?? '', id]));
});
afterAll(() => steps.close());

const nobody: People = { rule: 'ask', edits: new Map(), deleted: new Set() };

function violationsIn(state: OrgState, people = nobody): string[] {
  const findings = createFindings();
  compareOrg({ expected, state, before, people, mayStay: new Map(), users }, findings);
  return findings.violations();
}

const recordsOf = (state: OrgState, module: string) => state[module]?.records ?? [];
/** Removes the first record like this. */
function remove(state: OrgState, module: string, isLike: (record: Record<string, unknown>) => boolean): void {
  const records = recordsOf(state, module);
  records.splice(records.findIndex(isLike), 1);
}
const damaged = (damage: (state: OrgState) => void): OrgState => {
  const state = structuredClone(steps.state('sandbox'));
  damage(state);
  return state;
};

test('a load without faults has no violation, and the answer key agrees with the rules of the check', () => {
  expect(violationsIn(steps.state('sandbox'))).toEqual([]);
  const lost = steps.answers.defects.filter((one) => ['rejected', 'merged', 'excluded'].includes(one.expected));
  const keys = new Set([...expected.modules.values()].flatMap((records) => [...records.keys()]));
  expect(lost.filter(({ object, id }) => keys.has(`northwind:${object}:${id}`))).toEqual([]);
});

const damages: [what: string, invariant: Invariant, damage: (state: OrgState) => void][] = [
  ['a missing record', 'nothing lost', (state) => void recordsOf(state, 'Invoices').pop()],
  [
    'a record that is there twice',
    'nothing doubled',
    (state) => void recordsOf(state, 'Contacts').push({ ...recordsOf(state, 'Contacts')[0], id: '1' }),
  ],
  [
    'a line that is there twice',
    'nothing doubled',
    (state) => {
      const lines = recordsOf(state, 'Sales_Orders')[0]?.['$lines'] as object[];
      lines.push({ ...lines[0] });
    },
  ],
  ['an old value', 'nothing stale', (state) => Object.assign(recordsOf(state, 'Accounts')[0] ?? {}, { Phone: '+441' })],
  [
    'a lookup to another record',
    'references right',
    (state) => Object.assign(recordsOf(state, 'Invoices')[0] ?? {}, { Account_Name: '1' }),
  ],
  [
    'a record without a source row',
    'nothing foreign',
    (state) => void recordsOf(state, 'Products').push({ id: '1', Portage_Key: 'northwind:service_plans:PLAN-777' }),
  ],
  [
    'a file with other bytes',
    'nothing stale',
    (state) => Object.assign(recordsOf(state, 'Attachments')[0] ?? {}, { $sha256: 'another' }),
  ],
  [
    'an e-mail to somebody else',
    'nothing stale',
    (state) =>
      Object.assign(recordsOf(state, 'Emails')[0] ?? {}, { to: [{ user_name: 'Eve', email: 'eve@other.example' }] }),
  ],
  [
    'a missing e-mail',
    'nothing lost',
    (state) =>
      remove(state, 'Emails', ({ id }) => !recordsOf(state, 'Attachments').some((one) => one['Parent_Id'] === id)),
  ],
  [
    'a missing file of an e-mail',
    'nothing lost',
    (state) => remove(state, 'Attachments', (one) => one['$se_module'] === 'Emails'),
  ],
  ['a record without a key', 'nothing foreign', (state) => void recordsOf(state, 'Accounts').push({ id: '1' })],
];
test.each(damages)('the check reports %s', (_, invariant, damage) => {
  const violations = violationsIn(damaged(damage));
  expect(violations).toHaveLength(1);
  expect(violations[0]).toMatch(new RegExp(`^${invariant}: `));
});

test('an edit of people must stay, unless the source has changed the field too', () => {
  const state = damaged((one) => Object.assign(recordsOf(one, 'Accounts')[0] ?? {}, { Phone: '+441' }));
  const account = recordsOf(state, 'Accounts')[0];
  const old = recordsOf(steps.state('sandbox'), 'Accounts')[0]?.['Phone'];
  const editedTo = (value: string): People => ({
    ...nobody,
    edits: new Map([[`${String(account?.['id'])} Phone`, { value, old, isQuiet: true, isFinal: false }]]),
  });
  expect(violationsIn(state, editedTo('+441'))).toEqual([]);
  expect(violationsIn(state, editedTo('+442'))).toHaveLength(1);
  expect(violationsIn(steps.state('sandbox'), editedTo('+442'))).toHaveLength(1);
});

test('the check shares no code with what it checks', () => {
  for (const folder of ['./check/', '../../emulators/comparison/']) {
    const files = readdirSync(new URL(folder, import.meta.url));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const text = readFileSync(new URL(folder + file, import.meta.url), 'utf8');
      expect(text).not.toMatch(/from '[./]+\/(domain|steps|connectors|activities|workflows)\//);
    }
  }
});
