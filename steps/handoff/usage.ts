import type { Readable } from 'node:stream';
import type { Snapshot } from '../../connectors/bss/port.ts';
import { rowsIn, type Row } from '../../connectors/staging/rows.ts';
import type { Handoff } from '../../domain/documents/handoff.ts';
import { section } from '../../domain/documents/markdown.ts';
import { createCutover, cutoverColumns } from '../../domain/handoff/usage-cutover.ts';
import type { StoredEngagement } from '../ports.ts';
import { rowsOfFile } from './table-file.ts';
import type { TeamFolders } from './team-folders.ts';

/** Where rating goes on: by kind of usage, and by account where it differs; and where the usage records are. */
export async function handOffUsage(
  stored: StoredEngagement,
  snapshot: Snapshot,
  folders: TeamFolders,
  objects: Handoff['objects'],
): Promise<void> {
  const { counts, notes, parts } = folders.of('billing');
  for (const { object, rows } of objects) {
    if (object === 'ocs_buckets') counts.push({ what: 'OCS buckets', rows });
    if (object === 'usage_records') counts.push({ what: 'usage records', rows });
  }
  const usage = objects.find(({ object }) => object === 'usage_records');
  if (!usage) return;
  if (usage.file === null)
    notes.push('The source profile only counts usage records, so the last billed usage is not known.');
  const byAccount = snapshot.handoffByAccount?.('usage_records') ?? null;
  if (byAccount === null)
    notes.push(
      'The source profile has no figures of usage by account, so accounts that were billed until another time, unrated usage and open sessions are not known.',
    );
  else await writeCutover(byAccount, usage.file, folders);
  const archive = stored.profile.handoff.usage_records?.archive;
  if (archive === undefined) notes.push('The source profile does not say where usage records are archived.');
  else parts.push(section('Archive of usage records', archive));
}

async function writeCutover(byAccount: Readable, byKind: string | null, folders: TeamFolders): Promise<void> {
  const cutover = createCutover();
  if (byKind !== null) for await (const row of rowsOfFile(folders.pathOf(byKind))) cutover.add(row);
  async function* differing(): AsyncGenerator<Partial<Row>> {
    for await (const row of rowsIn(byAccount)) {
      const found = cutover.rowOf(row);
      if (found) yield found;
    }
  }
  const what = 'accounts whose usage was billed until another time, is not rated, or has no end yet';
  await folders.table({ file: 'billing/usage-by-account.csv', what, from: 'source' }, cutoverColumns, differing());
}
