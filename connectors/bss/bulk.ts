import { tmpdir } from 'node:os';
import type { BulkProfile } from '../../schemas/profile.ts';
import type { ExtractedObject } from '../../schemas/words.ts';
import { openFolder } from '../temporary-files.ts';
import { createExports, type ExportJob } from './bulk-job.ts';
import { checkFields, checkNever } from './check-fields.ts';
import { fetchDocument, filledPath, placeOf } from './document-content.ts';
import { createFilesSource } from './files.ts';
import { keysOf } from './profile-objects.ts';
import { fitsPattern } from './name-pattern.ts';
import type { Count, Snapshot, Source } from './port.ts';
import { openSourceHost } from './source-host.ts';
import { unpackedName } from './unpack.ts';

/**
 * A vendor's asynchronous export as a source: a job is submitted and asked after, its files are fetched, checked and then
 * read as a delivery of files. The job is the snapshot.
 * @throws ConnectorError `configuration` for a wrong profile or a host that is not allowed, `contract` for files that are not
 * what the server tells
 */
export function createBulkSource(profile: BulkProfile): Source {
  const host = openSourceHost(profile);
  const { objects, never, handoff } = profile;
  return {
    async columns() {
      const columns: Partial<Record<ExtractedObject, string[]>> = {};
      for (const [object, described] of Object.entries(objects))
        columns[object as ExtractedObject] = checkFields(object, described, never);
      for (const [object, described] of Object.entries(handoff)) checkNever(object, described.columns, never);
      // That the server is there and takes the credentials. Which jobs there were is of no interest.
      await host.send({ url: profile.export.submit });
      return columns;
    },
    keys: () => keysOf(objects),
    customFields: () => Promise.resolve(profile.customFields),
    async withSnapshot(work, purpose) {
      const exports = createExports(profile, host);
      const job = await exports.job(purpose ?? {});
      const folder = await openFolder(tmpdir());
      try {
        await exports.fetchFiles(job, folder.path, purpose?.signal);
        const files = createFilesSource({ ...profile, kind: 'files', folder: folder.path }, folder.path);
        return await files.withSnapshot((snapshot: Snapshot) =>
          work({
            ...snapshot,
            id: job.id,
            count: async (object) => told(job, objects[object]?.files ?? '') ?? (await snapshot.count(object)),
          }),
        );
      } finally {
        await folder.remove();
      }
    },
    async document(record, signal) {
      const path = filledPath(placeOf(profile.documentContent), record);
      return fetchDocument(host, new URL(`${host.base}${path}`), signal);
    },
    close: () => Promise.resolve(),
  };
}

/** Rows of an object as the server tells them, if it does for all its files. */
function told({ files }: ExportJob, pattern: string): Count | null {
  const mine = files.filter(({ name }) => fitsPattern(pattern, unpackedName(name)));
  if (mine.length === 0 || mine.some(({ rows }) => rows == null)) return null;
  return { rows: mine.reduce((sum, { rows }) => sum + (rows ?? 0), 0), isExact: true };
}
