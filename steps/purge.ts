import { ConnectorError } from '../connectors/error.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { countPersonalData, erasePersonalData, readLastEntries } from '../connectors/ledger/personal-data.ts';
import { erasureDocument } from '../domain/documents/erasure.ts';
import { judgeRetention } from '../domain/retention.ts';
import type { Erasure } from '../schemas/erasure.ts';
import { writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** What `purge` would erase, and whether it may. */
export async function describeErasure(
  { ledger, staging }: Pick<Ports, 'ledger' | 'staging'>,
  { engagement: { slug, retentionDays: days } }: Pick<StoredEngagement, 'engagement'>,
  isRunning: boolean,
): Promise<Erasure> {
  const { last, erased } = await readLastEntries(ledger, slug);
  const { from, whyNot } = judgeRetention({ days, last: last ?? new Date(), isRunning, now: new Date() });
  const files = await staging.list(slug);
  return {
    ...{ engagement: slug, days, from: from?.toISOString() ?? null, whyNot },
    erasedAt: erased?.toISOString() ?? null,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: await countPersonalData(ledger, slug),
  };
}

/**
 * Erases the values of people from staging and the ledger when the retention has passed, and writes what was erased. The audit
 * chain, outcomes, reports and documents stay. A repetition erases what an interrupted attempt left.
 *
 * @throws ConnectorError `configuration` when it is too early
 */
export async function purge(ports: Ports, stored: StoredEngagement, isRunning: boolean): Promise<Erasure> {
  const { ledger, staging } = ports;
  const { slug } = stored.engagement;
  const found = await describeErasure(ports, stored, isRunning);
  if (found.whyNot !== null) throw new ConnectorError('configuration', `${found.whyNot} Nothing was erased.`);
  await staging.removeFolder(slug);
  const { days, files, bytes } = found;
  const rows = await erasePersonalData(ledger, slug, { days, files, bytes });
  const erasure = { ...found, rows, erasedAt: new Date().toISOString() };
  await writeDocument(ports, stored, { kind: 'erasure' }, erasureDocument(erasure), erasure);
  return erasure;
}

/**
 * Deltas and rollbacks need the values that were written, so none of them is begun without.
 * @throws ConnectorError `configuration` when the personal data of the engagement was erased
 */
export async function checkKept(ledger: Ledger, slug: string): Promise<void> {
  const { erased } = await readLastEntries(ledger, slug);
  if (erased === null) return;
  throw new ConnectorError(
    'configuration',
    `The personal data of "${slug}" was erased on ${erased.toISOString().slice(0, 10)}, and with it what a load or a rollback needs. Nothing was changed. Start another engagement with another slug.`,
  );
}
