import { shortenAudit } from '../../domain/shorten-audit.ts';
import type { AuditReport, CheckedMessage } from '../../schemas/report.ts';

const message = (at: string, problem: string | null = null): CheckedMessage => ({
  ...{ what: 'sign-off', gate: 'scope', decision: 'approved', by: 'ada@example.com', at, counted: true, proof: 'none' },
  problem,
});
const report = (changes: Partial<AuditReport>): AuditReport => ({
  ...{ engagement: 'demo', entries: 9, head: null, messages: [], problems: [], remarks: [] },
  ...changes,
});

test('a report that fits is not changed', () => {
  const short = report({ messages: [message('1'), message('2')] });
  expect(shortenAudit(short, 2)).toBe(short);
});

test('a longer report lists what does not agree and the newest messages, and counts the rest', () => {
  const messages = [message('1'), message('2', 'It differs.'), message('3'), message('4'), message('5')];
  const { messages: listed, unlisted } = shortenAudit(report({ messages }), 3);
  expect(listed.map(({ at }) => at)).toEqual(['2', '4', '5']);
  expect(unlisted).toBe(2);
});

test('problems and remarks are limited as well', () => {
  const many = ['a', 'b', 'c'];
  expect(shortenAudit(report({ problems: many, remarks: many }), 2)).toMatchObject({
    problems: ['a', 'b'],
    remarks: ['b', 'c'],
    unlisted: 0,
  });
});
