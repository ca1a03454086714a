import { ConnectorError } from '../connectors/error.ts';
import { sampleRecords, storeOwnChanges, type LockSample } from '../connectors/ledger/record-locks.ts';
import type { ItemResult, Zoho } from '../connectors/zoho/port.ts';
import { countOther, lockedCode } from '../domain/history-lock.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import type { LockCheck, OtherCheck } from '../schemas/report.ts';
import type { Module } from '../schemas/terms.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/** Records that a check reads and tries to change. One call takes them all. */
const sampleSize = 10;

/** What a check of a lock works with. */
export interface Trial {
  ports: Ports;
  stored: StoredEngagement;
  /** Client of the user of the load. */
  zoho: Zoho;
  ref: EnvironmentRef & { module: Module };
}

/** Reads which records of a sample are locked, and gives those the key that they have. Zoho must refuse that. */
export async function tryAsLoad(trial: Trial): Promise<LockCheck> {
  const { found, locked } = await readSample(trial);
  const results = await writeKeys(trial, trial.zoho, locked);
  const refused = results.filter((result) => !result.ok && result.code === lockedCode).length;
  return { sampled: found.length, locked: locked.length, refused };
}

/**
 * Tries the same as the user that no lock excludes. Where Zoho accepts it, the user of the load writes the key again, so that the
 * record is in its state of before and was last changed by the load.
 */
export async function tryAsOther(trial: Trial): Promise<OtherCheck> {
  const { ports, stored, ref, zoho } = trial;
  const { locked } = await readSample(trial);
  if (locked.length === 0) return countOther([]);
  const as = { environment: ref.environment, phase: 'locking', user: 'check_user' } as const;
  let results: ItemResult[];
  try {
    results = await withZoho(ports, stored, as, (other) => writeKeys(trial, other, locked));
  } catch (error) {
    if (!(error instanceof ConnectorError) || !['auth', 'configuration', 'forbidden'].includes(error.kind)) throw error;
    return { ...countOther([]), tried: locked.length, reasons: [error.message] };
  }
  const accepted = locked.filter((_, index) => results[index]?.ok);
  if (accepted.length > 0) await writeKeys(trial, zoho, accepted);
  return countOther(results);
}

async function readSample({ ports, zoho, ref }: Trial): Promise<{ found: LockSample[]; locked: LockSample[] }> {
  const sample = await sampleRecords(ports.ledger, ref, sampleSize);
  if (sample.length === 0) return { found: [], locked: [] };
  const ids = sample.map(({ zohoId }) => zohoId);
  const present = await zoho.readByIds(ref.module, ids, ['Locked__s']);
  return {
    found: sample.filter(({ zohoId }) => present.has(zohoId)),
    locked: sample.filter(({ zohoId }) => present.get(zohoId)?.['Locked__s'] === true),
  };
}

/** Gives records the key that they have. The value stays, but Zoho shows a later change, which is booked as ours. */
async function writeKeys({ ports, stored, ref }: Trial, zoho: Zoho, records: LockSample[]): Promise<ItemResult[]> {
  if (records.length === 0) return [];
  const { key } = stored.mapping;
  const results = await zoho.update(
    ref.module,
    records.map((one) => ({ id: one.zohoId, [key]: one.key })),
  );
  const accepted = results.flatMap((result, index) =>
    result.ok ? [{ key: records[index]?.key ?? '', modifiedAt: result.modifiedAt }] : [],
  );
  await storeOwnChanges(ports.ledger, ref, accepted);
  return results;
}
