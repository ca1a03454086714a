import type { FilesProfile } from '../../schemas/profile.ts';
import { readColumns } from './files/columns.ts';
import { openDelivery } from './files/delivery.ts';
import type { FoundFile } from './files/found-files.ts';
import { readDocument } from './files/document.ts';
import { readActivity } from './files/reading.ts';
import { takeSnapshot } from './files/snapshot.ts';
import type { Source } from './port.ts';
import { keysOf, objectProfile } from './profile-objects.ts';

/**
 * A delivery of files as a source: CSV, pipe-separated values, or JSON lines, each with or without a trailer. Rows come in
 * the order of the file names and of their lines.
 * @param streamed files of the delivery that are not in the folder, and are read from elsewhere
 * @throws ConnectorError `configuration` for missing files or columns, `contract` for a file that can't be used
 */
export function createFilesSource(profile: FilesProfile, folder: string, streamed: FoundFile[] = []): Source {
  const delivery = openDelivery(folder, profile, streamed);
  return {
    columns: () => readColumns(delivery, profile),
    keys: () => keysOf(profile.objects),
    identity: async () => ({ delivery: (await delivery.identity()).id }),
    customFields: () => Promise.resolve(profile.customFields),
    withSnapshot: async (work) => work(await takeSnapshot(delivery, profile)),
    reading: () => readActivity(folder, profile),
    places: (object) => delivery.places(objectProfile(profile.objects, object)),
    document: (record) => readDocument(folder, profile, record),
    close: () => Promise.resolve(),
  };
}
