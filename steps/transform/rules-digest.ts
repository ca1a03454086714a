import { digestOf } from '../../connectors/digest.ts';
import { fingerprintsSummaryPath } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/**
 * Digest of everything except the rows that the result of a transformation depends on: mapping, owner map, profile, and
 * the operator's own network identifiers, because a value that was harmless before may now be one.
 */
export async function rulesDigestOf(
  { staging }: Pick<Ports, 'staging'>,
  { engagement, mapping, owners, profile }: StoredEngagement,
): Promise<string> {
  return digestOf([mapping, owners, profile, await staging.readText(fingerprintsSummaryPath(engagement.slug))]);
}
