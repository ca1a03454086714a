import { migrateLedger, openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import { transformedLines } from '../../connectors/ledger/copy-text.ts';
import { openFill } from '../../connectors/ledger/queue.ts';
import { openRun, type Run } from '../../connectors/ledger/runs.ts';
import type { Coverage } from '../../connectors/ledger/seal-changes.ts';
import type { RunRef } from '../../schemas/refs.ts';
import { objectOf } from '../../domain/identity.ts';
import type { DecidedRecord, QueuedRecord, RecordKey, Remark, TransformedRow } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { createTestDatabase } from './database.ts';

/** A new, empty ledger. */
export async function createTestLedger(): Promise<{ ledger: Ledger; url: string; close(): Promise<void> }> {
  const database = await createTestDatabase();
  await migrateLedger(database.url);
  const ledger = openLedger(database.url);
  return {
    ledger,
    url: database.url,
    async close() {
      await ledger.close();
      await database.drop();
    },
  };
}

let engagements = 0;

/** Adds an engagement without configuration, and returns its slug. */
export async function openTestEngagement(ledger: Ledger): Promise<string> {
  const slug = `test-${(engagements += 1)}`;
  await ledger.query(`insert into engagement (slug, config, config_digest) values ($1, '{}', '')`, [slug]);
  return slug;
}

/** A queued record of Accounts; by default with one standard and one custom field. */
export function queued(number: number, changes: Partial<QueuedRecord> = {}): QueuedRecord {
  const key: RecordKey = `test:billing_accounts:BA-${String(number).padStart(6, '0')}`;
  return {
    key,
    module: 'Accounts',
    base: { Portage_Key: key, Account_Name: `Account ${number}` },
    custom: { Tier: 'gold' },
    refs: [],
    ...changes,
  };
}

/** Rows as the ledger takes them, in this order. */
export function linesOf({ queued = [], decided = [], remarks = [] }: Partial<TestRows>, firstSeq = 1): Uint8Array {
  const rows: TransformedRow[] = [
    ...queued.map((record) => ({ kind: 'queued' as const, record, remarks: [] as Remark[] })),
    ...decided.map((one) => ({ kind: 'decided' as const, decided: one, remarks: [] as Remark[] })),
  ];
  rows[0]?.remarks.push(...remarks);
  const keyOf = (row: TransformedRow) => (row.kind === 'queued' ? row.record.key : row.decided.key);
  return Buffer.from(rows.map((row, at) => transformedLines(row, objectOf(keyOf(row)), firstSeq + at)).join(''));
}

export interface TestRows {
  queued: QueuedRecord[];
  decided: DecidedRecord[];
  remarks: Remark[];
}

/** Opens a run and fills its queue. */
export async function fillRun(ledger: Ledger, ref: RunRef, records: QueuedRecord[], coverage?: Coverage): Promise<Run> {
  const run = await openRun(ledger, ref, { kind: 'full', mapping: 'm', manifest: 'm' });
  const modules = [...new Set<Module>(records.map((record) => record.module))];
  const fill = await openFill(ledger, run, 'plan');
  await fill.add({ object: 'billing_accounts', part: 1 }, linesOf({ queued: records }));
  await fill.seal(modules, coverage);
  return run;
}
