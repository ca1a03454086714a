import { dryRunDocument } from '../../../domain/documents/dry-run.ts';
import { followedRows } from '../../../domain/documents/cutover-steps.ts';
import type { FollowedStep } from '../../../schemas/cutover.ts';

const steps: FollowedStep[] = [
  {
    id: 'extraction',
    expectedMinutes: 5,
    state: 'done',
    started: '2026-11-28T09:00:00Z',
    ended: '2026-11-28T09:04:00Z',
  },
  { id: 'delta', expectedMinutes: null, state: 'skipped', started: null, ended: null },
];
const about = { engagement: 'demo', customer: 'Northwind', endedAt: '2026-11-28T10:00:00Z' };

test('the steps of a cutover are shown with their minutes and times', () => {
  expect(followedRows(steps)).toEqual([
    ['Extraction', 'done', '5', '4', '2026-11-28 09:00:00 UTC', '2026-11-28 09:04:00 UTC'],
    ['Delta', 'skipped', '', '', '', ''],
  ]);
});

test('a dry run says what it did not do, and what could not be tried', () => {
  const text = dryRunDocument({ ...about, remark: 'Invoices is not locked.' }, steps);
  expect(text).toContain('Nothing was frozen, and no right or privilege was taken.');
  expect(text).toContain('Invoices is not locked.');
  expect(text).toContain('| Extraction | done |');
  expect(dryRunDocument({ ...about, remark: null }, steps)).not.toContain('Invoices');
});
