import { storeColumnSamples } from '../connectors/ledger/mapping-basis.ts';
import { findNewestManifest } from '../connectors/staging/manifest.ts';
import { readRows } from '../connectors/staging/rows.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import { createFieldSampler } from '../domain/sample-fields.ts';
import type { ColumnSample } from '../schemas/mapping-basis.ts';
import { toStorable } from '../schemas/storable.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Rows of each object that are looked at. */
const sampledRows = 1_000;

/**
 * Looks at the first rows of the newest extraction: how full each field is, and a few values for approvers. Network
 * identifiers are masked. Before the first extraction there is nothing to look at.
 */
export async function sampleColumns(ports: Ports, stored: StoredEngagement): Promise<void> {
  const { slug } = stored.engagement;
  const manifest = await findNewestManifest(ports.staging, slug);
  if (!manifest) return;
  const guard = await openGuard(ports, stored);
  const samples: ColumnSample[] = [];
  for (const { object, path } of manifest.objects) samples.push(...(await sampleObject(ports, guard, object, path)));
  await storeColumnSamples(ports.ledger, slug, samples);
}

async function sampleObject({ staging }: Ports, guard: Guard, object: string, path: string): Promise<ColumnSample[]> {
  const sampler = createFieldSampler();
  for await (const row of readRows(staging, path)) {
    sampler.add(row);
    if (sampler.rows() === sampledRows) break;
  }
  return sampler.result().map(({ field, filled, values }) => ({
    ...{ object, field: toStorable(field), filled, rows: sampler.rows() },
    samples: values.map((value) => toStorable(guard.clean(field, value, 'mask').text)),
  }));
}
