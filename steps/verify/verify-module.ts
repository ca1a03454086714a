import { readReports, storeReport } from '../../connectors/ledger/phases.ts';
import { findRun } from '../../connectors/ledger/runs.ts';
import { verificationDocument } from '../../domain/documents/verification.ts';
import { joinVerification } from '../../domain/join-verification.ts';
import type { PhaseRef } from '../../schemas/refs.ts';
import type { ModuleVerification } from '../../schemas/report.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { openGuard } from '../guard.ts';
import { writeReceipt } from '../receipt.ts';
import { withZoho } from '../with-zoho.ts';
import { checkStaging } from './check-staging.ts';
import { compareModule } from './compare-module.ts';

/** Verifies one module, and writes the verification document of the run with all modules verified so far. */
export async function verifyModule(
  ports: Ports,
  stored: StoredEngagement,
  ref: PhaseRef,
): Promise<{ agrees: boolean }> {
  const { ledger } = ports;
  const { engagement, environment, run: name, module } = ref;
  const run = await findRun(ledger, ref);
  await checkStaging(ports.staging, stored.mapping, run, module);
  const guard = await openGuard(ports, stored);
  const result = await withZoho(ports, stored, { ...ref, phase: 'verification' }, (zoho) =>
    compareModule(run, { ledger, zoho, guard, module, keyField: stored.mapping.key }),
  );
  await storeReport(ledger, run.id, module, 'verification', result);
  const parts = await readReports<ModuleVerification>(ledger, run.id, 'verification');
  const report = joinVerification({ engagement, environment, run: name }, parts);
  const title = `verification-${environment}-${name}`;
  const about = { kind: 'verification', environment, run: name, title } as const;
  await writeDocument(ports, stored, about, verificationDocument(report), report);
  await writeReceipt(ports, stored, ref, report.scanned);
  return { agrees: joinVerification(ref, [result]).agrees };
}
