import { digestOf } from '../../connectors/digest.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { touchedLine } from '../../connectors/ledger/copy-text.ts';
import { useDecisions } from '../../connectors/ledger/duplicate-decisions.ts';
import { storeRules } from '../../connectors/ledger/earlier-run.ts';
import { withProgress } from '../../connectors/ledger/progress.ts';
import { openFill, readSealed, type FillCounts, type QueueFill } from '../../connectors/ledger/queue.ts';
import { openRun } from '../../connectors/ledger/runs.ts';
import type { Coverage } from '../../connectors/ledger/seal-changes.ts';
import { readManifest } from '../../connectors/staging/manifest.ts';
import { isLoadedBy } from '../../domain/loaded-objects.ts';
import type { TransformInput } from '../../schemas/engagement.ts';
import type { RecordKey } from '../../schemas/record.ts';
import { loadedObjects, type LoadedObject } from '../../schemas/terms.ts';
import { guardPartsOf } from '../guard.ts';
import { keyContextOf } from '../key-context.ts';
import { matchRun } from '../match/match-run.ts';
import { numberFormatsOf } from '../number-formats.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { findChanges, type ObjectChanges } from './find-changes.ts';
import { ownersIn, type OwnerIds } from './owners.ts';
import { dateFormsOf, type Setup } from './setup.ts';
import { here, threads } from './threads.ts';
import { rowDecisionsOf } from './row-decisions.ts';
import { transformObject } from './transform-object.ts';

/** Sizes that tests change. */
export interface TransformSizes {
  /** Least bytes of a section: the rows that are transformed and stored together. */
  sectionBytes: number;
  /** Staged bytes from which threads are used. */
  threadsFrom: number;
}

const usualSizes: TransformSizes = { sectionBytes: 2 ** 20, threadsFrom: 2 ** 25 };

/**
 * Transforms the staged rows into the write queue of a run, section by section. Excluded, merged and rejected rows get their
 * outcome here. Records that Zoho has acknowledged as they are wanted are only counted. New records are matched with those in
 * Zoho. A repeated call goes on behind the sections that are stored, and changes nothing if the queue is sealed.
 */
export async function transform(
  ports: Ports,
  stored: StoredEngagement,
  input: TransformInput,
  { sectionBytes, threadsFrom } = usualSizes,
  signal = new AbortController().signal,
): Promise<FillCounts> {
  const { ledger, staging } = ports;
  const manifest = await readManifest(staging, input.staging);
  if (!manifest)
    throw new ConnectorError(
      'configuration',
      `The extraction ${input.staging} is missing or not sealed. Nothing was changed. Start the extraction again.`,
    );
  const digests = { mapping: stored.mappingDigest, manifest: manifest.contentDigest };
  const run = await openRun(ledger, input, { kind: input.kind, ...digests });
  const sealed = await readSealed(ledger, run);
  if (sealed) return sealed;
  const owners = await withZoho(ports, stored, { ...input, phase: 'transformation' }, (zoho) =>
    ownersIn(zoho, stored.owners),
  );
  const used = await useDecisions(ledger, run);
  const about = { ...digests, sectionBytes, duplicates: used.digest };
  const setup = await setUp(ports, stored, owners, about, Date.parse(manifest.takenAt));
  const decisions = rowDecisionsOf(used.decisions, stored.mapping, keyContextOf(ports.fingerprintSecret, stored));
  await storeRules(ledger, run, setup.rules);
  const fill = await openFill(ledger, run, setup.plan);
  const objects = manifest.objects.flatMap((one) =>
    isLoadedBy(stored.mapping, one.object) ? [{ ...one, object: one.object }] : [],
  );
  const workers = objects.reduce((sum, one) => sum + one.bytes, 0) < threadsFrom ? here : threads();
  const changes = await findChanges({ ledger, staging, setup, decisions: used.decisions }, run, objects);
  const { engagement, environment, run: name } = input;
  const step = { engagement, step: 'transform', environment, run: name } as const;
  return withProgress(ledger, step, async (progress) => {
    let seq = 0;
    for (const staged of objects) {
      const own = changes.get(staged.object);
      if (own) await addTouched(fill, staged.object, own.touched);
      if (!own || own.ids.length > 0)
        await transformObject(
          { staging, setup, decisions, fill, workers, sectionBytes, progress },
          staged,
          seq,
          own?.ids ?? null,
        );
      seq += staged.rows + (staged.bad?.rows ?? 0);
    }
    await matchRun(ports, stored, run, signal);
    return fill.seal(stored.modules, coverageOf(stored, changes));
  });
}

/** The part of the keys whose rows were changed or have vanished. Sections are numbered from 1. */
const touchedPart = -1;

async function addTouched(fill: QueueFill, object: LoadedObject, keys: RecordKey[]): Promise<void> {
  if (keys.length === 0) return;
  const lines = Buffer.from(keys.map((key) => touchedLine(key, object)).join(''));
  await fill.add({ object, part: touchedPart }, lines);
}

const coverageOf = ({ mapping }: StoredEngagement, changes: Map<LoadedObject, ObjectChanges>): Coverage => ({
  whole: loadedObjects.filter((object) => !changes.has(object)),
  vanished: Object.fromEntries(Object.entries(mapping.modules).map(([module, { vanished }]) => [module, vanished])),
  routed: [...changes.values()].flatMap(({ routed }) => routed),
});

/** How rows are transformed. @param about what else the stored sections depend on */
export async function setUp(
  ports: Ports,
  stored: StoredEngagement,
  owners: OwnerIds,
  about: unknown,
  takenAt: number | null = null,
): Promise<Setup> {
  const { engagement, mapping, profile } = stored;
  const { fingerprintSecret, codeVersion } = ports;
  const { parts: guard, sha256 } = await guardPartsOf(ports, stored);
  const { system, keyFields } = keyContextOf(fingerprintSecret, stored);
  const rules = digestOf([mapping, profile, owners, sha256, codeVersion]);
  return {
    plan: digestOf([about, takenAt, rules]),
    rules,
    mapping,
    system,
    slug: engagement.slug,
    fingerprintSecret,
    keyFields,
    timeZone: profile.timeZone,
    sentinels: profile.sentinels,
    dates: dateFormsOf(profile),
    numberFormats: numberFormatsOf(profile),
    owners,
    guard,
    takenAt,
  };
}
