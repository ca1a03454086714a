import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digestOf } from '../../connectors/digest.ts';
import { codeOf } from '../../connectors/foreign-error.ts';
import { storeDuplicates, sumDuplicates, type DuplicateMember } from '../../connectors/ledger/duplicates.ts';
import { writeMemberRows } from '../../connectors/staging/member-rows.ts';
import { withheldIn } from '../../domain/withheld.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { rowsIn } from '../../connectors/staging/rows.ts';
import { openFolder } from '../../connectors/temporary-files.ts';
import { isBlank, plainId } from '../../domain/identity.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { isIdentifier } from '../../domain/map-record.ts';
import { withIds } from '../../domain/possible-duplicates/safe-ids.ts';
import { DuplicateCluster, type DuplicateSum } from '../../schemas/duplicates.ts';
import { toStorable } from '../../schemas/storable.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { keyContextOf } from '../key-context.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { duplicatesPath } from './find-duplicates.ts';
import type { StagedFile } from './stage-survey.ts';

/** Characters of a value that are shown. */
const longestValue = 300;

/**
 * Stores the possible duplicates that the search found in the survey, so that people can decide about them: ids and evidence,
 * and the rows of the members with network identifiers masked. An id that is a network identifier is stored as its hash.
 * @returns what was found and decided so far; null if the survey was not searched
 */
export async function storePossibleDuplicates(
  ports: Ports,
  stored: StoredEngagement,
  { files, guard, takenAt }: { files: Pick<StagedFile, 'object' | 'path' | 'key'>[]; guard: Guard; takenAt: string },
): Promise<DuplicateSum | null> {
  const { slug } = stored.engagement;
  const path = duplicatesPath(slug);
  if (!(await isThere(ports.staging, path))) return null;
  const idOf = idsOf(ports, stored, guard);
  let withheld = 0;
  async function* clusters(): AsyncGenerator<DuplicateCluster> {
    for await (const line of createInterface({ input: ports.staging.read(path), crlfDelay: Infinity })) {
      const found = DuplicateCluster.parse(JSON.parse(line));
      const cluster = withIds(found, (id) => idOf(found.object, id), digestOf);
      if (cluster) yield cluster;
      else withheld += 1;
    }
  }
  async function* members(): AsyncGenerator<DuplicateMember> {
    const folder = await openFolder(tmpdir());
    try {
      const rows = join(folder.path, 'members.csv');
      for (const { object, key, path: file } of files) {
        const withheldFields = withheldIn(stored.mapping, object);
        await writeMemberRows(ports.staging, { clusters: path, object, path: file, key }, rows);
        for await (const row of rowsIn(createReadStream(rows))) {
          const id = idOf(object, row[key] ?? '');
          if (id !== null) yield { object, id, fields: shown(row, key, withheldFields) };
        }
      }
    } finally {
      await folder.remove();
    }
  }
  const shown = (
    row: Record<string, string>,
    key: string,
    withheldFields: ReadonlySet<string>,
  ): DuplicateMember['fields'] =>
    Object.entries(row).flatMap(([column, value]): [string, string][] => {
      if (column === key || isBlank(value) || withheldFields.has(column)) return [];
      const text = guard.clean(column, value, 'mask').text.slice(0, longestValue);
      return [[toStorable(column), toStorable(text)]];
    });
  await storeDuplicates(ports.ledger, slug, {
    takenAt,
    clusters: clusters(),
    members: members(),
    withheld: () => withheld,
  });
  return sumDuplicates(ports.ledger, slug);
}

/** The id that the ledger has for an id of the source; null for one that would have to be hashed, without a secret to do so. */
function idsOf(
  { fingerprintSecret }: Pick<Ports, 'fingerprintSecret'>,
  stored: StoredEngagement,
  guard: Guard,
): (object: LoadedObject, raw: string) => string | null {
  const { hashId, keyFields } = keyContextOf(fingerprintSecret, stored);
  return (object, raw) => {
    const id = plainId(raw);
    if (!stored.mapping.hashKeys.includes(object) && !isIdentifier(guard, id, keyFields[object])) return id;
    return fingerprintSecret === null ? null : hashId(id);
  };
}

async function isThere(staging: StagingStore, path: string): Promise<boolean> {
  try {
    for await (const _ of staging.read(path, { from: 0, to: 1 }));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
