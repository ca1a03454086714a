import type { Readable } from 'node:stream';
import type { Snapshot } from '../../connectors/bss/port.ts';
import { rowsIn, type Row } from '../../connectors/staging/rows.ts';
import type { Handoff } from '../../domain/documents/handoff.ts';
import { amount as amountText, counted, section, table } from '../../domain/documents/markdown.ts';
import { createCutover, cutoverColumns, type KindCutover } from '../../domain/handoff/usage-cutover.ts';
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
  const cutover = createCutover();
  if (usage.file !== null) for await (const row of rowsOfFile(folders.pathOf(usage.file))) cutover.add(row);
  if (byAccount !== null) await writeCutover(byAccount, cutover, folders);
  parts.push(cutoverSection(cutover.totals(), byAccount !== null));
  const archive = stored.profile.handoff.usage_records?.archive;
  if (archive === undefined) notes.push('The source profile does not say where usage records are archived.');
  else
    parts.push(
      section(
        'Archive of usage records',
        archive,
        `The source has ${counted(usage.rows, 'usage record')} at this time.`,
      ),
    );
}

/** Where rating goes on. What accounts add up to is not known without figures by account. */
const cutoverSection = (kinds: KindCutover[], isByAccount: boolean): string =>
  section(
    'Where rating goes on',
    table(
      ['Kind', 'Records', 'Amount', 'Last billed usage', 'Accounts that differ', 'Not rated', 'Open sessions'],
      kinds.map(({ kind, records, amount, lastBilled, ...sums }) => [
        ...[kind, amountText(records), amountText(amount), lastBilled || 'never'],
        ...[sums.accounts, sums.unrated, sums.openSessions].map((sum) => (isByAccount ? sum : 'not known')),
      ]),
    ),
  );

async function writeCutover(
  byAccount: Readable,
  cutover: ReturnType<typeof createCutover>,
  folders: TeamFolders,
): Promise<void> {
  async function* differing(): AsyncGenerator<Partial<Row>> {
    for await (const row of rowsIn(byAccount)) {
      const found = cutover.rowOf(row);
      if (found) yield found;
    }
  }
  const what = 'accounts whose usage was billed until another time, is not rated, or has no end yet';
  await folders.table({ file: 'billing/usage-by-account.csv', what, from: 'source' }, cutoverColumns, differing());
}
