import { judgeQuiet } from '../../../domain/quiet/judge.ts';
import type { Figure, SourceReading } from '../../../schemas/quiet.ts';

const minute = (number: number) => new Date(Date.UTC(2026, 0, 1, 20, number)).toISOString();
const figure = (kind: Figure['kind'], subject: string, value: string, role: Figure['role'] = 'loaded'): Figure => ({
  ...{ kind, subject, value, role },
});
const reading = (at: number, ...figures: Figure[]): SourceReading => ({ takenAt: minute(at), figures, unread: [] });
const rows = (value: string, subject = 'orders') => figure('rows', subject, value);

test('two equal readings as far apart as asked are still', () => {
  const verdict = judgeQuiet([reading(0, rows('5')), reading(15, rows('5'))], 15);
  expect(verdict).toMatchObject({ isStill: true, stillSince: minute(0), readings: 2, writers: [], watched: 1 });
});

test('equal readings that are not far enough apart are not still yet', () => {
  expect(judgeQuiet([reading(0, rows('5')), reading(14, rows('5'))], 15).isStill).toBe(false);
});

test('one reading shows nothing, even if no time is asked', () => {
  expect(judgeQuiet([reading(0, rows('5'))], 0).isStill).toBe(false);
  expect(judgeQuiet([], 0)).toMatchObject({ isStill: false, stillSince: null, readAt: null });
});

test('a change begins the time anew and is named with both values', () => {
  const readings = [reading(0, rows('5')), reading(5, rows('6')), reading(10, rows('6'))];
  expect(judgeQuiet(readings, 10)).toMatchObject({
    isStill: false,
    stillSince: minute(5),
    writers: [{ subject: 'orders', shownBy: ['rows'], lastSeenAt: minute(5), before: '5', now: '6' }],
  });
  expect(judgeQuiet([...readings, reading(15, rows('6'))], 10).isStill).toBe(true);
});

test('several figures of one subject are one writer, the latest writer first', () => {
  const before = [rows('5'), figure('mark', 'orders', '2026-01-01'), rows('1', 'invoices')];
  const between = [rows('6'), figure('mark', 'orders', '2026-01-02'), rows('1', 'invoices')];
  const after = [rows('6'), figure('mark', 'orders', '2026-01-02'), rows('2', 'invoices')];
  const { writers } = judgeQuiet([reading(0, ...before), reading(5, ...between), reading(10, ...after)], 0);
  expect(writers.map(({ subject, shownBy }) => [subject, ...shownBy])).toEqual([
    ['invoices', 'rows'],
    ['orders', 'rows', 'mark'],
  ]);
});

test('what a later reading has in addition, or no longer has, is a change', () => {
  const { writers } = judgeQuiet([reading(0, rows('5', 'a.csv')), reading(5, rows('5', 'b.csv'))], 0);
  expect(writers).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ subject: 'a.csv', before: '5', now: null }),
      expect.objectContaining({ subject: 'b.csv', before: null, now: '5' }),
    ]),
  );
});

test('writes to what is handed off or not read at all are listed and do not count', () => {
  const verdict = judgeQuiet(
    [
      reading(0, rows('5'), figure('rows', 'ocs_buckets', '1', 'handed-off'), figure('sequence', 's', '1', 'other')),
      reading(5, rows('5'), figure('rows', 'ocs_buckets', '2', 'handed-off'), figure('sequence', 's', '2', 'other')),
    ],
    5,
  );
  expect(verdict).toMatchObject({ isStill: true, writers: [] });
  expect(verdict.others.map(({ subject }) => subject).sort()).toEqual(['ocs_buckets', 's']);
});

test('a transaction that has written and is open is a writer, although nothing has changed yet', () => {
  const open = (value: string) => figure('open transactions', 'bss.orders', value);
  const readings = [reading(0, rows('5'), open('1')), reading(5, rows('5'), open('1'))];
  expect(judgeQuiet(readings, 5)).toMatchObject({ isStill: false, writers: [{ now: '1', lastSeenAt: minute(5) }] });
  expect(judgeQuiet([...readings, reading(10, rows('5'), open('0'))], 5)).toMatchObject({
    isStill: true,
    stillSince: minute(5),
  });
});

test('counted writes that arrive within a minute may be from before the watch; later ones count', () => {
  const writes = (value: string) => figure('writes', 'bss.orders', value);
  const early: SourceReading = { ...reading(0, writes('8')), takenAt: '2026-01-01T20:00:59.000Z' };
  expect(judgeQuiet([reading(0, writes('7')), early], 0).isStill).toBe(true);
  expect(judgeQuiet([reading(0, writes('7')), reading(1, writes('8'))], 0).isStill).toBe(false);
});

test('with counted writes, the time begins with the first reading after a minute, which the next ones are compared with', () => {
  const at = (seconds: number, value: string): SourceReading => ({
    ...reading(0, figure('writes', 'bss.orders', value)),
    takenAt: new Date(Date.UTC(2026, 0, 1, 20, 0, seconds)).toISOString(),
  });
  const early = [at(0, '7'), at(15, '7'), at(30, '8'), at(45, '8')];
  expect(judgeQuiet(early, 1)).toMatchObject({ isStill: false, stillSince: at(45, '').takenAt });
  const first = [...early, at(60, '8'), at(75, '8'), at(105, '8')];
  expect(judgeQuiet(first, 1)).toMatchObject({ isStill: false, stillSince: at(60, '').takenAt });
  expect(judgeQuiet([...first, at(120, '8')], 1).isStill).toBe(true);
  expect(judgeQuiet([...first, at(120, '9')], 1).isStill).toBe(false);
});

test('a source of which nothing that is loaded can be read is not still', () => {
  const unread = [{ subject: 'orders', why: 'The server gives no number of rows.' }];
  const readings = [reading(0), { ...reading(5), unread }];
  expect(judgeQuiet(readings, 0)).toMatchObject({ isStill: false, watched: 0, unread });
});

test('a write in the last reading is not still, even if no time is asked', () => {
  expect(judgeQuiet([reading(0, rows('5')), reading(5, rows('6'))], 0).isStill).toBe(false);
});
