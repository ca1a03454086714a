import type { RunRef } from '../schemas/refs.ts';
import type { ModuleVerification, VerifyReport } from '../schemas/report.ts';

/** Differences that a report lists; the counts cover all of them. */
export const maxListedDifferences = 100;

/** One report of a run from those of its modules. */
export function joinVerification(ref: RunRef, parts: ModuleVerification[]): VerifyReport {
  const modules = parts.flatMap((part) => part.modules);
  const money = parts.flatMap((part) => part.money);
  return {
    ...ref,
    modules,
    money,
    differences: parts.flatMap((part) => part.differences).slice(0, maxListedDifferences),
    agrees: modules.every((one) => one.missing + one.different === 0) && money.every((one) => one.agrees),
  };
}
