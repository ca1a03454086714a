import { digestOf } from '../../connectors/digest.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { fillQueue, readSealed, type QueueFill } from '../../connectors/ledger/queue.ts';
import { openRun, type Routed } from '../../connectors/ledger/runs.ts';
import type { FillCounts } from '../../connectors/ledger/seal.ts';
import { readManifest } from '../../connectors/staging/manifest.ts';
import { compileMapping, type RecordContext } from '../../domain/map-record.ts';
import type { TransformInput } from '../../schemas/engagement.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import { isLoaded } from '../../schemas/terms.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { openGuard } from '../guard.ts';
import { keyContextOf } from '../key-context.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { ownersIn, type OwnerOf } from './owners.ts';
import { transformObject } from './staged-rows.ts';

/**
 * Transforms the staged rows into the write queue of a run. Excluded, merged and rejected rows get their outcome here.
 * Records that Zoho has acknowledged as they are wanted are only counted. A repeated call starts over, and changes nothing
 * if the queue is sealed.
 */
export async function transform(ports: Ports, stored: StoredEngagement, input: TransformInput): Promise<FillCounts> {
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
  const guard = await openGuard(ports, stored);
  const ownerOf = await withZoho(ports, stored, { ...input, phase: 'transformation' }, (zoho) =>
    ownersIn(zoho, stored.owners),
  );
  return fillQueue(ledger, run, async (fill) => {
    const context = contextOf(ports, stored, guard, ownerOf);
    const routed = await fillFromStaging(ports, stored, manifest, context, fill);
    return fill.seal(stored.modules, routed);
  });
}

async function fillFromStaging(
  { staging }: Ports,
  stored: StoredEngagement,
  manifest: Manifest,
  context: RecordContext,
  fill: QueueFill,
): Promise<Routed[]> {
  const { mapping, profile } = stored;
  const mapper = compileMapping(mapping, context);
  const routed = new Map<string, Routed>();
  for (const staged of manifest.objects) {
    const { object } = staged;
    if (!isLoaded(object)) continue;
    const transformation = { staging, mapping, system: profile.system, mapper };
    for await (const transformed of transformObject(transformation, { ...staged, object })) {
      const { module } = transformed.kind === 'queued' ? transformed.record : transformed.decided;
      const route = routed.get(`${object} ${module}`) ?? { object, module, rows: 0 };
      routed.set(`${object} ${module}`, { ...route, rows: route.rows + 1 });
      for (const remark of transformed.remarks) await fill.remark(remark);
      if (transformed.kind === 'queued') await fill.queue(transformed.record);
      else await fill.decide(transformed.decided);
    }
  }
  return [...routed.values()];
}

const contextOf = (
  { fingerprintSecret }: Ports,
  stored: StoredEngagement,
  guard: Guard,
  ownerOf: OwnerOf,
): RecordContext => ({
  ...keyContextOf(fingerprintSecret, stored),
  timeZone: stored.profile.timeZone,
  phoneRegion: stored.mapping.phoneRegion,
  currency: stored.mapping.currency,
  ownerOf,
  guard,
  digest: digestOf,
});
