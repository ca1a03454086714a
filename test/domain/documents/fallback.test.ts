import { enter, waitingSteps } from '../../../domain/cutover/follow.ts';
import { fallbackDocument, fallbackProblem, type Fallback } from '../../../domain/documents/fallback.ts';
import type { CutoverStepId } from '../../../schemas/cutover.ts';

const at = '2026-11-28T08:00:00.000Z';
const step = (id: CutoverStepId) => ({ id, expectedMinutes: null });
const fallback = (changes: Partial<Fallback> = {}): Fallback => ({
  ...{ engagement: 'demo', customer: 'Northwind', gate: 'acceptance', end: null, checkedAt: '2026-11-28T09:00:00Z' },
  ...{ steps: [], locks: [{ module: 'Invoices', rule: 'Portage: demo', isRemoved: true }] },
  ...{ privileges: { tables: [] }, remark: null },
  ...changes,
});

test('a fallback is complete when nothing is locked and every privilege is back', () => {
  expect(fallbackProblem(fallback())).toBeNull();
  expect(fallbackProblem(fallback({ privileges: null }))).toBeNull();
  const text = fallbackDocument(fallback());
  expect(text).toContain('The cutover was called off at the gate acceptance.');
  expect(text).toContain('The source can be written as before the freeze');
  expect(text).toContain('- Rule `Portage: demo` of Invoices: removed');
});

test('what people have to do is named: privileges, rules and rights', () => {
  const open = fallback({
    locks: [{ module: 'Invoices', rule: 'Portage: demo', isRemoved: false }],
    privileges: { tables: ['bss.invoice'] },
    remark: 'The user of the load still has the profile Reader.',
  });
  expect(fallbackProblem(open)).toBe(
    'The user of the load still has the profile Reader. ' +
      'Rules still lock Invoices. Remove them in Zoho, or correct the rights of the user of the load. ' +
      'Privileges to write are missing on bss.invoice. Run restore-writes.sql in the source.',
  );
  const text = fallbackDocument(open);
  expect(text).toContain('Invoices: **still there**');
  expect(text).toContain('**missing** on bss.invoice');
});

test('a rejected acceptance does not run any more, and the page says that people were told of the switch', () => {
  const switching = enter(waitingSteps([step('delta'), step('switch'), step('acceptance')]), ['switch'], at);
  const text = fallbackDocument(fallback({ steps: enter(switching, ['acceptance'], at) }));
  expect(text).toContain('| Acceptance | called off |');
  expect(text).toContain('People were told to work in Zoho.');
});

test('a no-go before the switch says that nobody was told', () => {
  const text = fallbackDocument(
    fallback({ steps: enter(waitingSteps([step('go-live'), step('switch')]), ['go-live'], at) }),
  );
  expect(text).toContain('Nobody was told');
  expect(text).toContain('| Switch to Zoho | skipped |');
});

test('a source without scripts is named as such, and a long list of tables is cut', () => {
  expect(fallbackDocument(fallback({ privileges: null }))).toContain('no script took any');
  const tables = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(fallbackProblem(fallback({ privileges: { tables } }))).toContain('missing on a, b, c, d, e and 2 more.');
});

test('an engagement that ended during its cutover has nothing at the gate freeze, and its rules and privileges are still named', () => {
  const locks = [{ module: 'Invoices' as const, rule: 'Portage: demo', isRemoved: false }];
  const left = fallback({ gate: null, end: 'ended', locks, privileges: { tables: ['bss.invoice'] } });
  expect(fallbackProblem(left)).toMatch(/^Rules still lock Invoices\. .* Run restore-writes\.sql in the source\.$/);
  const text = fallbackDocument(left);
  expect(text).toContain('The cutover was called off because the engagement ended.');
  expect(text).not.toContain('the gate freeze');
});

test('the rules that a rollback of production removes are nothing for people', () => {
  const locks = [{ module: 'Invoices' as const, rule: 'Portage: demo', isRemoved: false }];
  const rolledBack = fallback({ gate: null, end: 'rolled back', locks });
  expect(fallbackProblem(rolledBack)).toBeNull();
  expect(fallbackDocument(rolledBack)).toMatch(/called off by a rollback of production[^]*the rollback removes it/);
});
