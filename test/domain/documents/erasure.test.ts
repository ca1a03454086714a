import { erasureDocument } from '../../../domain/documents/erasure.ts';

test('the record of an erasure says what was erased, where, and what stays', () => {
  const text = erasureDocument({
    ...{ engagement: 'demo', days: 30, from: '2026-12-01T12:00:00.000Z', whyNot: null },
    ...{ erasedAt: '2026-12-02T08:00:00.000Z', files: 26, bytes: 4_000 },
    rows: [{ what: 'values of records for Zoho', rows: 1_204 }],
  });
  for (const part of [
    'Engagement `demo`, 2026-12-02T08:00:00.000Z, 30 days or more after its last act.',
    '| staging | files | 26 |',
    '| ledger | values of records for Zoho | 1,204 |',
    'The audit chain',
  ])
    expect(text).toContain(part);
});
