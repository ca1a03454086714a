import { notInEncoding } from './errors.ts';
import type { FileLine, OpenedFile } from './file-row.ts';
import { readHeader, rowOf } from './header.ts';
import { linesOf } from './lines.ts';

/** The rows of a file whose columns have fixed widths. White space around values doesn't count. */
export async function* readFixedLines(file: OpenedFile): AsyncGenerator<FileLine> {
  const { name, texts, set, decoder } = file;
  const widths = Object.values(set.widths ?? {});
  const starts = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width, 0));
  const end = (starts.at(-1) ?? 0) + (widths.at(-1) ?? 0);
  const header = readHeader(name, Object.keys(set.widths ?? {}), file);
  let number = 0;
  let rows = 0;
  for await (const line of linesOf(name, texts())) {
    number += 1;
    if (number <= set.skipLines || line.trim() === '') continue;
    rows += 1;
    const begins = file.footer.take(line);
    if (begins !== null) {
      const rest = line.slice(begins.length).trim();
      yield { trailer: [begins, ...rest.split(/[\s|]+/)] };
      continue;
    }
    const bad = (why: string): FileLine => ({
      bad: { file: name, line: number, why, bytes: Buffer.from(line, decoder.stream) },
    });
    const [text] = decoder.decode([line]) ?? [];
    if (text === undefined) {
      yield bad(notInEncoding(set));
      continue;
    }
    const characters = [...text];
    const length = [...text.trimEnd()].length;
    // The last column may be shorter; a line that ends before it was cut off.
    if (length > end) yield bad(`${length} characters, but its columns have ${end}`);
    else if (characters.length <= (starts.at(-1) ?? 0))
      yield bad(`${characters.length} characters end before its last column`);
    else {
      const values = widths.map((width, column) =>
        characters
          .slice(starts[column], (starts[column] ?? 0) + width)
          .join('')
          .trim(),
      );
      yield { row: rowOf(header, values) };
    }
  }
  if (rows === 0) file.remark('empty', `${name} is empty`);
}
