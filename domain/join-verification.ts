import type { RunRef } from '../schemas/refs.ts';
import type { ModuleVerification, VerifyReport } from '../schemas/report.ts';

/** Maximum number of differences in a report. The counts cover all differences. */
export const maxListedDifferences = 100;

/** Combines the verifications of a run's modules into one report. */
export function joinVerification(ref: RunRef, parts: ModuleVerification[]): VerifyReport {
  const modules = parts.flatMap((part) => part.modules);
  const money = parts.flatMap((part) => part.money);
  return {
    ...ref,
    scanned: {
      values: parts.reduce((sum, part) => sum + part.scanned.values, 0),
      hits: parts.reduce((sum, part) => sum + part.scanned.hits, 0),
    },
    modules,
    money,
    differences: parts.flatMap((part) => part.differences).slice(0, maxListedDifferences),
    agrees: modules.every((one) => one.missing + one.different === 0) && money.every((one) => one.agrees),
  };
}
