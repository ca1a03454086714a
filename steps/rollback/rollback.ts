import { ConnectorError } from '../../connectors/error.ts';
import {
  bookRemovals,
  countRemovals,
  endSchemaChange,
  clearFailedRemovals,
  listRemovals,
  listSchemaChanges,
} from '../../connectors/ledger/rollback.ts';
import { openEnvironment } from '../../connectors/ledger/environments.ts';
import { closeRuns, listLiveRuns, setRunState } from '../../connectors/ledger/runs.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import { rollbackDocument } from '../../domain/documents/rollback.ts';
import type { RemovalInput, RollbackReport } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import { findNewField } from '../apply-schema.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { removeBatch } from './remove-batch.ts';

/** What a rollback would do now, or has done. */
export async function describeRollback(
  { ledger }: Ports,
  { modules }: StoredEngagement,
  ref: EnvironmentRef,
): Promise<RollbackReport> {
  const counts = await countRemovals(ledger, ref);
  const fields = await listSchemaChanges(ledger, ref);
  const runs = await listLiveRuns(ledger, ref);
  const { engagement, environment } = ref;
  return {
    engagement,
    environment,
    runs: runs.map((run) => run.run),
    modules: modules.toReversed().map((module) => {
      const { left = 0, deleted = 0, gone = 0, failed = 0 } = counts.find((one) => one.module === module) ?? {};
      return { module, toDelete: left, deleted, alreadyGone: gone, failed };
    }),
    fields: modules.map((module) => {
      const toRemove = fields.filter((field) => field.module === module).length;
      return { module, toRemove, removed: 0 };
    }),
  };
}

/**
 * Closes the runs of an environment, so that no lane can book or claim any more, and writes the preview of the rollback.
 * Failed deletions of an earlier rollback are cleared, so that they are tried again.
 */
export async function previewRollback(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<RollbackReport> {
  await closeRuns(ports.ledger, ref);
  await clearFailedRemovals(ports.ledger, ref);
  const report = await describeRollback(ports, stored, ref);
  const { environment } = ref;
  const about = { kind: 'rollback-preview', environment, title: `rollback-preview-${environment}` } as const;
  await writeDocument(ports, stored, about, rollbackDocument(report, 'preview'), report);
  return report;
}

/**
 * Deletes one lane's share of the records that loads created in a module. `isRepeated`: an
 * earlier attempt may have deleted its last batch without booking it, so the first batch is looked up before it is
 * deleted.
 */
export async function removeRecords(
  ports: Ports,
  stored: StoredEngagement,
  input: RemovalInput,
  { isRepeated, signal }: { isRepeated: boolean; signal: AbortSignal },
): Promise<{ deleted: number }> {
  const { ledger } = ports;
  const { env } = await openEnvironment(ledger, input);
  return withZoho(ports, stored, { ...input, phase: 'rollback' }, async (zoho) => {
    let deleted = 0;
    let after = '';
    for (let lookUp = isRepeated; !signal.aborted; lookUp = false) {
      const batch = await listRemovals(ledger, input, { env, after, limit: recordsPerCall });
      const last = batch.at(-1);
      if (!last) break;
      after = last.key;
      const removed = await removeBatch(zoho, input.module, batch, lookUp);
      await bookRemovals(ledger, env, input.module, removed);
      deleted += removed.length;
    }
    return { deleted };
  });
}

/** Removes the custom fields that the engagement created in an environment, newest first. */
export async function removeFields(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ removed: number }> {
  const changes = await listSchemaChanges(ports.ledger, ref);
  await withZoho(ports, stored, { ...ref, phase: 'rollback' }, async (zoho) => {
    for (const change of changes) {
      const fieldId = change.fieldId ?? (await findNewField(zoho, change))?.id;
      if (fieldId)
        await zoho.removeField(change.module, fieldId).catch((error: unknown) => {
          if (!(error instanceof ConnectorError) || error.kind !== 'not-found') throw error;
        });
      await endSchemaChange(ports.ledger, { ...ref, ...change });
    }
  });
  return { removed: changes.length };
}

/** Writes the rollback document, and marks the runs as rolled back if none of their records is left. */
export async function endRollback(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<RollbackReport> {
  const report = await describeRollback(ports, stored, ref);
  const { environment } = ref;
  const about = { kind: 'rollback', environment, title: `rollback-${environment}` } as const;
  await writeDocument(ports, stored, about, rollbackDocument(report, 'done'), report);
  if (report.modules.every((one) => one.toDelete === 0)) {
    for (const run of await listLiveRuns(ports.ledger, ref)) await setRunState(ports.ledger, run.id, 'rolled-back');
  }
  return report;
}
