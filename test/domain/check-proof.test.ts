import { checkAge, checkClaims, type ExpectedClaims, type TokenClaims } from '../../domain/check-proof.ts';

const asked = '2026-11-26T12:00:00.000Z';
const seconds = Date.parse(asked) / 1_000;
const expected: ExpectedClaims = {
  ...{ nonce: 'n', clientId: 'portage', email: 'ada@customer.example', emailClaim: 'email', verifiedEmail: true },
  ...{ authTime: true, acr: ['mfa', 'passkey'], subject: 'ada-1', asked },
};
const claims: TokenClaims = {
  ...{ sub: 'ada-1', nonce: 'n', aud: 'portage', acr: 'mfa', auth_time: seconds + 5 },
  ...{ email: 'Ada@Customer.example', email_verified: true },
};
const why = (changes: TokenClaims, rules: Partial<ExpectedClaims> = {}) =>
  checkClaims({ ...claims, ...changes }, { ...expected, ...rules });

test('a token of the person for this decision after a new sign-in proves it', () => {
  expect(why({})).toBeNull();
  expect(why({ aud: ['portage', 'other'], azp: 'portage' })).toBeNull();
});

test.each<[TokenClaims, string]>([
  [{ nonce: 'm' }, 'another decision'],
  [{ aud: ['portage', 'other'] }, 'another client'],
  [{ azp: 'other' }, 'another client'],
  [{ acr: undefined }, 'strength (acr mfa or passkey)'],
  [{ auth_time: undefined }, 'sign in anew'],
  [{ auth_time: seconds - 61 }, 'sign in anew'],
  [{ email: undefined }, 'another person'],
  [{ email: 'pat@customer.example' }, 'another person'],
  [{ email_verified: undefined }, 'not verified'],
  [{ sub: 'ada-2' }, 'the account differs'],
])('a token with %j proves nothing', (changes, reason) => {
  expect(why(changes)).toContain(reason);
});

test('the engagement file says what a token of its issuer need not have', () => {
  const none = { acr: undefined, auth_time: undefined, email_verified: undefined, email: undefined, sub: 'other' };
  const rules = { acr: [], authTime: false, verifiedEmail: false, emailClaim: 'upn', subject: null };
  expect(why({ ...none, upn: 'ada@customer.example' }, rules)).toBeNull();
});

test('a proof counts for a day, and not before it was made', () => {
  expect(checkAge(asked, '2026-11-27T11:59:00.000Z')).toBeNull();
  expect(checkAge(asked, '2026-11-27T12:00:01.000Z')).toContain('more than 24 hours ago');
  expect(checkAge(asked, '2026-11-26T11:59:00.000Z')).toBeNull();
  expect(checkAge(asked, '2026-11-26T11:57:00.000Z')).toContain('in the future');
});
