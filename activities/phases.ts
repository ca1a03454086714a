import { readEngagement } from '../connectors/ledger/engagements.ts';
import {
  beginPhase,
  countOutcomes,
  countReasons,
  readPhase,
  readReports,
  storeReport,
} from '../connectors/ledger/phases.ts';
import { findRun, readRouted, setRunState } from '../connectors/ledger/runs.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { reconciliationDocument } from '../domain/documents/reconciliation.ts';
import { reconcile } from '../domain/reconcile.ts';
import type { PhaseRef, RunRef } from '../schemas/engagement.ts';
import type { PhaseReport } from '../schemas/report.ts';
import { writeDocument } from './documents.ts';
import type { Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/** Zoho's count lags by minutes behind the records; it is asked again until it agrees or has stood still this often. */
const countAttempts = 10;
const countPauseMs = 1_000;

async function settledCount(zoho: Zoho, module: PhaseRef['module'], expected: number): Promise<number> {
  let count = await zoho.count(module);
  for (let attempt = 1; count !== expected && attempt < countAttempts; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, countPauseMs));
    count = await zoho.count(module);
  }
  return count;
}

export function phaseActivities(ports: Ports) {
  const { ledger } = ports;
  return {
    /** Notes Zoho's own count before the phase writes its first record. */
    async beginPhase(input: PhaseRef): Promise<{ queued: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      const run = await findRun(ledger, input);
      const before = await withZoho(ports, stored, { ...input, phase: input.module }, (zoho) =>
        zoho.count(input.module),
      );
      await beginPhase(ledger, run.id, input.module, before);
      const [state] = await readPhase(ledger, input);
      return { queued: state?.total ?? 0 };
    },

    /** The count reconciliation of a phase, as a report and as a document. */
    async reportPhase(input: PhaseRef): Promise<PhaseReport> {
      const stored = await readEngagement(ledger, input.engagement);
      const run = await findRun(ledger, input);
      const passes = await readPhase(ledger, input);
      const base = passes.find((one) => one.pass === 'base');
      const custom = passes.find((one) => one.pass === 'custom');
      const before = base?.destinationBefore ?? 0;
      const counted = await countOutcomes(ledger, run.id, input.module);
      const created = counted.filter((one) => one.outcome === 'created').reduce((sum, one) => sum + one.count, 0);
      const now = await withZoho(ports, stored, { ...input, phase: input.module }, (zoho) =>
        settledCount(zoho, input.module, before + created),
      );
      const { engagement, environment, run: name, module } = input;
      const report = reconcile({
        ref: { engagement, environment, run: name, module },
        extracted: (await readRouted(ledger, run.id)).filter((one) => one.module === module),
        counted,
        reasons: await countReasons(ledger, run.id, module),
        destination: { before, now },
        custom: { written: custom?.written ?? 0, rejected: custom?.rejected ?? 0 },
        seconds: passes.reduce((sum, one) => sum + one.seconds, 0),
        calls: passes.reduce((sum, one) => sum + one.calls, 0),
        credits: passes.reduce((sum, one) => sum + one.credits, 0),
      });
      await storeReport(ledger, run.id, module, 'reconciliation', report);
      const title = `reconciliation-${environment}-${name}-${module}`;
      await writeDocument(ports, stored, title, reconciliationDocument(report), report);
      return report;
    },

    /** Closes a run whose phases are loaded and verified. */
    async endRun(input: RunRef): Promise<void> {
      const run = await findRun(ledger, input);
      const reports = await readReports<PhaseReport>(ledger, run.id, 'reconciliation');
      if (reports.length > 0) await setRunState(ledger, run.id, 'loaded');
    },
  };
}
