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
  expect(text).toContain('Users of other profiles could not be tried');
  expect(text).toContain('| Invoices | Portage: delta-telecom | Administrator, Billing | 10 | 10 | 10 |');
});

test('a module that is not locked is listed with what to do', () => {
  const text = historyLockDocument(ref, [
    invoices,
    { ...invoices, module: 'Sales_Orders', check: null, problem: 'Add a rule.' },
  ]);
  expect(text).toContain('**Not all records are locked, or known to be.**\n\n- Add a rule.');
  expect(text).toContain('| Sales_Orders | Portage: delta-telecom | Administrator, Billing | not tried |  |  |');
});
