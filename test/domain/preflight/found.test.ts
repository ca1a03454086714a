import { failed, listed, passed, together, warned } from '../../../domain/preflight/found.ts';

test('ten names are listed, and the others are counted', () => {
  const names = Array.from({ length: 12 }, (_, index) => `f${index + 1}`);
  expect(listed(names.slice(0, 10))).toBe('f1, f2, f3, f4, f5, f6, f7, f8, f9, f10');
  expect(listed(names)).toBe('f1, f2, f3, f4, f5, f6, f7, f8, f9, f10 and 2 more');
});

test('findings of several modules become one, with the worst state and each fix once', () => {
  const withoutFix = { ...failed('b.', ''), fix: null };
  const found = [passed('fine'), warned('a.', 'do x.', 2), withoutFix, failed('c.', 'do y.', 3), warned('d.', 'do x.')];
  expect(together(found, 'all fine')).toEqual({ state: 'fail', what: 'a. b. c. d.', affected: 7, fix: 'do x. do y.' });
  expect(together(found.slice(0, 2), 'all fine')).toMatchObject({ state: 'warn' });
  expect(together([passed('fine')], 'all fine')).toEqual(passed('all fine'));
});
