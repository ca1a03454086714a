import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../../connectors/foreign-error.ts';
import type { Check } from '../../schemas/report.ts';
import { documentsFolder } from '../documents.ts';
import type { Config } from '../ports.ts';
import { check, pass } from './check.ts';

/** Checks that documents can be written to their folder, or that the folder can be created. */
export const checkDocumentsFolder = (config: Config): Promise<Check> =>
  check('documents.folder', async () => {
    const folder = documentsFolder(config);
    const problem = await problemOf(folder);
    if (problem === null) return pass(`Documents are written to ${folder}.`);
    return {
      state: 'fail',
      what: `Documents can't be written to ${folder}: ${problem}.`,
      affected: 0,
      fix: "Let the worker's user write to the folder, or name another one under documents in engagement.yml.",
    };
  });

async function problemOf(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isDirectory()) return `${path} is a file`;
    await access(path, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && dirname(path) !== path) return problemOf(dirname(path));
    if (code === 'ENOTDIR') return problemOf(dirname(path));
    return `no access to ${path} (${code})`;
  }
}
