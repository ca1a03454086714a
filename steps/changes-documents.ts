import { listConflicts } from '../connectors/ledger/conflicts.ts';
import type { Run } from '../connectors/ledger/runs.ts';
import { listStaleRecords } from '../connectors/ledger/stale-records.ts';
import { conflictsDocument, vanishedDocument } from '../domain/documents/changes.ts';
import { writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Writes what a run found so far: the conflicts, and the records without a source row. Nothing if there are none. */
export async function writeChangesDocuments(ports: Ports, stored: StoredEngagement, run: Run): Promise<void> {
  const { environment, run: name } = run;
  const about = (kind: 'conflicts' | 'vanished') =>
    ({ kind, environment, run: name, title: `${kind}-${environment}-${name}` }) as const;
  const conflicts = await listConflicts(ports.ledger, run);
  if (conflicts.length > 0)
    await writeDocument(ports, stored, about('conflicts'), conflictsDocument(run, conflicts), conflicts);
  const stale = await listStaleRecords(ports.ledger, run);
  if (stale.length > 0) await writeDocument(ports, stored, about('vanished'), vanishedDocument(run, stale), stale);
}
