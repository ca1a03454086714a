import { migrateLedger, openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import { fillQueue } from '../../connectors/ledger/queue.ts';
import { openRun, type Run } from '../../connectors/ledger/runs.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { QueuedRecord, RecordKey } from '../../schemas/record.ts';
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
    digest: `d${number}`,
    ...changes,
  };
}

/** Opens a run and fills its queue. */
export async function fillRun(ledger: Ledger, ref: RunRef, records: QueuedRecord[]): Promise<Run> {
  const run = await openRun(ledger, ref, { kind: 'full', mapping: 'm', manifest: 'm' });
  const modules = [...new Set<Module>(records.map((record) => record.module))];
  await fillQueue(ledger, run, async (fill) => {
    for (const record of records) await fill.queue(record);
    await fill.seal(modules, []);
  });
  return run;
}
