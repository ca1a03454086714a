import { Readable } from 'node:stream';
import type { Snapshot } from '../../connectors/bss/port.ts';
import { writeFingerprints, type FingerprintSummary } from '../../connectors/fingerprints/file.ts';
import { fingerprintsPath, fingerprintsSummaryPath, hasIdentifierLists, keyOf } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/**
 * Makes fingerprints of the operator's own identifiers, from the same snapshot as the rows. The identifiers themselves are
 * kept nowhere.
 */
export async function fingerprintIdentifiers(
  ports: Ports,
  stored: StoredEngagement,
  snapshot: Snapshot,
): Promise<FingerprintSummary | null> {
  if (!hasIdentifierLists(stored)) return null;
  const { slug } = stored.engagement;
  const key = keyOf(ports, slug);
  const summary = await writeFingerprints(
    ports.staging,
    fingerprintsPath(slug),
    key,
    snapshot.id,
    snapshot.identifiers(),
  );
  await ports.staging.write(fingerprintsSummaryPath(slug), Readable.from([JSON.stringify(summary)]));
  return summary;
}
