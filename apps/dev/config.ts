import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';

const Port = z.int().min(1).max(65_535);
const Scalar = z.union([z.string(), z.number(), z.boolean()]);

const Temporal = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.8.2'),
  namespace: z.string().min(1),
  port: Port,
  uiPort: Port,
  searchAttributes: z.record(
    z.string(),
    z.enum(['Keyword', 'Text', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList']),
  ),
  dynamicConfig: z.record(z.string(), Scalar),
  database: z.strictObject({ file: z.string().min(1), pragmas: z.record(z.string(), Scalar) }),
});
export type TemporalConfig = z.infer<typeof Temporal>;

const Postgres = z.strictObject({
  directory: z.string().min(1),
  port: Port,
  databases: z.strictObject({ ledger: z.string().min(1), source: z.string().min(1) }),
});

const StackConfig = z.strictObject({ temporal: Temporal, postgres: Postgres });
export type StackConfig = z.infer<typeof StackConfig>;

const stackFile = fileURLToPath(new URL('../../temporal-dev.yml', import.meta.url));

/**
 * Reads `temporal-dev.yml`, which describes the local stack. Returned paths are absolute.
 *
 * @throws {Error} with the file, line and field of every mistake
 */
export function readStackConfig(file: string = stackFile): StackConfig {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) throw new Error(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);

  const parsed = StackConfig.safeParse(document.toJS());
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(
      (issue) =>
        `${file}:${lineOf(document, lines, issue.path)}: ${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new Error(`${mistakes.join('\n')}\nNothing was started. Fix the file and start again.`);
  }
  const { temporal, postgres } = parsed.data;
  const folder = dirname(file);
  return {
    temporal: { ...temporal, database: { ...temporal.database, file: resolve(folder, temporal.database.file) } },
    postgres: { ...postgres, directory: resolve(folder, postgres.directory) },
  };
}

/** The line of a field, or of its nearest parent that is in the file. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
