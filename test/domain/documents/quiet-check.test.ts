import {
  quietCheckDocument,
  quietQuestion,
  quietText,
  type QuietCheck,
} from '../../../domain/documents/quiet-check.ts';
import type { Writer } from '../../../domain/quiet/judge.ts';

const check = (changes: Partial<QuietCheck> = {}): QuietCheck => ({
  ...{ engagement: 'demo', customer: 'Northwind', quietMinutes: 15, isStill: true, watched: 40, readings: 5 },
  ...{ stillSince: '2026-01-01T20:00:00Z', readAt: '2026-01-01T20:15:00Z', writers: [], others: [], unread: [] },
  ...changes,
});
const writer = (changes: Partial<Writer> = {}): Writer => ({
  ...{ subject: 'bss.orders', role: 'loaded', shownBy: ['writes'], lastSeenAt: '2026-01-01T20:15:00Z' },
  ...{ before: '7', now: '9' },
  ...changes,
});

test('a source that was still is said to be so with its times', () => {
  expect(quietCheckDocument(check())).toBe(
    [
      '# Quiet check of Northwind',
      '',
      'The source was still from 2026-01-01T20:00:00Z to 2026-01-01T20:15:00Z: nothing changed in 40 objects, tables and files.',
      '',
      'Engagement `demo`, 5 readings. 15 minutes without a write are asked for.',
      '',
    ].join('\n'),
  );
});

test('who writes is listed with the last change, apart from writes that do not count and what is not watched', () => {
  const text = quietCheckDocument(
    check({
      isStill: false,
      quietMinutes: 0,
      writers: [writer(), writer({ subject: 'invoices', shownBy: ['digest', 'rows'], before: 'c0ffee', now: null })],
      others: [writer({ subject: 'bss.ocs_bucket', role: 'handed-off' })],
      unread: [{ subject: 'plans', why: 'The server gives no number of its records.' }],
    }),
  );
  expect(text).toContain('| bss.orders | writes | 2026-01-01T20:15:00Z | 7 | 9 |');
  expect(text).toContain('| invoices | digest, rows | 2026-01-01T20:15:00Z | other content |  |');
  expect(text).toContain('## Writes beside the deltas');
  expect(text).toContain('- plans: The server gives no number of its records.');
  expect(text).toContain('One comparison of two readings is asked for.');
});

test('the question names the first writers and what each decision does', () => {
  const writers = ['a', 'b', 'c', 'd', 'e', 'f'].map((subject) => writer({ subject }));
  expect(quietQuestion(check({ isStill: false, writers }))).toBe(
    'The source is not still. It was written to a, b, c, d, e, and 1 more; the last write was seen at 2026-01-01T20:15:00Z. ' +
      'Approve to go on with the deltas all the same, or request changes to watch the source again. Reject to stop the engagement.',
  );
});

test('a source that was not watched long enough, or can not be watched, is not said to be still', () => {
  expect(quietText(check({ isStill: false }))).toBe('The source has not changed since 2026-01-01T20:00:00Z.');
  expect(quietText(check({ isStill: false, watched: 0 }))).toMatch(/^Whether the source is still is not known/);
});
