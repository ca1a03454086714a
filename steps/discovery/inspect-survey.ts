import { idHasher } from '../../connectors/fingerprints/key.ts';
import { storeColumnFacts } from '../../connectors/ledger/column-facts.ts';
import { openSurvey } from '../../connectors/staging/survey.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { QualityReport } from '../../schemas/quality.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { dateFormsOf } from '../transform/setup.ts';
import type { RouteCounts } from '../../domain/route-counts.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { checkKeys } from './check-keys.ts';
import { countRoutes } from './count-routes.ts';
import { checkQuality, type Surveyed } from './check-quality.ts';
import { findDuplicates } from './find-duplicates.ts';
import { writeFindings } from './write-findings.ts';
import { readColumnFacts } from './column-facts.ts';

/**
 * Reads the staged survey: the facts of its columns, which go into the ledger, the quality of its data, its duplicates, and the
 * rows of each route.
 */
export async function inspectSurvey(
  ports: Ports,
  stored: StoredEngagement,
  { files, guard, takenAt, readFiles }: Omit<Surveyed, 'facts' | 'keyProblems'>,
): Promise<{ facts: ColumnFacts[]; quality: QualityReport; routed: Map<LoadedObject, RouteCounts> }> {
  const { slug } = stored.engagement;
  const survey = await openSurvey(ports.staging, files);
  try {
    const facts = await readColumnFacts(survey, {
      keys: Object.fromEntries(files.map(({ object, key }) => [object, key])),
      dates: dateFormsOf(stored.profile),
      isIdentifier: (column, value) => guard.scanValue(column, value).length > 0,
      hash: ports.fingerprintSecret === null ? null : idHasher(ports.fingerprintSecret, slug),
    });
    await storeColumnFacts(ports.ledger, slug, takenAt, facts);
    const keyProblems = await checkKeys(ports, stored, survey, guard, files);
    const routed = await countRoutes(survey, stored.mapping);
    const surveyed = { files, facts, guard, takenAt, keyProblems, readFiles };
    const quality = await checkQuality(ports, stored, survey, surveyed);
    await writeFindings(ports, stored, guard);
    const duplicates = await findDuplicates(ports, stored, survey, facts);
    return { facts, quality: { ...quality, duplicates }, routed };
  } finally {
    await survey.close();
  }
}
