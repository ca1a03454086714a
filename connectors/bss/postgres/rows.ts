import type { ObjectProfile, PostgresProfile } from '../../../schemas/profile.ts';
import type { ExtractedObject } from '../../../schemas/terms.ts';
import { profileError } from '../check-fields.ts';
import type { Chunk, ReadsChanges } from '../port.ts';
import { objectProfile } from '../profile-objects.ts';
import { columnsOf } from './columns.ts';
import { splitRows } from './csv-rows.ts';
import type { Database } from './database.ts';
import { beginReadOnly, selectKeys, selectRows, useSnapshot, whereAfter, whereChanged } from './queries.ts';

/** A database with the name of its exported snapshot, which all readers share. */
export interface SharedSnapshot {
  database: Database;
  profile: PostgresProfile;
  exported: string;
}

/** All rows of an object in the order of its key, or those after a checkpoint. */
export function readRows(shared: SharedSnapshot, object: ExtractedObject, after: string | null): AsyncGenerator<Chunk> {
  const { key } = objectProfile(shared.profile.objects, object);
  return copyRows(shared, object, { where: after === null ? '' : whereAfter(key, after) });
}

/**
 * The rows that changed, and the keys of all rows.
 * @throws ConnectorError `configuration` for an object without `updated`
 */
export function readChanges(
  shared: SharedSnapshot,
  object: ExtractedObject,
  since: string,
): ReturnType<ReadsChanges['changes']> {
  const { updated } = objectProfile(shared.profile.objects, object);
  if (updated === undefined) throw profileError(`${object} has no updated, so its changes can't be selected.`);
  return {
    rows: copyRows(shared, object, { where: whereChanged(updated, since) }),
    keys: copyRows(shared, object, { keysOnly: true }),
  };
}

/** Streams the rows of an object, in a transaction of its own on the shared snapshot. */
async function* copyRows(
  shared: SharedSnapshot,
  object: ExtractedObject,
  { where = '', keysOnly = false }: { where?: string; keysOnly?: boolean },
): AsyncGenerator<Chunk> {
  const { database, profile, exported } = shared;
  const described = objectProfile(profile.objects, object);
  const keyColumn = await keyColumnOf(shared, object, described);
  const text = keysOnly ? selectKeys(described) : selectRows(described, where);
  const connection = await database.connect(object);
  let outcome: 'success' | 'failure' = 'failure';
  try {
    await connection.query(object, beginReadOnly);
    await connection.query(object, useSnapshot(exported));
    yield* splitRows(connection.copy(object, text), keysOnly ? 0 : keyColumn);
    await connection.query(object, 'commit');
    outcome = 'success';
  } finally {
    connection.release(outcome);
  }
}

async function keyColumnOf(
  { database, profile }: SharedSnapshot,
  object: ExtractedObject,
  { key, query }: ObjectProfile,
): Promise<number> {
  const columns = await columnsOf(database, { what: object, query, never: profile.never });
  const column = columns.indexOf(key);
  if (column < 0) throw profileError(`The query of ${object} does not select its key ${key}.`);
  return column;
}
