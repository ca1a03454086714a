import { structuredPatch } from 'diff';

/** A part of a difference. `lines` begin with `-`, `+` or a blank; `line` is the number of the first one in the new text. */
export interface Hunk {
  line: number;
  lines: string[];
}

/** The lines that differ between two texts, with two lines around each place. */
export const difference = (before: string, now: string): Hunk[] =>
  structuredPatch('', '', before, now, undefined, undefined, { context: 2 }).hunks.map(({ newStart, lines }) => ({
    line: newStart,
    lines,
  }));

/** How many lines were removed and added, as a text: `2 lines removed, 3 added`. */
export function changeText(hunks: Hunk[]): string {
  const count = (mark: string) => hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(mark)).length;
  const [removed, added] = [count('-'), count('+')];
  return removed + added === 0
    ? 'no difference'
    : `${removed} ${removed === 1 ? 'line' : 'lines'} removed, ${added} added`;
}
