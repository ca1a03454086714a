import type { JsonObject } from '../../../schemas/json.ts';
import { parseTexts } from '../../../domain/parse-json.ts';
import { forbiddenRemover } from '../never.ts';
import { fileError, notInEncoding } from './errors.ts';
import type { FileLine, FileRow, OpenedFile } from './file-row.ts';
import { linesOf } from './lines.ts';

/** The rows of a file with one JSON object in each line. */
export async function* readJsonLines(file: OpenedFile): AsyncGenerator<FileLine> {
  const { name, texts, set } = file;
  const readObject = objectReader(file);
  let number = 0;
  let objects = 0;
  for await (const line of linesOf(name, texts())) {
    number += 1;
    const text = line.trim();
    if (number <= set.skipLines || text === '') continue;
    if (file.footer.take(line) !== null) {
      yield { trailer: line.split('|') };
      continue;
    }
    objects += 1;
    if (objects === 1 && /^\[\s*(?:\{|$)/.test(text))
      throw fileError(name, number, 'it is a JSON list; its format is json');
    if (objects === 1 && text === '{')
      throw fileError(name, number, 'its objects have several lines; its format may be json');
    yield readObject(line, number);
  }
  if (objects === 0) file.remark('empty', `${name} is empty`);
}

/** Reads the text of one JSON object, which begins in a line. */
export function objectReader({ name, set, decoder, never }: OpenedFile): (text: string, line: number) => FileRow {
  const withoutForbidden = forbiddenRemover(never);
  return (text, line) => {
    const [decoded] = decoder.decode([text]) ?? [];
    const row = decoded === undefined ? null : parseObject(decoded);
    if (row) return { row: withoutForbidden(row), line };
    const why = decoded === undefined ? notInEncoding(set) : 'it is not a valid JSON object';
    return { bad: { file: name, line, why, bytes: Buffer.from(text, decoder.stream) } };
  };
}

function parseObject(text: string): JsonObject | null {
  try {
    const value = parseTexts(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
