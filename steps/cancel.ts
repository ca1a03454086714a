import { countStaying } from '../connectors/ledger/staying.ts';
import { cancellationDocument } from '../domain/documents/cancellation.ts';
import type { StayingRecords } from '../schemas/engagement.ts';
import type { DocumentRef } from '../schemas/sign-off.ts';
import { environments } from '../schemas/terms.ts';
import { findDocuments, writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { closeEnvironment } from './rollback/close.ts';

/**
 * Ends what a cancelled engagement has loaded: the runs are closed, so that a lane on a worker that only seemed dead can't
 * go on, and a document lists what stays in Zoho. Nothing in Zoho is changed.
 */
export async function endCancelled(
  ports: Ports,
  stored: StoredEngagement,
): Promise<{ staying: StayingRecords[]; documents: DocumentRef[] }> {
  const { slug } = stored.engagement;
  for (const environment of environments) await closeEnvironment(ports, stored, { engagement: slug, environment });
  const staying = await countStaying(ports.ledger, slug);
  await writeDocument(ports, stored, { kind: 'cancellation' }, cancellationDocument(slug, staying), { staying });
  return { staying, documents: await findDocuments(ports, stored) };
}
