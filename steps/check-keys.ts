import { readRows } from '../connectors/staging/rows.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import { isIdentifier, keyLeaks } from '../domain/map-record.ts';
import type { Scope } from '../schemas/report.ts';
import { isLoaded, modules } from '../schemas/terms.ts';
import type { StagedFile } from './discovery/stage-survey.ts';
import { inspectRows } from './extract/inspect-rows.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Reads the keys of all records that will be loaded, and reports those that can't be keys, with what to do about them.
 * People see it before they decide on scope and mapping; the load would reject these records.
 */
export async function checkKeys(
  { staging }: Pick<Ports, 'staging'>,
  { mapping, profile }: StoredEngagement,
  guard: Guard,
  files: StagedFile[],
): Promise<Scope['quality']> {
  const mapped = new Set(
    modules.flatMap((module) => mapping.modules[module]?.sources.map(({ object }) => object) ?? []),
  );
  const findings: Scope['quality'] = [];
  for (const { object, path, key } of files) {
    if (!isLoaded(object) || !mapped.has(object)) continue;
    const { problems } = await inspectRows(
      readRows(staging, path),
      { system: profile.system, object, key, columns: [] },
      mapping.hashKeys.includes(object) ? undefined : (id) => (isIdentifier(guard, id, key) ? keyLeaks : null),
    );
    for (const [rule, count] of problems) findings.push({ object, rule, rows: count, fix: fixOf(rule, object, key) });
  }
  return findings;
}

const fixOf = (rule: string, object: string, key: string): string =>
  rule === keyLeaks
    ? `List ${object} under hashKeys in mapping.yml. Zoho then gets a hash of each id. Otherwise these records are rejected.`
    : `Correct ${key} in the source, or name another key in the source profile. Otherwise these records are rejected.`;
