import type { Run } from '../../connectors/ledger/runs.ts';
import type { LoadedRecord } from '../../connectors/ledger/spot-checks.ts';
import { findManifest } from '../../connectors/staging/manifest.ts';
import { readSealed, type Row } from '../../connectors/staging/rows.ts';
import { identify } from '../../domain/keys.ts';
import { keyContextOf } from '../key-context.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/** The staged source rows of the chosen records, by key. */
export async function readSourceRows(
  { staging, fingerprintSecret }: Ports,
  stored: StoredEngagement,
  run: Run,
  chosen: LoadedRecord[],
  signal: AbortSignal,
): Promise<Map<string, Row>> {
  const { mapping } = stored;
  const context = keyContextOf(fingerprintSecret, stored);
  const wanted = new Set<string>(chosen.map(({ key }) => key));
  const objects = new Set<string>(chosen.map(({ object }) => object));
  const rows = new Map<string, Row>();
  const manifest = await findManifest(staging, run.engagement, run.manifestDigest);
  for (const file of manifest?.objects ?? []) {
    const { object } = file;
    if (!objects.has(object)) continue;
    for await (const row of readSealed(staging, file)) {
      signal.throwIfAborted();
      const identity = identify(mapping, object, row[context.keyFields[object] ?? ''] ?? '', context);
      if ('key' in identity && wanted.has(identity.key) && !rows.has(identity.key)) rows.set(identity.key, row);
    }
  }
  return rows;
}

/** `extensions.x` reads a member of the JSON in the column `extensions`. */
export function sourceValue(row: Row, column: string): string {
  const [name = '', member] = column.split('.');
  if (member === undefined) return row[name] ?? '';
  try {
    const value = (JSON.parse(row[name] || '{}') as Record<string, unknown>)[member];
    return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    return row[name] ?? '';
  }
}
