import { ConnectorError } from '../../connectors/error.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { findManifest } from '../../connectors/staging/manifest.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { checkSealed } from '../../connectors/staging/rows.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';

/**
 * Checks that the staged files of a module's records still are what the manifest of the run says. A verification against
 * other files would prove nothing.
 * @throws ConnectorError `contract` when a file or the manifest was changed or is missing
 */
export async function checkStaging(
  staging: StagingStore,
  mapping: Mapping,
  run: Pick<Run, 'engagement' | 'manifestDigest'>,
  module: Module,
): Promise<void> {
  const { objects } = await manifestOf(staging, run);
  const sources = mapping.modules[module]?.sources ?? [];
  for (const file of objects.filter(({ object }) => sources.some((source) => source.object === object)))
    await checkSealed(staging, file);
}

/** The manifest that a run was loaded from. */
async function manifestOf(
  staging: StagingStore,
  { engagement, manifestDigest }: Pick<Run, 'engagement' | 'manifestDigest'>,
): Promise<Manifest> {
  const manifest = await findManifest(staging, engagement, manifestDigest);
  if (manifest) return manifest;
  throw new ConnectorError(
    'contract',
    `The manifest of the extraction that was loaded is missing in the staging of ${engagement}, or was changed. Nothing was verified. Restore the folder of the extraction.`,
  );
}
