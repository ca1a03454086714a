import { setTimeout as delay } from 'node:timers/promises';
import { storeMailDocuments } from '../connectors/ledger/mail-files.ts';
import {
  beginPhase as storeCountBefore,
  countOutcomes,
  countPhaseRemarks,
  countReasons,
  analyzePass,
  readCountBefore,
  readPasses,
  readReports,
  reopenPhase as reopen,
  storeReport,
} from '../connectors/ledger/phases.ts';
import { hasCandidates } from '../connectors/ledger/rollback-plan.ts';
import { readPhaseUse } from '../connectors/ledger/credits.ts';
import { findRun, readRouted, setRunState } from '../connectors/ledger/runs.ts';
import { countOpenConflicts } from '../connectors/ledger/conflicts.ts';
import { countStale, keepUndecided } from '../connectors/ledger/stale-records.ts';
import { countTotals } from '../connectors/ledger/verification.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { reconciliationDocument } from '../domain/documents/reconciliation.ts';
import { isMail } from '../domain/module-traits.ts';
import { sourcesOf } from '../domain/modules-of.ts';
import { reconcile } from '../domain/reconcile.ts';
import type { EnvironmentRef, PassRef, PhaseRef, ReportRef, RunRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import { writeChangesDocuments } from './changes-documents.ts';
import { writeDocument } from './documents.ts';
import { removeStale } from './load/remove-stale.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { reportReceivables } from './receivables.ts';
import { writeIssues } from './write-issues.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Zoho's own count can lag. It is read again until it agrees, at most this often. E-mails are counted in the lists of all their
 * records, so once must do.
 */
const countAttempts = 10;
const countPauseMs = 1_000;

/**
 * Stores Zoho's own count before the first write of the phase, and which documents go with its e-mails. A phase that is begun again
 * has both already.
 */
export async function beginPhase(ports: Ports, stored: StoredEngagement, ref: PhaseRef): Promise<{ queued: number }> {
  const run = await findRun(ports.ledger, ref);
  if ((await readCountBefore(ports.ledger, run.id, ref.module)) === null) {
    const before = await withZoho(ports, stored, { ...ref, phase: ref.module }, (zoho) => zoho.count(ref.module));
    await storeCountBefore(ports.ledger, run.id, ref.module, before);
  }
  if (isMail(ref.module)) {
    const objects = sourcesOf(stored.mapping, ref.module).map(({ object }) => object);
    await storeMailDocuments(ports.ledger, run, objects);
  }
  const base = (await readPasses(ports.ledger, ref)).find((one) => one.pass === 'base');
  return { queued: base?.total ?? 0 };
}

/** Number of records in a pass. `left` counts those without an outcome. */
export async function readPassProgress({ ledger }: Ports, ref: PassRef): Promise<{ total: number; left: number }> {
  const state = (await readPasses(ledger, ref)).find((one) => one.pass === ref.pass);
  return { total: state?.total ?? 0, left: state?.left ?? 0 };
}

export async function endPass({ ledger }: Ports, ref: PassRef): Promise<void> {
  await analyzePass(ledger, await findRun(ledger, ref));
}

/** Whether a rollback would find records that loads of this environment wrote, or may have. */
export const hasRecords = ({ ledger }: Ports, ref: EnvironmentRef): Promise<boolean> => hasCandidates(ledger, ref);

/**
 * Makes the records that Zoho rejected pending again, so that the phase can be loaded again. What the rules ask about is
 * decided by it: the source's values are written, and records that vanished from the source are deleted.
 */
export async function reopenPhase({ ledger }: Ports, ref: PhaseRef): Promise<void> {
  await reopen(ledger, await findRun(ledger, ref), ref.module);
}

/** Writes the count reconciliation of a phase, as a report and as a document. */
export async function reportPhase(
  ports: Ports,
  stored: StoredEngagement,
  { isHalf = false, ...ref }: ReportRef,
): Promise<PhaseReport> {
  const { ledger } = ports;
  const { engagement, environment, run: name, module } = ref;
  const { destination } = stored.engagement;
  const run = await findRun(ledger, ref);
  await withZoho(ports, stored, { ...ref, phase: module }, (zoho) => removeStale(ledger, zoho, ref));
  const passes = await readPasses(ledger, ref);
  const [base, custom] = (['base', 'custom'] as const).map((pass) => passes.find((one) => one.pass === pass));
  const before = (await readCountBefore(ledger, run.id, module)) ?? 0;
  const counted = await countOutcomes(ledger, run.id, module);
  const created = counted.filter((one) => one.outcome === 'created').reduce((total, one) => total + one.count, 0);
  const stale = await countStale(ledger, run, module);
  const now = await withZoho(ports, stored, { ...ref, phase: module }, (zoho) =>
    settledCount(zoho, module, before + created - stale.deleted),
  );
  const report = reconcile({
    ref: { engagement, environment, run: name, module },
    extracted: (await readRouted(ledger, run.id)).filter((one) => one.module === module),
    counted,
    reasons: await countReasons(ledger, run.id, module),
    remarks: await countPhaseRemarks(ledger, run.id, module),
    destination: { before, now },
    stale,
    conflicts: await countOpenConflicts(ledger, run, module),
    totals: await countTotals(ledger, run, module),
    receivables: await reportReceivables(ports, stored, run, module),
    custom: { written: custom?.written ?? 0, rejected: custom?.rejected ?? 0 },
    // Every record of an ended first pass has an outcome, so that the others are only in the second one.
    awaitsSecondPass: isHalf && (base?.left ?? 0) === 0,
    seconds: passes.reduce((total, pass) => total + pass.seconds, 0),
    ...(await readPhaseUse(ledger, { orgId: destination[environment].orgId, engagement }, run, module)),
  });
  await storeReport(ledger, run.id, module, 'reconciliation', report);
  const title = `reconciliation-${environment}-${name}-${module}`;
  const about = { kind: 'reconciliation', environment, run: name, title } as const;
  await writeDocument(ports, stored, about, reconciliationDocument(report), report);
  await writeIssues(ports, stored, run, module);
  await writeChangesDocuments(ports, stored, run);
  return report;
}

async function settledCount(zoho: Zoho, module: PhaseRef['module'], expected: number): Promise<number> {
  let count = await zoho.count(module);
  const attempts = isMail(module) ? 1 : countAttempts;
  for (let attempt = 1; count !== expected && attempt < attempts; attempt += 1) {
    await delay(countPauseMs);
    count = await zoho.count(module);
  }
  return count;
}

/** Marks a run as loaded when all its phases have ended. */
export async function endRun({ ledger }: Ports, ref: RunRef): Promise<void> {
  const run = await findRun(ledger, ref);
  const reports = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
  if (reports.length === 0) return;
  await keepUndecided(ledger, run);
  await setRunState(ledger, run.id, 'loaded');
}
