import { readReports, storeReport } from '../../connectors/ledger/phases.ts';
import { forgetReadMoney } from '../../connectors/ledger/verification.ts';
import { findRun } from '../../connectors/ledger/runs.ts';
import { verificationDocument } from '../../domain/documents/verification.ts';
import { overwriteRules } from '../../domain/match/overwrite.ts';
import { isFile } from '../../domain/module-traits.ts';
import { joinVerification } from '../../domain/join-verification.ts';
import { moneyFields } from '../../domain/source-money.ts';
import { minorUnitOf } from '../../domain/values/numbers.ts';
import type { PhaseRef } from '../../schemas/refs.ts';
import type { ModuleVerification } from '../../schemas/report.ts';
import { writeDocument } from '../documents.ts';
import { openGuard } from '../guard.ts';
import { keyContextOf } from '../key-context.ts';
import { numberFormatsOf } from '../number-formats.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { writeReceipt } from '../receipt.ts';
import { withZoho } from '../with-zoho.ts';
import { compareContents } from './compare-contents.ts';
import { compareModule } from './compare-module.ts';
import { comparePeriods, periodRulesOf } from './compare-periods.ts';
import { lineFieldsOf } from './read-lines.ts';
import { readSource } from './read-source.ts';

/**
 * Verifies one module, and writes the verification document of the run with all modules verified so far. After `signal`
 * aborts, the block that is being read ends, and nothing more is read.
 */
export async function verifyModule(
  ports: Ports,
  stored: StoredEngagement,
  ref: PhaseRef,
  signal: AbortSignal,
): Promise<{ agrees: boolean }> {
  const { ledger, staging, fingerprintSecret } = ports;
  const { mapping, profile } = stored;
  const { engagement, environment, run: name, module } = ref;
  const run = await findRun(ledger, ref);
  const keys = keyContextOf(fingerprintSecret, stored);
  const numberFormats = numberFormatsOf(profile);
  const figures = await readSource({ staging, mapping, run, module, keys, numberFormats }, signal);
  try {
    const guard = await openGuard(ports, stored);
    const declared = moneyFields(mapping, module);
    const lineFields = lineFieldsOf(mapping, module);
    const periods = periodRulesOf(ports, stored, module);
    const read = await withZoho(ports, stored, { ...ref, phase: 'verification' }, async (zoho) => {
      const rules = {
        lines: lineFields?.subform,
        money: [...new Set([...(lineFields ? ['Grand_Total'] : []), ...declared])],
        places: minorUnitOf(mapping.currency),
        us: await zoho.currentUser(signal),
      };
      const overwrite = overwriteRules(mapping, module);
      const contents = isFile(module) ? compareContents(ledger, run, zoho) : null;
      const comparison = { ledger, zoho, guard, module, keyField: mapping.key, rules, overwrite, contents };
      const inPeriods = periods?.fields ?? [];
      return compareModule(run, { ...comparison, declared, inPeriods, lineFields, figures }, signal);
    });
    const byPeriod = periods && (await comparePeriods(ports, stored, { run, module, rules: periods }, signal));
    const result = { ...read, ...byPeriod };
    await storeReport(ledger, run.id, module, 'verification', result);
    await forgetReadMoney(ledger, run, module);
    const parts = await readReports<ModuleVerification>(ledger, run.id, 'verification');
    const report = joinVerification({ engagement, environment, run: name }, parts);
    const title = `verification-${environment}-${name}`;
    const about = { kind: 'verification', environment, run: name, title } as const;
    await writeDocument(ports, stored, about, verificationDocument(report), report);
    await writeReceipt(ports, stored, ref, report.scanned);
    return { agrees: joinVerification(ref, [result]).agrees };
  } finally {
    await figures?.close();
  }
}
