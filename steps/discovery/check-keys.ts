import { readRows } from '../../connectors/staging/rows.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { isIdentifier, keyLeaks } from '../../domain/map-record.ts';
import { missingId, repeatedId } from '../../domain/identity.ts';
import type { KeyProblem } from '../../domain/quality/rule.ts';
import { isProduct } from '../../domain/quality/identity.ts';
import { fromMapping } from '../../domain/quality/settings.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { noteUnsound } from '../../connectors/staging/survey-keys.ts';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import type { StagedFile } from './stage-survey.ts';
import { inspectRows } from '../extract/inspect-rows.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/**
 * Reads the keys of all records that will be loaded, notes in the survey the rows whose id can't be a key, and says what to do
 * about them. People see it before they decide on scope and mapping; the load would reject these records. Keys that are missing
 * or equal are found by the rules of data quality.
 */
export async function checkKeys(
  { staging }: Pick<Ports, 'staging'>,
  { mapping, profile }: Pick<StoredEngagement, 'mapping' | 'profile'>,
  survey: Survey,
  guard: Guard,
  files: StagedFile[],
): Promise<KeyProblem[]> {
  const { isLoaded: isMapped } = fromMapping(mapping);
  const found: KeyProblem[] = [];
  for (const { object, path, key } of files) {
    if (!isMapped(object)) continue;
    const places = new Map<string, number[]>();
    await inspectRows(
      readRows(staging, path),
      { system: profile.system, object, key, columns: [] },
      mapping.hashKeys.includes(object) ? undefined : (id) => (isIdentifier(guard, id, key) ? keyLeaks : null),
      (problem, place) => {
        if (isFoundByRules(problem, object)) return;
        if (!places.get(problem)?.push(place)) places.set(problem, [place]);
      },
    );
    for (const [problem, rows] of places) {
      await noteUnsound(survey, object, problem, rows);
      found.push({ object, field: key, problem, detail: `${problem}: ${remedyOf(problem, object, key)}` });
    }
  }
  return found;
}

/** Case is ignored by a rule of its own for products. */
const isFoundByRules = (problem: string, object: LoadedObject): boolean =>
  problem === missingId || problem === repeatedId(true) || (problem === repeatedId(false) && isProduct(object));

const remedyOf = (problem: string, object: string, key: string): string =>
  problem === keyLeaks
    ? `list ${object} under hashKeys in mapping.yml, and Zoho gets a hash of each id`
    : `correct ${key} in the source, or name another key in the source profile`;
