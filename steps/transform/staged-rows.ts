import { findDuplicates, repeatedKeys } from '../../connectors/staging/csv-queries.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { readRows } from '../../connectors/staging/rows.ts';
import type { StagedRow } from '../../domain/map-record.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { RecordKey, TransformedRow } from '../../schemas/record.ts';
import { modules, type LoadedObject, type Module } from '../../schemas/terms.ts';

type StagedObject = Manifest['objects'][number] & { object: LoadedObject };

/**
 * Transforms the rows of one staged object: first the unreadable rows, then all others. Duplicates and repeated keys
 * are found before.
 */
export async function* transformObject(
  { staging, mapping, key, map }: Transformation,
  { object, path, bad, unsound }: StagedObject,
): AsyncGenerator<TransformedRow> {
  for await (const { file, line, why } of bad ? readRows(staging, bad.path) : [])
    yield rejectedRow(mapping, object, `${file}, line ${line}`, why ?? '');

  const survivors = await survivorsOf(staging, mapping, { object, path, key });
  const survivorIds = new Set(survivors.values());
  // Survivors that are not migrated. Their duplicates are treated as normal records.
  const lostSurvivors = new Set<string>();
  const repeated =
    unsound > 0 ? await staging.withLocalFile(path, (local) => repeatedKeys(local, key)) : new Set<string>();
  const seen = new Map<string, number>();
  for await (const row of readRows(staging, path)) {
    const id = (row[key] ?? '').trim();
    const times = (seen.get(id) ?? 0) + 1;
    if (id === '' || repeated.has(id)) seen.set(id, times);
    const idProblem = id === '' ? 'missing source id' : times > 1 ? 'duplicate source id' : null;
    const found = survivors.get(id) ?? null;
    const survivor = found !== null && !lostSurvivors.has(found) ? found : null;
    const transformed = map({ object, sourceId: idProblem ? `${id}#${times}` : id, row, survivor, idProblem });
    if (transformed.kind === 'decided' && survivorIds.has(id)) lostSurvivors.add(id);
    yield transformed;
  }
}

export interface Transformation {
  staging: StagingStore;
  mapping: Mapping;
  /** The key column of the object. */
  key: string;
  map: (staged: StagedRow) => TransformedRow;
}

/** An unreadable row is rejected. Its key has the file and line of the row. */
function rejectedRow(
  { modules: mapped }: Mapping,
  object: LoadedObject,
  location: string,
  why: string,
): TransformedRow {
  const takes = (module: Module) => mapped[module]?.sources.some((source) => source.object === object);
  const module = modules.find(takes) ?? 'Accounts';
  const key: RecordKey = `${object}:${location}`;
  return { kind: 'decided', decided: { key, module, outcome: 'rejected', reason: `unreadable: ${why}` }, remarks: [] };
}

/** Ids of exact duplicates, each with the id of the record that it is merged with. */
async function survivorsOf(
  staging: StagingStore,
  mapping: Mapping,
  { object, path, key }: { object: LoadedObject; path: string; key: string },
): Promise<Map<string, string>> {
  const merged = new Map<string, string>();
  const sources = Object.values(mapping.modules).flatMap((module) => module.sources);
  for (const source of sources.filter((one) => one.object === object)) {
    const exclude = source.exclude.map(({ when }) => when);
    const search = { key, route: source.route ?? null, exclude, lists: source.dedupe };
    const found = await staging.withLocalFile(path, (local) => findDuplicates(local, search));
    for (const [id, survivor] of found) merged.set(id, survivor);
  }
  return merged;
}
