import { fileError } from './errors.ts';

/** A longer line is not a line: memory must not grow with a file. */
export const longestRow = 32 * 2 ** 20;

/** The lines of a text. They end with CR LF, LF or CR, also in one file. */
export async function* linesOf(name: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let number = 0;
  for await (const text of texts) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!\n|$)/);
    rest = lines.pop() ?? '';
    if (rest.length > longestRow) throw fileError(name, number + lines.length + 1, 'the line is longer than 32 MiB');
    number += lines.length;
    yield* lines;
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

/** A text without its first lines. */
export async function* withoutLines(texts: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  let left = count;
  let rest = '';
  for await (const text of texts) {
    let whole = rest + text;
    // A CR at the end may be half of a line end.
    rest = left > 0 && whole.endsWith('\r') ? '\r' : '';
    whole = whole.slice(0, whole.length - rest.length);
    const ends = left > 0 ? [...whole.matchAll(/\r\n|\n|\r/g)].slice(0, left) : [];
    left -= ends.length;
    const last = ends.at(-1);
    if (left === 0) yield last ? whole.slice(last.index + last[0].length) : whole;
  }
}
