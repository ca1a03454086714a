import {
  judgeFloor,
  judgeNetworkKey,
  judgeNotices,
  judgeProofs,
  judgeVolume,
} from '../../../domain/preflight/judge-engagement.ts';

test('gates at which a sign-off without a proof counts are named', () => {
  expect(judgeProofs([]).state).toBe('pass');
  expect(judgeProofs(['scope', 'freeze'])).toMatchObject({
    state: 'warn',
    what: expect.stringContaining('count at scope, freeze'),
    affected: 2,
  });
});

test('without a mail server and a webhook, nobody learns that a gate waits', () => {
  expect(judgeNotices(null).state).toBe('warn');
  expect(judgeNotices({ mail: false, webhooks: 0 }).state).toBe('warn');
  expect(judgeNotices({ mail: true, webhooks: 0 }).state).toBe('pass');
  expect(judgeNotices({ mail: false, webhooks: 1 }).state).toBe('pass');
});

test('credentials without a key of the network team are a warning', () => {
  expect(judgeNetworkKey(0, false).state).toBe('pass');
  expect(judgeNetworkKey(2, true).state).toBe('pass');
  expect(judgeNetworkKey(2, false)).toMatchObject({ state: 'warn', affected: 2 });
});

test('a source of more than two million rows is scoped individually', () => {
  expect(judgeVolume(2_000_000).state).toBe('pass');
  expect(judgeVolume(2_000_001)).toMatchObject({
    state: 'warn',
    what: 'The source has 2,000,001 rows in mapped objects. Above 2,000,000 a migration is scoped individually.',
  });
});

test('a load that may use up all credits is a warning', () => {
  expect(judgeFloor(1).state).toBe('pass');
  expect(judgeFloor(0).state).toBe('warn');
});
