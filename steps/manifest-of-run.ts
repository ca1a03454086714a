import { ConnectorError } from '../connectors/error.ts';
import type { Run } from '../connectors/ledger/runs.ts';
import { findManifest } from '../connectors/staging/manifest.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import type { Manifest } from '../schemas/manifest.ts';

/**
 * The manifest that a run was loaded from.
 * @param done what did not happen, for the message: nothing was `verified`
 * @throws ConnectorError `contract` when it is missing or was changed
 */
export async function manifestOf(
  staging: StagingStore,
  { engagement, manifestDigest }: Pick<Run, 'engagement' | 'manifestDigest'>,
  done: string,
): Promise<Manifest> {
  const manifest = await findManifest(staging, engagement, manifestDigest);
  if (manifest) return manifest;
  throw new ConnectorError(
    'contract',
    `The manifest of the extraction that was loaded is missing in the staging of ${engagement}, or was changed. Nothing was ${done}. Restore the folder of the extraction.`,
  );
}
