import type { RunRef } from '../schemas/refs.ts';
import type {
  ObjectCounts,
  OutcomeCounts,
  PhaseReport,
  Receivables,
  RemarkCount,
  StaleCounts,
} from '../schemas/report.ts';
import { receivableGaps } from './receivables.ts';
import { outcomes, type LoadedObject, type Module, type Outcome } from '../schemas/terms.ts';

export interface PhaseFigures {
  ref: RunRef & { module: Module };
  /** Extracted rows by source object, only rows that take a route of this phase. */
  extracted: { object: LoadedObject; rows: number }[];
  counted: { object: LoadedObject; outcome: Outcome; count: number }[];
  reasons: PhaseReport['reasons'];
  remarks?: RemarkCount[];
  /** Zoho's own count, before the first write of the phase and after the last. */
  destination: { before: number; now: number };
  /** What became stale; it is left out if nothing did. */
  stale?: StaleCounts;
  /** Number of fields with an open conflict. */
  conflicts?: number;
  /** Records whose own total in the source does not follow from their lines, and records without a total. */
  totals?: { different: number; missing: number };
  /** What is open, by currency; null if the mapping names no column with it. */
  receivables?: Receivables[] | null;
  custom: { written: number; rejected: number };
  /** The records without an outcome are those that only the second pass writes, and it waits for other modules. */
  awaitsSecondPass?: boolean;
  seconds: number;
  calls: number;
  credits: number;
}

const noStale: StaleCounts = { kept: 0, deleted: 0, gone: 0, failed: 0, asked: 0 };

/** What people decide before the next phase. The count identity does not depend on it. */
function questionsOf(module: Module, { asked, failed }: StaleCounts, conflicts: number): string[] {
  return [
    ...(failed > 0 ? [`Zoho refused to delete ${failed} ${module} that vanished from the source.`] : []),
    ...(asked > 0
      ? [`${asked} ${module} vanished from the source: an approval keeps them in Zoho, requested changes delete them.`]
      : []),
    ...(conflicts > 0
      ? [
          `${conflicts} fields of ${module} were changed both in the source and in Zoho: an approval keeps Zoho's values, requested changes write those of the source.`,
        ]
      : []),
  ];
}

const zeroCounts = (): OutcomeCounts =>
  Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;

const sum = (counts: OutcomeCounts) => outcomes.reduce((total, outcome) => total + counts[outcome], 0);

/**
 * The count reconciliation of one phase. It closes when every extracted row has exactly one outcome, no row is pending,
 * and Zoho's own count has grown by the number of created records.
 */
export function reconcile(figures: PhaseFigures): PhaseReport {
  const objects: ObjectCounts[] = figures.extracted.map(({ object, rows }) => {
    const counts = zeroCounts();
    for (const { outcome, count } of figures.counted.filter((one) => one.object === object)) counts[outcome] += count;
    return { object, extracted: rows, outcomes: counts };
  });
  const total = zeroCounts();
  for (const { outcome, count } of figures.counted) total[outcome] += count;
  const { stale = noStale, conflicts = 0, totals, receivables = null, awaitsSecondPass = false } = figures;
  const expected = figures.destination.before + total.created - stale.deleted;
  const gaps = [
    ...objects
      .filter(({ extracted, outcomes: counts }) => extracted !== sum(counts))
      .map(
        ({ object, extracted, outcomes: counts }) =>
          `${object}: ${extracted} rows were extracted, but ${sum(counts)} have an outcome.`,
      ),
    ...(total.pending > 0 && !awaitsSecondPass
      ? [
          `${total.pending} records are still pending: an approval leaves them, and custom fields that were not written yet, out of Zoho; requested changes load them.`,
        ]
      : []),
    ...(figures.destination.now === expected
      ? []
      : [`Zoho counts ${figures.destination.now} ${figures.ref.module}, expected ${expected}.`]),
  ];
  const rejectedFields =
    figures.custom.rejected > 0 ? [`Zoho rejected the custom fields of ${figures.custom.rejected} records.`] : [];
  const questions = questionsOf(figures.ref.module, stale, conflicts);
  const records = sum(total) - total.pending;
  return {
    ...figures.ref,
    objects,
    extracted: figures.extracted.reduce((rows, one) => rows + one.rows, 0),
    outcomes: total,
    destination: { ...figures.destination, expected },
    custom: figures.custom,
    reasons: figures.reasons,
    ...(figures.remarks ? { remarks: figures.remarks } : {}),
    identityClosed: gaps.length === 0 && total.pending === 0,
    gaps: [...gaps, ...rejectedFields, ...questions, ...receivableGaps(figures.ref.module, receivables ?? [])],
    ...(Object.values(stale).some((count) => count > 0) ? { stale } : {}),
    ...(receivables ? { receivables } : {}),
    ...(totals && totals.different + totals.missing > 0 ? { totals } : {}),
    seconds: Math.round(figures.seconds * 10) / 10,
    recordsPerSecond: figures.seconds > 0 ? Math.round(records / figures.seconds) : 0,
    calls: figures.calls,
    credits: figures.credits,
  };
}
