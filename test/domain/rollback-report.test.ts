import { addRollback, countModules, isComplete, leftIn, liveReports } from '../../domain/rollback-report.ts';
import type { EngagementStatus } from '../../schemas/engagement.ts';

const item = (action: 'delete' | 'restore', result: 'deleted' | 'restored' | 'gone' | 'kept' | 'refused' | null) => ({
  module: 'Accounts' as const,
  action,
  result,
  count: 2,
});

test('items are counted by module and by what became of them, in the order of the rollback', () => {
  const items = [
    item('delete', null),
    item('restore', null),
    item('delete', 'deleted'),
    item('restore', 'restored'),
    item('delete', 'gone'),
    item('restore', 'gone'),
    item('delete', 'kept'),
    item('restore', 'refused'),
  ];
  const none = { toDelete: 0, toRestore: 0, deleted: 0, restored: 0, alreadyGone: 0, kept: 0, failed: 0 };
  const [contacts, accounts] = countModules(['Contacts', 'Accounts'], items);
  expect(contacts).toEqual({ module: 'Contacts', ...none });
  expect(accounts).toEqual({
    module: 'Accounts',
    ...{ toDelete: 2, toRestore: 2, deleted: 2, restored: 2, alreadyGone: 4, kept: 2, failed: 2 },
  });
  expect(accounts && leftIn(accounts)).toBe(8);
});

test('a report of an older rollback lacks the counts of restored and kept records', () => {
  const older = { module: 'Accounts', toDelete: 3, deleted: 0, alreadyGone: 0, failed: 0 } as never;
  expect(leftIn(older)).toBe(3);
});

const report = {
  ...{ engagement: 'demo', environment: 'sandbox' as const, runs: [], left: [], notAsked: [] },
  modules: countModules(['Accounts'], [item('delete', 'deleted')]),
  fields: [{ module: 'Accounts' as const, toRemove: 0, removed: 1, kept: [] }],
  measured: [],
};

test('a rollback is complete if nothing is left and Zoho was read back', () => {
  expect(isComplete(report)).toBe(true);
  expect(isComplete({ ...report, measured: null })).toBe(false);
  expect(isComplete({ ...report, modules: countModules(['Accounts'], [item('delete', 'kept')]) })).toBe(false);
  const lock = { module: 'Invoices', rule: 'Portage: demo', why: null } as const;
  expect(isComplete({ ...report, locks: [{ ...lock, state: 'removed' }] })).toBe(true);
  expect(isComplete({ ...report, locks: [{ ...lock, state: 'kept' }] })).toBe(false);
  expect(isComplete({ ...report, fields: [{ module: 'Accounts', toRemove: 1, removed: 0, kept: [] }] })).toBe(false);
});

test('the newest rollback of an environment stands for the runs of all, and their phases are no longer live', () => {
  const first = { ...report, runs: ['full-1'] };
  const second = { ...report, runs: ['full-2'], modules: [] };
  const production = { ...report, environment: 'production' as const, runs: ['full-1'] };
  expect(addRollback([], first)).toEqual([first]);
  const rollbacks = addRollback(addRollback([first], production), second);
  expect(rollbacks).toEqual([production, { ...second, runs: ['full-1', 'full-2'] }]);
  const phase = (environment: string, run: string) => ({ environment, run });
  const reports = [phase('sandbox', 'full-1'), phase('sandbox', 'full-3'), phase('production', 'full-2')];
  const status = { reports: reports as EngagementStatus['reports'] };
  expect(liveReports({ ...status, rollbacks })).toEqual(reports.slice(1));
  expect(liveReports(status)).toEqual(reports);
});
