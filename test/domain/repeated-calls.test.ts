import { repeatedText } from '../../domain/repeated-calls.ts';

const call = { id: 'a', call: 'loadLane', since: '2026-11-26T14:05:10.123Z', reason: 'Zoho does not respond.' };

test('without repeated calls nothing is said', () => {
  expect(repeatedText([])).toBe('');
});

test('equal calls are one line with the time of the first failure', () => {
  const text = repeatedText([
    { ...call, since: '2026-11-26T14:06:00.000Z' },
    call,
    { ...call, call: 'survey', reason: 'The ledger does not respond.' },
  ]);
  expect(text).toContain('- 2 calls, since 2026-11-26 14:05:10 UTC: loadLane: Zoho does not respond.');
  expect(text).toContain('- since 2026-11-26 14:05:10 UTC: survey: The ledger does not respond.');
});
