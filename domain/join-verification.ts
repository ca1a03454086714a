import type { RunRef } from '../schemas/refs.ts';
import { Decimal } from 'decimal.js';
import type { ModuleVerification, SliceVerification, VerifyReport } from '../schemas/report.ts';
import type { Module } from '../schemas/terms.ts';
import { lineFields } from './line-items.ts';

/** Maximum number of differences in a report. The counts cover all differences. */
export const maxListedDifferences = 100;

const nothing: SliceVerification & { held: number } = {
  compared: 0,
  fields: 0,
  missing: 0,
  different: 0,
  held: 0,
  scanned: { values: 0, hits: 0 },
  money: { source: '0.00', destination: '0.00', absent: 0 },
  differences: [],
};

const add = (one: string, other: string) => new Decimal(one).plus(other).toFixed(2);

/** Combines the verifications of a module's slices. Money agrees only if every record has a total in Zoho. */
export function joinSlices(module: Module, slices: SliceVerification[]): ModuleVerification {
  const { scanned, money, differences, held, ...counts } = slices.reduce<typeof nothing>(
    (sum, slice) => ({
      compared: sum.compared + slice.compared,
      fields: sum.fields + slice.fields,
      missing: sum.missing + slice.missing,
      different: sum.different + slice.different,
      held: sum.held + (slice.held ?? 0),
      scanned: {
        values: sum.scanned.values + slice.scanned.values,
        hits: sum.scanned.hits + slice.scanned.hits,
      },
      money: {
        source: add(sum.money.source, slice.money.source),
        destination: add(sum.money.destination, slice.money.destination),
        absent: sum.money.absent + slice.money.absent,
      },
      differences: [...sum.differences, ...slice.differences].slice(0, maxListedDifferences),
    }),
    nothing,
  );
  const { source, destination, absent } = money;
  const agrees = source === destination && absent === 0;
  return {
    scanned,
    modules: [{ module, ...counts, ...(held ? { held } : {}) }],
    money: lineFields[module] ? [{ module, field: 'Grand_Total', source, destination, agrees }] : [],
    differences,
  };
}

/** Combines the verifications of a run's modules into one report. A network identifier that is in Zoho is no agreement. */
export function joinVerification(ref: RunRef, parts: ModuleVerification[]): VerifyReport {
  const modules = parts.flatMap((part) => part.modules);
  const money = parts.flatMap((part) => part.money);
  const scanned = {
    values: parts.reduce((sum, part) => sum + part.scanned.values, 0),
    hits: parts.reduce((sum, part) => sum + part.scanned.hits, 0),
  };
  return {
    ...ref,
    scanned,
    modules,
    money,
    differences: parts.flatMap((part) => part.differences).slice(0, maxListedDifferences),
    agrees:
      modules.every((one) => one.missing + one.different === 0) &&
      money.every((one) => one.agrees) &&
      scanned.hits === 0,
  };
}
