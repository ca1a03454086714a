import { messageSummary } from '../../domain/message-summary.ts';
import { CancelRequest, RollbackRequest, SignOff } from '../../schemas/sign-off.ts';

const ada = { by: 'Ada@customer.example', role: 'sponsor' };
const signOff = { ...ada, gate: 'scope', decision: 'approved', digest: 'abcdef0123' };

test('a summary says who wants what', () => {
  expect(messageSummary('Sign-off', SignOff, [signOff])).toBe(
    'Sign-off: scope approved by ada@customer.example (sponsor)',
  );
  expect(messageSummary('Rollback request', RollbackRequest, [{ ...ada, environment: 'production' }])).toBe(
    'Rollback request: production by ada@customer.example (sponsor)',
  );
  expect(messageSummary('Cancel request', CancelRequest, [ada])).toBe(
    'Cancel request: by ada@customer.example (sponsor)',
  );
});

test('nothing is quoted of a message that can not be read', () => {
  expect(messageSummary('Sign-off', SignOff, ['secret'])).toBe("Sign-off that can't be read");
});

test.each(['a', 'é', '界', '🔑'])('a summary is one line of at most 200 bytes, also with a role of %s', (letter) => {
  const summary = messageSummary('Sign-off', SignOff, [
    { ...signOff, role: `x\n${letter.repeat(100 / letter.length - 2)}` },
  ]);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200);
  expect(summary).not.toContain('\n');
  expect(summary).toContain(`(x ${letter}`);
});
