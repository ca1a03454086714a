import { Readable } from 'node:stream';
import type { Snapshot } from '../../connectors/bss/port.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { writeFingerprints, type FingerprintSummary } from '../../connectors/fingerprints/file.ts';
import { fingerprintsPath, fingerprintsSummaryPath, hasIdentifierLists, keyOf } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/**
 * Makes fingerprints of the operator's own identifiers, from the same snapshot as the rows. The identifiers themselves are
 * kept nowhere.
 * @throws ConnectorError `configuration` when the lists have no usable identifier
 */
export async function fingerprintIdentifiers(
  ports: Ports,
  stored: Pick<StoredEngagement, 'engagement' | 'profile'>,
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
  if (summary.fingerprints === 0)
    throw new ConnectorError(
      'configuration',
      'The lists of identifiers in the source profile are empty. Nothing was sent. Correct their queries, or remove identifiers from the profile to work by rules alone.',
    );
  await ports.staging.write(fingerprintsSummaryPath(slug), Readable.from([JSON.stringify(summary)]));
  return summary;
}
