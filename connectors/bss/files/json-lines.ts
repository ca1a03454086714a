import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../../../schemas/json.ts';
import { parseTexts } from '../../../domain/parse-json.ts';
import { notInEncoding } from './errors.ts';
import type { FileLine, OpenedFile } from './file-row.ts';

/** The rows of a file with one JSON object in each line. */
export async function* readJsonLines({ path, texts, set, decoder }: OpenedFile): AsyncGenerator<FileLine> {
  let number = 0;
  for await (const line of createInterface({ input: texts, crlfDelay: Infinity })) {
    number += 1;
    if (number <= set.skipLines || line.trim() === '') continue;
    if (set.trailer && line.startsWith(set.trailer.begins)) {
      yield { trailer: line.split('|') };
      continue;
    }
    const [text] = decoder.decode([line]) ?? [];
    const row = text === undefined ? null : parseObject(text);
    if (row) yield { row, line: number };
    else {
      const why = text === undefined ? notInEncoding(set) : 'it is not a valid JSON object';
      yield { bad: { file: basename(path), line: number, why, bytes: Buffer.from(line, decoder.stream) } };
    }
  }
}

function parseObject(text: string): JsonObject | null {
  try {
    const value = parseTexts(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
