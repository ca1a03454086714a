import { groupRows, type Groups } from '../../connectors/staging/groups.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { readSealed } from '../../connectors/staging/rows.ts';
import { clustersOf } from '../../domain/clusters.ts';
import { comparableKey, placeKey } from '../../domain/identity.ts';
import type { RowMapper } from '../../domain/map-record.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { RecordKey, TransformedRow } from '../../schemas/record.ts';
import { modules, type LoadedObject, type Module } from '../../schemas/terms.ts';

type StagedObject = Manifest['objects'][number] & { object: LoadedObject };

export interface Transformation {
  staging: StagingStore;
  mapping: Mapping;
  /** Short name of the source deployment. */
  system: string;
  mapper: RowMapper;
}

/**
 * Transforms the rows of one staged object: first the unreadable rows, then all others.
 * @throws ConnectorError `contract` after the last row of a file that is not what its manifest says
 */
export async function* transformObject(
  transformation: Transformation,
  staged: StagedObject,
): AsyncGenerator<TransformedRow> {
  const { staging, mapper } = transformation;
  const { object, bad } = staged;
  for await (const { file, line, why } of bad ? readSealed(staging, bad) : [])
    yield rejectedRow(transformation, object, `${file}, line ${line}`, why ?? '');

  const { repeated, clusters } = await compareRows(transformation, staged);
  const merges = await findMerges(transformation, staged, clusters);
  const firstKeys = new Map<number, RecordKey | null>();
  let number = 0;
  for await (const row of readSealed(staging, staged)) {
    number += 1;
    const first = repeated.get(number);
    if (first === number) firstKeys.set(number, mapper.compare(object, row).key);
    const earlier = first === undefined || first === number ? null : (firstKeys.get(first) ?? null);
    yield mapper.transform({ object, place: placeOf(number), row, earlier, survivor: merges.get(number) ?? null });
  }
}

const placeOf = (number: number) => `row ${number}`;

/** An unreadable row is rejected. Its file and line stand for its key. */
function rejectedRow(
  { mapping, system }: Transformation,
  object: LoadedObject,
  place: string,
  why: string,
): TransformedRow {
  const takes = (module: Module) => mapping.modules[module]?.sources.some((source) => source.object === object);
  const module = modules.find(takes) ?? 'Accounts';
  const key = placeKey(system, object, place);
  return { kind: 'decided', decided: { key, module, outcome: 'rejected', reason: `unreadable: ${why}` }, remarks: [] };
}

/** Rows of a file by number: those whose key is repeated, and those in a cluster of duplicates. */
async function compareRows(
  { staging, mapping, mapper }: Transformation,
  staged: StagedObject,
): Promise<{ repeated: Groups; clusters: Groups }> {
  const sources = Object.values(mapping.modules).flatMap((module) => module.sources);
  const lists = sources.filter((one) => one.object === staged.object).flatMap(({ dedupe }) => dedupe).length;
  if (lists === 0 && staged.unsound === 0) return { repeated: new Map(), clusters: new Map() };
  async function* compared(): AsyncGenerator<(string | null)[]> {
    for await (const row of readSealed(staging, staged)) {
      const { key, duplicates } = mapper.compare(staged.object, row);
      yield [key === null ? null : comparableKey(key), ...(key === null ? duplicates.map(() => null) : duplicates)];
    }
  }
  const [repeated = new Map<number, number>(), ...groups] = await groupRows(compared(), lists + 1);
  const isRepeated = (row: number) => (repeated.get(row) ?? row) !== row;
  return { repeated, clusters: clustersOf(groups, isRepeated) };
}

/**
 * Rows that are merged with another row, by number, with the key of that row: the smallest key of the cluster. It does not
 * depend on the order of the rows, which differs between two extractions of some sources. Rows that don't become a record
 * take no part: they are decided on their own.
 */
async function findMerges(
  { staging, mapper }: Transformation,
  staged: StagedObject,
  clusters: Groups,
): Promise<Map<number, RecordKey>> {
  if (clusters.size === 0) return new Map();
  const candidates: { row: number; cluster: number; key: RecordKey }[] = [];
  const survivors = new Map<number, RecordKey>();
  let number = 0;
  for await (const row of readSealed(staging, staged)) {
    number += 1;
    const cluster = clusters.get(number);
    if (cluster === undefined) continue;
    const made = mapper.transform({
      object: staged.object,
      place: placeOf(number),
      row,
      earlier: null,
      survivor: null,
    });
    if (made.kind !== 'queued') continue;
    const { key } = made.record;
    candidates.push({ row: number, cluster, key });
    const smallest = survivors.get(cluster);
    if (smallest === undefined || key < smallest) survivors.set(cluster, key);
  }
  return new Map(
    candidates.flatMap(({ row, cluster, key }) => {
      const survivor = survivors.get(cluster) ?? key;
      return survivor === key ? [] : [[row, survivor] as const];
    }),
  );
}
