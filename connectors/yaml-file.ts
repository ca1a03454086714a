import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { ConnectorError } from './error.ts';

/**
 * Reads and checks a YAML file.
 * @throws ConnectorError `configuration` with every problem, in the form `file:line, field: problem`
 */
export async function readYaml<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ConnectorError(
      'configuration',
      `The file ${path} does not exist or can't be read. Nothing was started. Check the path.`,
    );
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const [line] = broken.message.split('\n');
    throw invalid(path, [`${path}:${broken.linePos?.[0].line ?? 1}: ${line}`]);
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw invalid(
    path,
    parsed.error.issues.map((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
      const field = [...issue.path, ...unknown.slice(0, 1)];
      return `${path}:${lineOf(document, lines, field)}, ${field.join('.') || 'the file'}: ${issue.message}`;
    }),
  );
}

const invalid = (path: string, problems: string[]) =>
  new ConnectorError('configuration', `${problems.join('\n')}\nNothing was started. Correct ${path} and start again.`);

/** The line of a field, or of its nearest parent if the field is missing. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
