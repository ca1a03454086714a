import { Readable } from 'node:stream';
import type { PostgresProfile } from '../../../schemas/profile.ts';
import type { ReadsChanges, Snapshot } from '../port.ts';
import { listProfile, objectProfile } from '../profile-objects.ts';
import type { Connection, Database } from './database.ts';
import { beginReadOnly, exportSnapshot, neverEndIdle, selectCount, withoutSemicolon } from './queries.ts';
import { readIdentifiers } from './identifiers.ts';
import { readChanges, readRows } from './rows.ts';

/** Runs `work` while one transaction holds the snapshot that all readers share. */
export async function withSnapshot<T>(
  database: Database,
  profile: PostgresProfile,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return database.withConnection('the snapshot', async (connection) => {
    await connection.query('the snapshot', beginReadOnly);
    await connection.query('the snapshot', neverEndIdle);
    const result = await work(await takeSnapshot(connection, database, profile));
    await connection.query('the snapshot', 'commit');
    return result;
  });
}

async function takeSnapshot(
  connection: Connection,
  database: Database,
  profile: PostgresProfile,
): Promise<Snapshot & ReadsChanges> {
  const { rows } = await connection.query<{ id: string; exported: string; at: string }>('the snapshot', exportSnapshot);
  const { id, exported, at } = rows[0] ?? { id: '', exported: '', at: '' };
  const shared = { database, profile, exported };
  return {
    id,
    takenAt: at,
    async count(object) {
      const { query } = objectProfile(profile.objects, object);
      return { rows: await numberFrom(connection, object, selectCount(query)), isExact: true };
    },
    read: (object, after) => readRows(shared, object, after),
    changes: (object, since) => readChanges(shared, object, since),
    remarks: () => [],
    identifiers: () => readIdentifiers(shared),
    moment: () => Promise.resolve({ by: 'transaction', id }),
    handoff(object) {
      const query = profile.handoff[object]?.snapshot ?? profile.handoff[object]?.summary;
      if (query === undefined) return null;
      return Readable.from(connection.copy(object, withoutSemicolon(query), { header: true }));
    },
    handoffByAccount(object) {
      const query = profile.handoff[object]?.byAccount;
      if (query === undefined) return null;
      return Readable.from(connection.copy(object, withoutSemicolon(query), { header: true }));
    },
    credentials(list) {
      const { query } = listProfile(profile.credentials, list);
      return Readable.from(connection.copy(`credentials.${list}`, withoutSemicolon(query), { header: true }));
    },
    async countHandoff(object) {
      const query = profile.handoff[object]?.count;
      return query === undefined ? 0 : numberFrom(connection, object, query);
    },
  };
}

/** The only value of a query, as a number. */
async function numberFrom(connection: Connection, what: string, query: string): Promise<number> {
  const { rows } = await connection.query<Record<string, string>>(what, query);
  return Number(Object.values(rows[0] ?? { count: 0 })[0]);
}
