import { cutoverPlan, type CutoverFacts } from '../../../domain/cutover/plan.ts';
import { cutoverPlanDocument, returnTexts } from '../../../domain/documents/cutover-plan.ts';

const facts = (changes: Partial<CutoverFacts> = {}): CutoverFacts => ({
  ...{ engagement: 'demo', customer: 'Northwind', operator: 'migration lead', quietMinutes: 15, deltaRounds: 5 },
  roles: {
    freeze: ['network'],
    'go-live': ['finance', 'network'],
    acceptance: ['finance', 'sponsor'],
    rollback: ['sponsor'],
  },
  ...{ owners: {}, hasPrivileges: true, locks: true, remarks: [], goLivePeople: 2 },
  ...{ profileAfterSwitch: 'Reader', dryRun: null },
  measured: { run: 'full-2', extraction: 4.5, load: 30, rollback: 12 },
  ...changes,
});
const step = (id: string, changes: Partial<CutoverFacts> = {}) =>
  cutoverPlan(facts(changes)).steps.find((one) => one.id === id);

test('the steps lead from the freeze to the point of no return', () => {
  expect(cutoverPlan(facts()).steps.map(({ id }) => id)).toEqual([
    ...['freeze', 'privileges', 'quiet-check', 'extraction', 'delta', 'handoff', 'go-live'],
    ...['locking', 'rights', 'switch', 'acceptance'],
  ]);
  expect(
    cutoverPlan(facts())
      .steps.filter((one) => one.isPointOfNoReturn)
      .map(({ id }) => id),
  ).toEqual(['acceptance']);
});

test('steps that an engagement does not have are left out', () => {
  const { steps } = cutoverPlan(facts({ hasPrivileges: false, locks: false, profileAfterSwitch: null }));
  expect(steps.map(({ id }) => id)).toEqual([
    ...['freeze', 'quiet-check', 'extraction', 'delta', 'handoff', 'go-live', 'switch', 'acceptance'],
  ]);
});

test('who may sign owns a gate, unless the engagement file names somebody', () => {
  expect(step('acceptance')?.owner).toBe('finance or sponsor');
  expect(step('freeze', { owners: { freeze: 'billing desk' } })?.owner).toBe('billing desk');
});

test('minutes come from the rehearsal, and what was not measured is said to be so', () => {
  expect(step('extraction')).toMatchObject({ expectedMinutes: 4.5 });
  expect(step('delta')).toMatchObject({
    expectedMinutes: null,
    basis: 'not measured: a rehearsal has no delta; its full load took 30 minutes',
  });
  const none = { measured: { run: null, extraction: null, load: null, rollback: null } };
  expect(step('extraction', none)).toMatchObject({ expectedMinutes: null, basis: 'not measured' });
  expect(step('delta', none)?.basis).toBe('not measured: a rehearsal has no delta');
});

test('the way back has its times', () => {
  const [first, ...windows] = returnTexts(cutoverPlan(facts()));
  expect(first).toBe('Step 11 is the point of no return. The rollback of the rehearsal took 12 minutes.');
  expect(windows.join('\n')).toMatch(/requested by sponsor[^]*30 days[^]*60 days: Zoho keeps deleted records/);
});

test('the document has the steps as a table, and what people should know first', () => {
  const text = cutoverPlanDocument(cutoverPlan(facts({ remarks: ['Some privileges are gone.'] })));
  expect(text).toContain(
    'Engagement `demo`. Measured in the rehearsal full-2.\n\nThere was no dry run in the sandbox.\n\n- Some privileges are gone.\n\n## Steps',
  );
  expect(text).toContain(
    '| 3 | Watch the source until nothing is written any more | Portage, watched by the migration lead | 15 (',
  );
  expect(text).toContain('(point of no return)');
});

test('a plan before the rehearsal says that nothing was measured', () => {
  const none = { measured: { run: null, extraction: null, load: null, rollback: null } };
  const text = cutoverPlanDocument(cutoverPlan(facts(none)));
  expect(text).toContain('No rehearsal was measured.');
  expect(text).toContain('The rollback of a rehearsal was not measured.');
});

test('minutes of a dry run stand beside the expected ones', () => {
  const dryRun = { endedAt: '2026-11-28T09:00:00Z', minutes: { extraction: 3.5 } };
  expect(step('extraction', { dryRun })).toMatchObject({ expectedMinutes: 4.5, measuredMinutes: 3.5 });
  expect(step('delta', { dryRun })?.measuredMinutes).toBeNull();
  const text = cutoverPlanDocument(cutoverPlan(facts({ dryRun })));
  expect(text).toContain('The dry run in the sandbox ended at 2026-11-28T09:00:00Z.');
  expect(text).toContain('| 4.5 (one extraction, measured before the rehearsal) | 3.5 |');
});

test('the fallback names what people give back, as far as there is something', () => {
  expect(cutoverPlan(facts()).fallback.join('\n')).toMatch(
    /earlier profile back[^]*removes the rules[^]*restore-writes\.sql/,
  );
  const { fallback } = cutoverPlan(facts({ hasPrivileges: false, locks: false, profileAfterSwitch: null }));
  expect(fallback.join('\n')).not.toMatch(/profile|rules|restore-writes/);
});
