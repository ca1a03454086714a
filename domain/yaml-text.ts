import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { explainIssue } from './yaml-issues.ts';
import { isStorable, notStorable } from '../schemas/storable.ts';

export type ReadYaml<Value> = { ok: true; value: Value } | { ok: false; problems: string[] };

/**
 * Reads and checks the text of a YAML file.
 * @returns the value, or every problem in the form `file:line, field: problem`
 */
export function readYamlText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  file: string,
): ReadYaml<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const [line] = broken.message.split('\n');
    return { ok: false, problems: [`${file}:${lines.linePos(broken.pos[0]).line}: ${line}`] };
  }
  const damaged = damagedTexts(text, document).map((at) => `${file}:${lines.linePos(at).line}, a text ${notStorable}`);
  if (damaged.length > 0) return { ok: false, problems: damaged };
  const plain = toPlain(document);
  if ('problem' in plain) return { ok: false, problems: [`${file}: ${plain.problem}`] };
  const parsed = schema.safeParse(plain.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const field = [...issue.path, ...unknown.slice(0, 1)];
    return `${file}:${lineOf(document, lines, field)}, ${field.join('.') || 'the file'}: ${explainIssue(issue, schema, plain.value)}`;
  });
  return { ok: false, problems };
}

/** Where texts are that the ledger can't hold. An escape such as "\\0" stands for a character that the file does not have. */
function damagedTexts(text: string, document: Document): number[] {
  const raw = text.search(/\0/);
  if (raw >= 0) return [raw];
  const found: number[] = [];
  visit(document, {
    Scalar(_, { value, range }) {
      if (typeof value === 'string' && !isStorable(value)) found.push(range![0]);
    },
  });
  return found;
}

/** The content as plain values. A few lines of aliases can stand for billions of values, which the library refuses. */
export function toPlain(document: Document): { value: unknown } | { problem: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problem: `it can't be read: ${(error as Error).message}` };
  }
}

interface Ranged {
  range?: [number, number, number] | null;
}

/** The line of a field, or of its nearest parent if the field is missing. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as Ranged | undefined;
    const name = path[depth - 1];
    const parent: unknown = depth > 0 ? document.getIn(path.slice(0, depth - 1), true) : null;
    // What a key holds can begin lines below it.
    const key = isMap(parent) ? parent.items.find((one) => isScalar(one.key) && one.key.value === name)?.key : null;
    const { range } = (key as Ranged | null | undefined) ?? node ?? {};
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}
