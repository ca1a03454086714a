import Table from 'cli-table3';
import { cellText, type Cell } from '../../domain/documents/markdown.ts';
import { explain } from './failure.ts';

/** Progress and hints; they go to stderr, because stdout is for data. */
export function printInfo(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Data for people. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Data for programs: one JSON value. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

const frameless = Object.fromEntries(
  ['top', 'bottom', 'left', 'right'].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((one) => [one, '']),
  ),
);

/** A table without a frame, easy to read and to cut; columns of numbers are aligned to the right. */
export function printTable(head: string[], rows: Cell[][]): void {
  const table = new Table({
    head,
    chars: { ...frameless, mid: '', 'mid-mid': '', middle: '  ' },
    style: { head: isColourful(process.stdout) ? ['bold'] : [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, column) => (rows.every((row) => typeof row[column] === 'number') ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => row.map(cellText)));
  print(trimLines(table.toString()));
}

/** Names and values, one pair per line. */
export function printFacts(facts: [name: string, value: Cell][]): void {
  const width = Math.max(...facts.map(([name]) => name.length));
  for (const [name, value] of facts) print(`${name.padEnd(width)}  ${cellText(value)}`);
}

/** Prints an error on stderr and sets the exit code; with `debug` also the stack. */
export function printFailure(error: unknown, debug: boolean): void {
  const { lines, code } = explain(error);
  const [first = '', ...rest] = lines;
  printInfo([`portage: ${first}`, ...rest].join('\n'));
  if (debug) printInfo(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = code;
}

function isColourful(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env['NO_COLOR'];
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
