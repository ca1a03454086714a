import type { LiveChange, LiveComparison, LiveResult, PhaseChanges } from '../../schemas/live-demo.ts';
import type { ReceivedSignOff } from '../../schemas/sign-off.ts';
import type { Gate } from '../../schemas/terms.ts';
import { counted } from './markdown.ts';

/** A phase begins with the last approval of the gate before it. */
const phases: [phase: string, begins: Gate | null][] = [
  ['discovery and mapping', null],
  ['extraction and rehearsal', 'mapping'],
  ['after the rehearsal', 'rehearsal'],
  ['production load', 'production'],
  ['after the freeze', 'freeze'],
];

/** Counts the changes of the source by the phase in which they were made. */
export function changesByPhase(changes: LiveChange[], signOffs: ReceivedSignOff[]): PhaseChanges[] {
  const begins = phases.map(([phase, gate]) => {
    const approval = signOffs.findLast(
      ({ signOff, verdict }) => signOff.gate === gate && signOff.decision === 'approved' && verdict.counted,
    );
    return { phase, from: gate === null ? '' : (approval?.at ?? null) };
  });
  const phaseAt = (at: string) => begins.findLast(({ from }) => from !== null && from <= at)?.phase;
  return begins.map(({ phase }) => {
    const kinds: Record<string, number> = {};
    const own = changes.filter(({ at }) => phaseAt(at) === phase);
    for (const { what } of own) kinds[what] = (kinds[what] ?? 0) + 1;
    return { phase, changes: own.length, kinds };
  });
}

/** How source and Zoho compare, with the first differences. */
export function comparisonLines(comparison: LiveComparison): string[] {
  const { records, fields, withheld, staying, differing, differences } = comparison;
  const size = `${counted(records, 'record')}, ${counted(fields, 'field')}`;
  const verdict =
    differing === 0
      ? `Source and Zoho are equal: ${size}.`
      : `Source and Zoho are NOT equal: ${counted(differing, 'difference')} in ${size}.`;
  return [
    verdict,
    ...differences.map((one) => `  ${one}`),
    ...(differing > differences.length ? [`  and ${differing - differences.length} more`] : []),
    ...(staying > 0
      ? [
          `${counted(staying, 'record')} of rows that the source deleted ${are(staying)} in Zoho still, as the mapping says.`,
        ]
      : []),
    ...(withheld > 0
      ? [`${counted(withheld, 'field')} with a network identifier in the source ${are(withheld)} not compared.`]
      : []),
  ];
}

const are = (count: number): string => (count === 1 ? 'is' : 'are');

/** How a demo with a source that keeps changing ended. */
export function liveLines({ changes, foundByQuietCheck, comparison }: LiveResult): string[] {
  const all = changes.reduce((sum, one) => sum + one.changes, 0);
  return [
    `The source was changed ${counted(all, 'time')}:`,
    ...changes.map(({ phase, changes: count, kinds }) => {
      const parts = Object.entries(kinds).map(([what, times]) => `${times} × ${what}`);
      return `  ${phase}: ${count}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
    }),
    foundByQuietCheck
      ? 'The quiet check found the writer after the freeze.'
      : 'The quiet check did not find the writer. It was stopped before the last delta.',
    ...comparisonLines(comparison),
  ];
}
