import { listRecordLocks } from '../connectors/ledger/record-locks.ts';
import { fallbackDocument, fallbackProblem, type Fallback } from '../domain/documents/fallback.ts';
import type { FallbackInput } from '../schemas/cutover.ts';
import { readPrivileges } from './cutover.ts';
import { writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Reads what a cutover that was called off has left: rules that lock records in Zoho, and privileges to write that are not given back
 * in the source. Writes it as a document.
 *
 * @returns `problem`: what people have to do; null if everything is as before the freeze
 */
export async function describeFallback(
  ports: Ports,
  stored: StoredEngagement,
  { gate, end, steps, remark }: FallbackInput,
): Promise<{ problem: string | null }> {
  const { slug, customer } = stored.engagement;
  const locks = await listRecordLocks(ports.ledger, { engagement: slug, environment: 'production' });
  const fallback: Fallback = {
    ...{ engagement: slug, customer, gate, end: end ?? null, steps, remark, checkedAt: new Date().toISOString() },
    locks: locks.map(({ module, rule, removedAt }) => ({ module, rule, isRemoved: removedAt !== null })),
    privileges: await readPrivileges(ports, stored),
  };
  await writeDocument(ports, stored, { kind: 'fallback' }, fallbackDocument(fallback), fallback);
  return { problem: fallbackProblem(fallback) };
}
