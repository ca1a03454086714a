import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { readYamlText } from '../domain/yaml-text.ts';
import { ConnectorError } from './error.ts';

/** @throws ConnectorError `configuration` if there is no such file */
export const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => {
    throw new ConnectorError(
      'configuration',
      `The file ${path} does not exist or can't be read. Nothing was started. Check the path.`,
    );
  });

/**
 * Reads and checks a YAML file.
 * @throws ConnectorError `configuration` with every problem, in the form `file:line, field: problem`
 */
export async function readYaml<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  return parseYaml(await readText(path), path, schema);
}

/** The same for the text of a file that was read. */
export function parseYaml<Schema extends z.ZodType>(text: string, path: string, schema: Schema): z.output<Schema> {
  const read = readYamlText(text, schema, path);
  if (read.ok) return read.value;
  throw new ConnectorError(
    'configuration',
    `${read.problems.join('\n')}\nNothing was started. Correct ${path} and start again.`,
  );
}
