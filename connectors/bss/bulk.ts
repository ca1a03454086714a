import { tmpdir } from 'node:os';
import type { BulkProfile } from '../../schemas/profile.ts';
import { readActivity } from './bulk/reading.ts';
import { withExport } from './bulk/snapshot.ts';
import { checkBuckets, checkFields, checkNever } from './check-fields.ts';
import { fetchDocument, fillPath, requireDocumentContent } from './document-content.ts';
import { openSourceHost, type SourceHost } from './http/host.ts';
import type { DescribesObjects, Source } from './port.ts';
import { columnsOfEach, keysOf } from './profile-objects.ts';

/**
 * A vendor's asynchronous export as a source: a job is submitted and polled; its files are downloaded, checked and then
 * read as a delivery of files.
 * @param parent the folder for what is downloaded
 * @throws ConnectorError `configuration` for a wrong profile or a host that is not allowed, `contract` for files that differ
 * from what the server announced
 */
export function createBulkSource(profile: BulkProfile, parent = tmpdir()): Source {
  const host = openSourceHost(profile);
  return {
    columns: () => readColumns(host, profile),
    keys: () => keysOf(profile.objects),
    identity: () => Promise.resolve(host.identity),
    customFields: () => Promise.resolve(profile.customFields),
    withSnapshot: (work, purpose) => withExport({ host, profile, parent }, work, purpose),
    reading: (signal) => readActivity(host, profile, signal),
    async document(record, signal) {
      const path = fillPath(requireDocumentContent(profile.documentContent), record);
      return fetchDocument(host, new URL(`${host.base}${path}`), signal);
    },
    close: () => Promise.resolve(),
  };
}

/** The columns of all objects. One request checks address and credentials; no job is submitted. */
async function readColumns(
  host: SourceHost,
  { objects, handoff, buckets, never, export: { submit } }: BulkProfile,
): ReturnType<DescribesObjects['columns']> {
  const columns = await columnsOfEach(objects, (object, described) => checkFields(object, described, never));
  for (const [object, { columns: named }] of Object.entries(handoff)) checkNever(object, named, never);
  checkBuckets(buckets, handoff.ocs_buckets?.columns ?? []);
  await host.send({ url: submit });
  return columns;
}
