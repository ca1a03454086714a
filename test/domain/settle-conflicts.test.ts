import { settleConflicts } from '../../domain/settle-conflicts.ts';
import type { ClaimedRecord } from '../../schemas/record.ts';

const record: ClaimedRecord = {
  no: 7,
  key: 'acme:billing_accounts:A1',
  values: { Name: 'From the source', Phone: null },
  zohoId: '1',
  unresolved: [],
  unimaged: [],
  last: { values: { Name: 'Before', Phone: '1' }, modifiedAt: '2026-03-01T09:00:00Z' },
  held: {},
};
const edited = {
  Name: 'From people',
  Phone: '1',
  Modified_Time: '2026-03-02T09:00:00Z',
  Modified_By: { id: '42', name: 'Ada' },
};

test('a field that only the source changed is written', () => {
  expect(settleConflicts(record, { ...edited, Name: 'Before' }, { rule: 'ask', lines: undefined, us: '1' })).toEqual({
    record,
    conflicts: [],
  });
});

test.each([
  ['source', 'overwritten', { Name: 'From the source', Phone: null }],
  ['zoho', 'left', { Phone: null }],
  ['ask', 'open', { Phone: null }],
] as const)('under the rule %s a field that both sides changed is %s', (rule, state, values) => {
  const settled = settleConflicts(record, edited, { rule, lines: undefined, us: '1' });
  expect(settled.record.values).toEqual(values);
  expect(settled.conflicts).toEqual([
    { no: 7, key: record.key, field: 'Name', rule, state, editedAt: '2026-03-02T09:00:00Z', editedBy: '42' },
  ]);
});

test('a record that was not modified after our last write has no conflict', () => {
  const present = { ...edited, Modified_Time: '2026-03-01T09:00:00Z', Modified_By: { id: '1', name: 'Portage' } };
  expect(settleConflicts(record, present, { rule: 'ask', lines: undefined, us: '1' }).conflicts).toEqual([]);
});

test('an edit by somebody else in the second of our last write is a conflict', () => {
  const present = { ...edited, Modified_Time: '2026-03-01T09:00:00Z' };
  expect(settleConflicts(record, present, { rule: 'ask', lines: undefined, us: '1' }).conflicts).toHaveLength(1);
});

test('a field that is held since an earlier conflict is compared again, and follows its own decision', () => {
  const held = { ...record, held: { Name: 'source' as const } };
  const { conflicts } = settleConflicts(held, { Name: 'From people' }, { rule: 'ask', lines: undefined, us: '1' });
  expect(conflicts).toMatchObject([{ rule: 'source', state: 'overwritten', editedAt: null, editedBy: null }]);
});

test('a record of which nothing was acknowledged has no conflict', () => {
  const fresh = { ...record, last: null };
  expect(settleConflicts(fresh, edited, { rule: 'ask', lines: undefined, us: '1' })).toEqual({
    record: fresh,
    conflicts: [],
  });
});

test('lines are compared row by row, and an unknown time of our last write counts as earlier', () => {
  const lines = [{ Quantity: 1 }];
  const order = { ...record, values: { Ordered_Items: lines }, last: { values: {}, modifiedAt: null } };
  const rule = { rule: 'ask', lines: 'Ordered_Items', us: '1' } as const;
  expect(settleConflicts(order, { ...edited, Ordered_Items: lines }, rule).conflicts).toEqual([]);
  expect(settleConflicts(order, { ...edited, Ordered_Items: [{ Quantity: 2 }] }, rule).conflicts).toHaveLength(1);
  expect(settleConflicts(order, edited, rule).conflicts).toEqual([]);
});
