import { historyLockDocument } from '../../../domain/documents/history-lock.ts';
import type { HistoryLock } from '../../../schemas/report.ts';

const ref = { engagement: 'delta-telecom', environment: 'production' } as const;
const invoices: HistoryLock = {
  ...{ module: 'Invoices', rule: 'Portage: delta-telecom', except: ['Administrator', 'Billing'], problem: null },
  check: { sampled: 10, locked: 10, refused: 10 },
};

test('the document says what was tried with which result, and what was not tried', () => {
  const text = historyLockDocument(ref, [invoices]);
  expect(text).toContain('The migrated records of 1 module are locked.');
  expect(text).toContain('not checked by a refused write: the engagement file has no destination.check_user');
  expect(text).toContain(
    '| Invoices | Portage: delta-telecom | Administrator, Billing | 10 | 10 | 10 | not checked by a refused write |',
  );
});

test('the document says what another user tried with which result', () => {
  const byOther = { tried: 10, refused: 10, accepted: 0, reasons: [] };
  const text = historyLockDocument(ref, [{ ...invoices, check: { ...invoices.check!, byOther } }]);
  expect(text).toContain('a user with none of these profiles (destination.check_user) tried the same change');
  expect(text).toContain('| 10 | 10 | 10 | 10 of 10 refused |');
  expect(text).not.toContain('not checked');
});

test('a module that is not locked is listed with what to do', () => {
  const text = historyLockDocument(ref, [
    invoices,
    { ...invoices, module: 'Sales_Orders', check: null, problem: 'Add a rule.' },
  ]);
  expect(text).toContain('**Not all records are locked, or known to be.**\n\n- Add a rule.');
  expect(text).toContain(
    '| Sales_Orders | Portage: delta-telecom | Administrator, Billing | not tried |  |  | not checked by a refused write |',
  );
});
