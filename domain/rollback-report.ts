import type { EngagementStatus, RollbackModule, RollbackReport } from '../schemas/engagement.ts';
import type { Module } from '../schemas/terms.ts';

interface ItemCount {
  module: Module;
  action: 'delete' | 'restore';
  result: 'deleted' | 'restored' | 'gone' | 'kept' | 'refused' | null;
  count: number;
}

const columns = {
  deleted: 'deleted',
  restored: 'restored',
  gone: 'alreadyGone',
  kept: 'kept',
  refused: 'failed',
} as const satisfies Record<string, keyof RollbackModule>;

/** The counts of a work list by module, in the order of the rollback. */
export function countModules(modules: Module[], items: ItemCount[]): RollbackModule[] {
  return modules.map((module) => {
    const counts: RollbackModule = {
      ...{ module, toDelete: 0, toRestore: 0, deleted: 0, restored: 0, alreadyGone: 0, kept: 0, failed: 0 },
    };
    for (const { action, result, count } of items.filter((one) => one.module === module)) {
      const column = result === null ? (action === 'delete' ? 'toDelete' : 'toRestore') : columns[result];
      counts[column] += count;
    }
    return counts;
  });
}

/** Number of a module's records that a rollback has left as they are. Reports of older rollbacks lack some counts. */
export const leftIn = ({ toDelete, toRestore, kept, failed }: RollbackModule): number =>
  toDelete + (toRestore || 0) + (kept || 0) + failed;

/** Whether Zoho is as it was before the loads, as far as the final check measured it. */
export const isComplete = ({ modules, fields, locks = [], measured }: RollbackReport): boolean =>
  Boolean(measured) &&
  modules.every((one) => leftIn(one) === 0) &&
  fields.every(({ toRemove }) => toRemove === 0) &&
  locks.every(({ state }) => state === 'removed');

/** The rollbacks of an engagement with a new one, which replaces that of its environment and also stands for its runs. */
export function addRollback(rollbacks: readonly RollbackReport[], report: RollbackReport): RollbackReport[] {
  const isSame = ({ environment }: RollbackReport) => environment === report.environment;
  const runs = [...new Set([...rollbacks.filter(isSame), report].flatMap((one) => one.runs))];
  return [...rollbacks.filter((one) => !isSame(one)), { ...report, runs }];
}

/** The reports of the phases that no rollback has undone, or tried to undo. */
export const liveReports = ({
  reports,
  rollbacks = [],
}: Pick<EngagementStatus, 'reports' | 'rollbacks'>): EngagementStatus['reports'] =>
  reports.filter(({ environment, run }) =>
    rollbacks.every((one) => one.environment !== environment || !one.runs.includes(run)),
  );
