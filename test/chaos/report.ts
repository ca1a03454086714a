import Table from 'cli-table3';
import type { ChaosResult } from './chaos.ts';

/** The result as tables for people. */
export function report(result: ChaosResult): string {
  const { runs, faults, seconds, violations } = result;
  const byInvariant = new Table({ head: ['invariant', 'checks', 'violations'], style: { head: [], border: [] } });
  for (const one of result.invariants)
    byInvariant.push([one.invariant, one.checks.toLocaleString('en'), one.violations.toLocaleString('en')]);
  const byKind = new Table({ head: ['family', 'fault', 'in time', 'late', 'missed'], style: { head: [], border: [] } });
  for (const { family, kind, inTime, late, missed } of [...result.kinds].sort((a, b) =>
    `${a.family} ${a.kind}`.localeCompare(`${b.family} ${b.kind}`),
  ))
    byKind.push([family, kind, inTime, late, missed]);
  const lines = violations.map(({ run, violation, again }) => `run ${run}: ${violation}\n  again: ${again}`);
  return [
    `${faults} faults in ${runs.length} runs, ${seconds} s, seed ${result.seed}`,
    byInvariant.toString(),
    byKind.toString(),
    ...(lines.length === 0 ? ['No violation.'] : lines),
    '',
  ].join('\n');
}
