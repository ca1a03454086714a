import { digestOf } from '../../connectors/digest.ts';
import { findUsed, type DecisionsByObject } from '../../connectors/ledger/duplicate-decisions.ts';
import { findEarlierRun, type EarlierRun } from '../../connectors/ledger/earlier-run.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { Routed, Run } from '../../connectors/ledger/runs.ts';
import { findManifest } from '../../connectors/staging/manifest.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import type { Row } from '../../connectors/staging/rows.ts';
import { comparableId, idIn } from '../../domain/identity.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { withChangedRows } from './changed-rows.ts';
import { mapperOf, type Setup } from './setup.ts';
import type { StagedObject } from './transform-object.ts';

/** What changed in an object since the earlier run. */
export interface ObjectChanges {
  /** Comparable ids of the rows that can give another result than before. */
  ids: string[];
  /** Keys of the rows that were changed or have vanished. */
  touched: RecordKey[];
  /** Number of all rows by route. */
  routed: Routed[];
}

/** From this share of changed rows, all rows are transformed: that is no slower. */
const mostChanged = 0.25;

/**
 * Compares the staged files of a delta with those of the earlier run. Objects that are not in the result have to be
 * transformed completely: the rules or the decisions about duplicates are others, or they have rows that can't be found by
 * their id.
 */
export async function findChanges(
  {
    ledger,
    staging,
    setup,
    decisions,
  }: { ledger: Ledger; staging: StagingStore; setup: Setup; decisions: DecisionsByObject },
  run: Run,
  objects: StagedObject[],
): Promise<Map<LoadedObject, ObjectChanges>> {
  const changes = new Map<LoadedObject, ObjectChanges>();
  const earlier = run.kind === 'delta' ? await findEarlierRun(ledger, run) : null;
  if (earlier?.rulesDigest !== setup.rules) return changes;
  const manifest = await findManifest(staging, run.engagement, earlier.manifestDigest);
  const used = await ledger.withClient((client) => findUsed(client, earlier.id));
  for (const staged of objects) {
    const { object } = staged;
    if (digestOf(decisions[object] ?? []) !== digestOf(used?.decisions[object] ?? [])) continue;
    const before = manifest?.objects.find((one) => one.object === staged.object);
    if (!before || !isComparable(staged, before, earlier, setup)) continue;
    const found = await compareObject(staging, setup, earlier, before, staged);
    if (found) changes.set(staged.object, found);
  }
  return changes;
}

type AnyStaged = Manifest['objects'][number];

/** Rows without a usable key, and ids that are hashed in the key, can't be found by the id. */
function isComparable(staged: StagedObject, before: AnyStaged, earlier: EarlierRun, { mapping }: Setup): boolean {
  const columns = ({ columns }: AnyStaged) => columns.map(({ name }) => name).join(',');
  return (
    staged.unsound + before.unsound === 0 &&
    !staged.bad &&
    !before.bad &&
    !earlier.unkeyed.includes(staged.object) &&
    !mapping.hashKeys.includes(staged.object) &&
    columns(staged) === columns(before)
  );
}

async function compareObject(
  staging: StagingStore,
  setup: Setup,
  earlier: EarlierRun,
  before: AnyStaged,
  staged: StagedObject,
): Promise<ObjectChanges | null> {
  const { object } = staged;
  const routedBefore = earlier.routed.filter((one) => one.object === object);
  if (before.sha256 === staged.sha256) return { ids: [], touched: [], routed: routedBefore };
  const mapper = mapperOf(setup);
  const key = setup.keyFields[object] ?? '';
  const columns = staged.columns.map(({ name }) => name);
  return withChangedRows(staging, { earlier: before.path, later: staged.path, columns }, async (changed) => {
    if (changed.rows > staged.rows * mostChanged) return null;
    const routes = new Map(routedBefore.map((one) => [one.module, one.rows]));
    const ids = new Set<string>();
    const touched = new Set<RecordKey>();
    const count = (row: Row, by: 1 | -1) => {
      const made = mapper.transform({ object, place: '', row, earlier: null, survivor: null });
      const { module } = made.kind === 'queued' ? made.record : made.decided;
      routes.set(module, (routes.get(module) ?? 0) + by);
      ids.add(comparableId(row[key] ?? ''));
    };
    for await (const row of changed.added()) count(row, 1);
    for await (const row of changed.removed()) {
      count(row, -1);
      const own = mapper.compare(object, row).key;
      if (own !== null) touched.add(own);
    }
    for (const one of earlier.merged) if (one.object === object) ids.add(comparableId(idIn(one.key)));
    const routed = [...routes].flatMap(([module, rows]) => (rows === 0 ? [] : [{ object, module, rows }]));
    const isComplete = routed.reduce((sum, one) => sum + one.rows, 0) === staged.rows;
    return isComplete ? { ids: [...ids], touched: [...touched], routed } : null;
  });
}
