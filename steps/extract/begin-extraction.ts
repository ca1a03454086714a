import { digestOf } from '../../connectors/digest.ts';
import { readManifest, removeManifest } from '../../connectors/staging/manifest.ts';
import { readOrigin, writeOrigin } from '../../connectors/staging/origin.ts';
import { removeParts } from '../../connectors/staging/parts.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { checkSealed } from '../../connectors/staging/rows.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';

/**
 * Finds what an earlier attempt has extracted under this name. It counts only if it has the same origin: the same profile,
 * the same source, the same start of the engagement. Anything else is removed, so that an old delivery is never loaded and
 * rows of two sources are never mixed.
 *
 * @param replaced is called before a sealed extraction of another origin is removed
 * @returns the manifest, if the extraction is sealed
 * @throws ConnectorError `contract` when a sealed file is not what the manifest says
 */
export async function beginExtraction(
  staging: StagingStore,
  name: string,
  from: JsonObject,
  objects: ExtractedObject[],
  replaced: (before: Manifest) => Promise<void> = () => Promise.resolve(),
): Promise<Manifest | null> {
  const source = digestOf(from);
  const before = await readOrigin(staging, name);
  if (before?.source === source) {
    const sealed = await readManifest(staging, name);
    for (const file of sealed?.objects ?? []) await checkSealed(staging, file);
    return sealed;
  }
  // The old manifest is not checked: its files are not used.
  const sealed = await readManifest(staging, name).catch(() => null);
  if (sealed) await replaced(sealed);
  await removeManifest(staging, name);
  for (const object of new Set([...objects, ...(before?.objects ?? [])]))
    await removeParts(staging, `${name}/${object}`);
  await writeOrigin(staging, name, { source, objects });
  return null;
}
