import { idHasher } from '../../connectors/fingerprints/key.ts';
import { storeColumnFacts } from '../../connectors/ledger/column-facts.ts';
import { openSurvey } from '../../connectors/staging/survey.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { readColumnFacts } from './column-facts.ts';
import type { StagedFile } from './stage-survey.ts';

/** Reads the staged survey: the facts of its columns, which go into the ledger. */
export async function inspectSurvey(
  ports: Ports,
  stored: StoredEngagement,
  { files, guard, takenAt }: { files: StagedFile[]; guard: Guard; takenAt: string },
): Promise<{ facts: ColumnFacts[] }> {
  const { slug } = stored.engagement;
  const survey = await openSurvey(ports.staging, files);
  try {
    const facts = await readColumnFacts(survey, {
      keys: Object.fromEntries(files.map(({ object, key }) => [object, key])),
      isIdentifier: (column, value) => guard.scanValue(column, value).length > 0,
      hash: ports.fingerprintSecret === null ? null : idHasher(ports.fingerprintSecret, slug),
    });
    await storeColumnFacts(ports.ledger, slug, takenAt, facts);
    return { facts };
  } finally {
    await survey.close();
  }
}
