import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import {
  bookRemovals,
  countRemovals,
  forgetFailedRemovals,
  listRemovals,
  listSchemaChanges,
} from '../connectors/ledger/rollback.ts';
import { listLiveRuns, setRunState } from '../connectors/ledger/runs.ts';
import { removeBatch } from '../connectors/load/remove-batch.ts';
import { rollbackDocument } from '../domain/documents/rollback.ts';
import { orderModules } from '../domain/order-modules.ts';
import type { RollbackReport } from '../schemas/engagement.ts';
import type { Environment, Module } from '../schemas/words.ts';
import { writeDocument } from './documents.ts';
import type { Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

type Scope = { engagement: string; environment: Environment };

export function rollbackActivities(ports: Ports) {
  const { ledger } = ports;

  async function describe(scope: Scope): Promise<RollbackReport> {
    const stored = await readEngagement(ledger, scope.engagement);
    const counts = await countRemovals(ledger, scope.engagement, scope.environment);
    const fields = await listSchemaChanges(ledger, scope.engagement, scope.environment);
    const runs = await listLiveRuns(ledger, scope.engagement, scope.environment);
    return {
      ...scope,
      runs: runs.filter((run) => run.run !== 'before').map((run) => run.run),
      modules: orderModules(stored.mapping)
        .reverse()
        .map((module) => {
          const one = counts.find((count) => count.module === module);
          const { created = 0, deleted = 0, gone = 0, failed = 0 } = one ?? {};
          return { module, toDelete: created - deleted - gone, deleted, alreadyGone: gone, failed };
        }),
      fields: orderModules(stored.mapping).map((module) => {
        const toRemove = fields.filter((field) => field.module === module).length;
        return { module, toRemove, removed: 0 };
      }),
    };
  }

  return {
    /** Says exactly what a rollback will do; nothing is changed but the memory of refused deletions. */
    async previewRollback(scope: Scope): Promise<RollbackReport> {
      await forgetFailedRemovals(ledger, scope.engagement, scope.environment);
      const report = await describe(scope);
      const stored = await readEngagement(ledger, scope.engagement);
      await writeDocument(
        ports,
        stored,
        `rollback-preview-${scope.environment}`,
        rollbackDocument(report, 'preview'),
        report,
      );
      return report;
    },

    /** Deletes one lane's share of what the live runs created in a module, newest first. */
    async removeRecords(input: Scope & { module: Module; lane: number; lanes: number }): Promise<{ deleted: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      let deleted = 0;
      // A dead attempt may have deleted its last batch without booking it, so that one is looked up first.
      let lookUp = activityInfo().attempt > 1;
      return withZoho(ports, stored, { ...input, phase: 'rollback' }, async (zoho) => {
        while (!cancellationSignal().aborted) {
          const batch = await listRemovals(ledger, input, 100);
          if (batch.length === 0) break;
          const booked = await removeBatch(zoho, input.module, batch, lookUp);
          lookUp = false;
          await bookRemovals(ledger, input.module, booked);
          deleted += booked.length;
        }
        return { deleted };
      });
    },

    /** Marks the runs as rolled back, if nothing of them is left, and writes what was done. */
    async endRollback(scope: Scope): Promise<RollbackReport> {
      const report = await describe(scope);
      const stored = await readEngagement(ledger, scope.engagement);
      await writeDocument(ports, stored, `rollback-${scope.environment}`, rollbackDocument(report, 'done'), report);
      if (report.modules.every((one) => one.toDelete === 0)) {
        for (const run of await listLiveRuns(ledger, scope.engagement, scope.environment)) {
          if (run.run !== 'before') await setRunState(ledger, run.id, 'rolled-back');
        }
      }
      return report;
    },

    /** What a rollback would do now. */
    describeRollback: describe,
  };
}
