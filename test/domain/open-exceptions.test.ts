import { isBlocked, isTooMany } from '../../domain/open-exceptions.ts';

test('a gate is blocked by more open exceptions than it allows', () => {
  expect([isTooMany(2, 2), isTooMany(3, 2), isTooMany(1, 0), isTooMany(1_000, null)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isBlocked({ exceptions: { total: 5, open: 1, allowed: 0 } })).toBe(true);
  expect(isBlocked({ exceptions: { total: 5, open: 0, allowed: 0 } })).toBe(false);
});

test('a gate without a load is never blocked', () => {
  expect(isBlocked({})).toBe(false);
});
