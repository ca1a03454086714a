import { readFile } from 'node:fs/promises';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { readMappingVersion, type MappingVersion } from '../../connectors/ledger/mapping-versions.ts';
import { changeText, difference } from '../../domain/mapping-text/difference.ts';
import { CliError, wrongUse } from './failure.ts';

export const mappingArgs = {
  slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
  ledger: {
    type: 'string',
    default: 'env:PORTAGE_LEDGER_URL',
    description: 'Where the URL of the ledger is: env:NAME or file:PATH',
    valueHint: 'reference',
  },
} as const;

/**
 * A version with its text: the newest without a number.
 * @throws {CliError} if there is none
 */
export async function findVersion(
  ledger: Ledger,
  engagement: string,
  number?: string,
): Promise<MappingVersion & { text: string }> {
  if (number !== undefined && !/^\d{1,6}$/.test(number)) throw wrongUse(`"${number}" is not the number of a version.`);
  const found = await readMappingVersion(ledger, engagement, number === undefined ? undefined : Number(number));
  if (found) return found;
  throw new CliError(
    `The mapping of "${engagement}" has no ${number === undefined ? 'version yet' : `version ${number}`}.`,
    'Nothing was changed.',
    `List them: portage mapping show ${engagement}`,
  );
}

/** @throws {CliError} if the file can't be read */
export const readMappingFile = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw wrongUse(`There is no file ${file}, or it can't be read.`, 'Check the path.');
  });

/** The difference of two texts, for a terminal. */
export function differenceLines(before: string, now: string): string[] {
  const hunks = difference(before, now);
  return [...hunks.flatMap(({ line, lines }) => [`@ line ${line}`, ...lines]), changeText(hunks)];
}
