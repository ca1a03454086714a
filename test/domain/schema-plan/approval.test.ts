import { whyNotApply, type GateFacts } from '../../../domain/schema-plan/approval.ts';

const at = new Date('2026-01-02T00:00:00Z');
const facts = (changes: Partial<GateFacts> = {}): GateFacts => ({
  ...{ gate: 'mapping', decided: { decision: 'approved', at, mapping: 'm1' }, mapping: 'm1' },
  ...{ rolledBackAt: null, isCancelled: false },
  ...changes,
});

test('an org may be changed after its gate was approved with this mapping', () => {
  expect(whyNotApply(facts())).toBeNull();
  expect(whyNotApply(facts({ rolledBackAt: new Date('2026-01-01T00:00:00Z') }))).toBeNull();
});

test.each<[Partial<GateFacts>, string]>([
  [{ isCancelled: true }, 'The engagement is cancelled.'],
  [{ decided: null, gate: 'production' }, 'The gate production is not approved.'],
  [{ decided: { decision: 'rejected', at, mapping: 'm1' } }, 'The gate mapping is not approved.'],
  [{ decided: { decision: 'approved', at, mapping: null } }, 'The mapping has changed since'],
  [{ mapping: 'm2' }, 'The mapping has changed since the gate mapping was approved.'],
  [{ rolledBackAt: at }, 'The org was rolled back after the gate mapping was approved.'],
])('with %j it may not: %s', (changes, why) => {
  expect(whyNotApply(facts(changes))).toContain(why);
});
