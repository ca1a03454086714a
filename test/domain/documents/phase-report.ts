import type { PhaseReport } from '../../../schemas/report.ts';

/** The report of a phase that closes, with the given changes. */
export function phaseReport(changes: Partial<PhaseReport> = {}): PhaseReport {
  const outcomes = { created: 12_100, updated: 0, unchanged: 0, merged: 150, excluded: 40, rejected: 10, pending: 0 };
  return {
    engagement: 'delta-telecom',
    environment: 'sandbox',
    run: 'full-1',
    module: 'Contacts',
    objects: [{ object: 'subscribers', extracted: 12_300, outcomes }],
    extracted: 12_300,
    outcomes,
    destination: { before: 5, now: 12_105, expected: 12_105 },
    custom: { written: 0, rejected: 0 },
    reasons: [],
    identityClosed: true,
    gaps: [],
    seconds: 61.4,
    recordsPerSecond: 200,
    calls: 246,
    credits: 1_230,
    ...changes,
  };
}
