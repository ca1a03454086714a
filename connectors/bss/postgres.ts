import type { PostgresProfile } from '../../schemas/profile.ts';
import type { JsonObject } from '../../schemas/json.ts';
import { sha256 } from '../digest.ts';
import type { Source } from './port.ts';
import { readColumns } from './postgres/columns.ts';
import { readCustomFields } from './postgres/custom-fields.ts';
import { openDatabase } from './postgres/database.ts';
import { readDocument } from './postgres/document.ts';
import { readActivity } from './postgres/reading.ts';
import { withSnapshot } from './postgres/snapshot.ts';
import { readWriteAccess } from './postgres/write-access.ts';
import { keysOf } from './profile-objects.ts';

/** Objects that may be read at once, beside the transaction that holds the snapshot. */
const maxReaders = 3;

/**
 * A Postgres source. It only reads: a `REPEATABLE READ READ ONLY` transaction exports the snapshot that all readers
 * share. Rows are streamed by COPY, so that no table is held in memory.
 * @throws ConnectorError `configuration` for a wrong profile, `unavailable` when the server does not answer
 */
export function createPostgresSource(profile: PostgresProfile, url: string): Source {
  const { statementTimeoutSeconds } = profile;
  const database = openDatabase(url, { maxConnections: maxReaders + 1, statementTimeoutSeconds });
  return {
    columns: () => readColumns(database, profile),
    keys: () => keysOf(profile.objects),
    identity: () => Promise.resolve(identityOf(url)),
    customFields: () => readCustomFields(database, profile.customFields),
    withSnapshot: (work) => withSnapshot(database, profile, work),
    reading: () => readActivity(database, profile),
    writeAccess: () => readWriteAccess(database, profile),
    document: (record) => readDocument(database, profile, record),
    close: () => database.close(),
  };
}

/** The database without user and password. A URL of another form is kept as its digest. */
function identityOf(url: string): JsonObject {
  if (!URL.canParse(url)) return { url: sha256(url) };
  const { host, pathname } = new URL(url);
  return { host, database: pathname };
}
