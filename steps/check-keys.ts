import type { Chunk, Snapshot } from '../connectors/bss/port.ts';
import { parseRows } from '../connectors/staging/rows.ts';
import { isIdentifier, keyLeaks } from '../domain/map-record.ts';
import type { Scope } from '../schemas/report.ts';
import { isLoaded, modules, type ExtractedObject } from '../schemas/terms.ts';
import { fingerprintIdentifiers } from './extract/fingerprint-identifiers.ts';
import { inspectRows } from './extract/inspect-rows.ts';
import { openGuard } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Reads the keys of all records that will be loaded, and reports those that can't be keys, with what to do about them.
 * People see it before they decide on scope and mapping; the load would reject these records.
 */
export async function checkKeys(
  ports: Ports,
  stored: StoredEngagement,
  snapshot: Snapshot,
  columns: [ExtractedObject, string[]][],
): Promise<Scope['quality']> {
  const { mapping, profile } = stored;
  await fingerprintIdentifiers(ports, stored, snapshot);
  const guard = await openGuard(ports, stored);
  const mapped = new Set(
    modules.flatMap((module) => mapping.modules[module]?.sources.map(({ object }) => object) ?? []),
  );
  const findings: Scope['quality'] = [];
  for (const [object, names] of columns) {
    if (!isLoaded(object) || !mapped.has(object)) continue;
    const key = profile.objects[object]?.key ?? '';
    const rows = parseRows(csvOf(snapshot.read(object, null)), names);
    const { problems } = await inspectRows(
      rows,
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

async function* csvOf(chunks: AsyncIterable<Chunk>): AsyncGenerator<Buffer> {
  for await (const { csv } of chunks) yield csv;
}
