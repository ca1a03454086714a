import { readRows } from '../../connectors/staging/rows.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { isIdentifier, keyLeaks } from '../../domain/map-record.ts';
import { missingId, repeatedId } from '../../domain/identity.ts';
import type { Figure } from '../../domain/quality/rule.ts';
import { isProduct } from '../../domain/quality/identity.ts';
import { fromMapping } from '../../domain/quality/settings.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { StagedFile } from './stage-survey.ts';
import { inspectRows } from '../extract/inspect-rows.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/**
 * Reads the keys of all records that will be loaded, and counts those that can't be keys, with what to do about them.
 * People see it before they decide on scope and mapping; the load would reject these records. Keys that are missing or equal
 * are found by the rules of data quality.
 */
export async function checkKeys(
  { staging }: Pick<Ports, 'staging'>,
  { mapping, profile }: StoredEngagement,
  guard: Guard,
  files: StagedFile[],
): Promise<Figure[]> {
  const { isLoaded: isMapped } = fromMapping(mapping);
  const figures: Figure[] = [];
  for (const { object, path, key } of files) {
    if (!isMapped(object)) continue;
    const { problems } = await inspectRows(
      readRows(staging, path),
      { system: profile.system, object, key, columns: [] },
      mapping.hashKeys.includes(object) ? undefined : (id) => (isIdentifier(guard, id, key) ? keyLeaks : null),
    );
    for (const [problem, rows] of problems)
      if (!isFoundByRules(problem, object))
        figures.push({ object, field: key, detail: `${problem}: ${remedyOf(problem, object, key)}`, rows });
  }
  return figures;
}

/** Case is ignored by a rule of its own for products. */
const isFoundByRules = (problem: string, object: LoadedObject): boolean =>
  problem === missingId || problem === repeatedId(true) || (problem === repeatedId(false) && isProduct(object));

const remedyOf = (problem: string, object: string, key: string): string =>
  problem === keyLeaks
    ? `list ${object} under hashKeys in mapping.yml, and Zoho gets a hash of each id`
    : `correct ${key} in the source, or name another key in the source profile`;
