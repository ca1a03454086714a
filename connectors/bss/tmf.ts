import type { TmfProfile } from '../../schemas/profile.ts';
import { openSourceHost } from './http/host.ts';
import type { Source } from './port.ts';
import { keysOf } from './profile-objects.ts';
import { readColumns } from './tmf/columns.ts';
import { readDocument } from './tmf/document.ts';
import { readActivity } from './tmf/reading.ts';
import { createTmfServer } from './tmf/server.ts';
import { beginReading } from './tmf/snapshot.ts';

/**
 * TM Forum Open APIs as a source. They have no snapshot: pages are read while the source is in use, each record counts
 * once, and a difference from the server's own total is reported. After a crash lists are read again from their beginning,
 * but records that were staged are not staged again.
 * @throws ConnectorError `configuration` for a wrong profile, `contract` for responses that can't be used
 */
export function createTmfSource(profile: TmfProfile): Source {
  const host = openSourceHost(profile);
  // Only lists of identifiers and of credentials are read in spite of `never`: they are not staged.
  const secretLists = { server: createTmfServer(host, []), profile };
  const api = { server: createTmfServer(host, profile.never), profile };
  return {
    columns: () => readColumns(api),
    keys: () => keysOf(profile.objects),
    identity: () => Promise.resolve(host.identity),
    customFields: () => Promise.resolve(profile.customFields),
    withSnapshot: (work) => work(beginReading(api, secretLists)),
    reading: () => readActivity(api),
    document: (record, signal) => readDocument(api, host, record, signal),
    close: () => Promise.resolve(),
  };
}
