import { ConnectorError } from '../../connectors/error.ts';
import {
  endRecordLock,
  keepRecordLock,
  listRecordLocks,
  type RecordLock,
} from '../../connectors/ledger/record-locks.ts';
import type { LockConfiguration, Zoho } from '../../connectors/zoho/port.ts';
import { ownerOfLock } from '../../domain/history-lock.ts';
import type { RollbackLock } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';

/** What becomes of a rule: it goes with its configuration, it stays because people added rules, or it is gone already. */
async function judge(
  zoho: Zoho,
  { module, rule }: RecordLock,
): Promise<{ remove: LockConfiguration } | { why: string } | null> {
  const { whose, own } = ownerOfLock(await zoho.lockConfigurations(module), rule);
  if (own) return { remove: own };
  if (whose !== 'shared') return null;
  return {
    why: `People added other rules to its configuration. Remove the rule "${rule}" in Zoho, then roll back again.`,
  };
}

const listBooked = async ({ ledger }: Pick<Ports, 'ledger'>, ref: EnvironmentRef): Promise<RecordLock[]> =>
  (await listRecordLocks(ledger, ref)).filter(({ removedAt }) => removedAt === null);

/** The rules that a rollback will remove, and those that it will leave. */
export async function predictLocks(
  ports: Pick<Ports, 'ledger'>,
  zoho: Zoho,
  ref: EnvironmentRef,
): Promise<RollbackLock[]> {
  const locks: RollbackLock[] = [];
  for (const lock of await listBooked(ports, ref)) {
    const { module, rule } = lock;
    const judged = await judge(zoho, lock);
    if (judged)
      locks.push({
        module,
        rule,
        ...('why' in judged ? { state: 'kept', why: judged.why } : { state: 'to remove', why: null }),
      });
  }
  return locks;
}

/** Removes the rules that lock migrated records, before the records are removed: a rule could refuse it. */
export async function removeLocks(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ removed: number }> {
  const booked = await listBooked(ports, ref);
  let removed = 0;
  if (booked.length === 0) return { removed };
  await withZoho(ports, stored, { ...ref, phase: 'rollback' }, async (zoho) => {
    for (const lock of booked) {
      const why = await removeLock(zoho, lock);
      if (why === null) removed += 1;
      if (why) await keepRecordLock(ports.ledger, { ...ref, module: lock.module }, why);
      else await endRecordLock(ports.ledger, { ...ref, module: lock.module }, null);
    }
  });
  return { removed };
}

/** @returns why the rule stays; null if it was removed, undefined if it was gone */
async function removeLock(zoho: Zoho, lock: RecordLock): Promise<string | null | undefined> {
  const judged = await judge(zoho, lock);
  if (!judged) return undefined;
  if ('why' in judged) return judged.why;
  try {
    const result = await zoho.removeLock(lock.module, judged.remove.id);
    return result.ok ? null : `Zoho refused to remove it: ${result.reason}`;
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'forbidden') throw error;
    return `Zoho refused to remove it: ${error.message}`;
  }
}

/** The rules of an environment after a rollback: those that it removed since its beginning, and those that it left. */
export async function describeRemovedLocks(
  { ledger }: Pick<Ports, 'ledger'>,
  ref: EnvironmentRef,
  since: Date | null,
): Promise<RollbackLock[]> {
  const locks = await listRecordLocks(ledger, ref);
  return locks
    .filter(({ removedAt }) => removedAt === null || (since !== null && removedAt >= since))
    .map(({ module, rule, removedAt, kept }) => ({
      ...{ module, rule, state: removedAt ? 'removed' : 'kept' },
      why: removedAt ? null : (kept ?? 'the rollback was interrupted'),
    }));
}
