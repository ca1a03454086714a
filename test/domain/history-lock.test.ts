import {
  countOther,
  isProven,
  lockedModules,
  lockProblem,
  lockRuleOf,
  otherLockText,
  ownerOfLock,
} from '../../domain/history-lock.ts';
import { Mapping } from '../../schemas/mapping.ts';

const rule = lockRuleOf('delta-telecom');
const others = { id: '1', rules: ['Closed'] };

test('the mapping names the modules that are locked, in the order of the load', () => {
  const sources = [{ object: 'invoices', fields: {} }];
  const lock = { except: ['Administrator'] };
  const modules = { Invoices: { lock, sources }, Accounts: { sources }, Sales_Orders: { lock, sources } };
  const mapping = Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules });
  expect(lockedModules(mapping)).toEqual(['Sales_Orders', 'Invoices']);
});

test('a configuration is ours if it has our rule alone', () => {
  const ours = { id: '2', rules: [rule] };
  expect(ownerOfLock([], rule)).toEqual({ whose: 'nobody', own: null });
  expect(ownerOfLock([ours], rule)).toEqual({ whose: 'ours', own: ours });
  expect(ownerOfLock([others], rule)).toEqual({ whose: 'others', own: null });
  expect(ownerOfLock([{ id: '2', rules: [rule, 'Closed'] }], rule)).toEqual({ whose: 'shared', own: null });
});

test('people learn which rule to add to a configuration of theirs, or to look at', () => {
  expect(otherLockText('Invoices', 'others', rule, 'Portage_Key', 'bss')).toMatch(
    /Add a rule to it for records whose Portage_Key starts with bss:/,
  );
  expect(otherLockText('Invoices', 'shared', rule, 'Portage_Key', 'bss')).toMatch(
    /the rule "Portage: delta-telecom" is in a record-locking configuration with other rules/,
  );
});

test('a check shows a lock only if every change of the sample was refused', () => {
  const check = { sampled: 10, locked: 10, refused: 10 };
  expect([lockProblem('Invoices', check), isProven(check)]).toEqual([null, true]);
  expect(lockProblem('Invoices', { ...check, locked: 8, refused: 8 })).toMatch(/^2 of 10 .* are not locked yet/);
  expect(lockProblem('Invoices', { ...check, refused: 9 })).toMatch(/accepted a change of 1 of 10/);
  expect(isProven({ ...check, refused: 9 })).toBe(false);
});

test('a module without records has nothing to try', () => {
  const check = { sampled: 0, locked: 0, refused: 0 };
  expect([lockProblem('Invoices', check), isProven(check), isProven(null)]).toEqual([null, false, false]);
});

test('a lock is a problem if another user could change a record, or could not try', () => {
  const check = { sampled: 3, locked: 3, refused: 3 };
  const refused = { ok: false, code: 'RECORD_LOCKED' } as const;
  const of = (...answers: Parameters<typeof countOther>[0]) =>
    lockProblem('Invoices', { ...check, byOther: countOther(answers) });
  expect(of(refused, refused, refused)).toBeNull();
  expect(of(refused, { ok: true }, refused)).toMatch(
    /^Invoices is not locked.*accepted a change of 1 of 3.*check user/,
  );
  expect(of(refused, { ok: false, code: 'NO_PERMISSION' }, refused)).toMatch(
    /^Invoices is not checked by a refused write.*could not try 1 of 3 changes \(NO_PERMISSION\)/,
  );
});
