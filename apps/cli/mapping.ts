import { readFile } from 'node:fs/promises';
import { sha256 } from '../../connectors/digest.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { readMappingVersion, type MappingVersion } from '../../connectors/ledger/mapping-versions.ts';
import { changeText, difference } from '../../domain/mapping-text/difference.ts';
import { MappingChange } from '../../schemas/sign-off.ts';
import { putMapping } from '../../steps/put-mapping.ts';
import { confirmByTyping } from './confirm.ts';
import { CliError, wrongUse } from './failure.ts';
import { ledgerOption } from './ledger.ts';
import { parseMessage } from './message.ts';
import { printInfo } from './print.ts';
import { proofArgs, withProof } from './proof.ts';

export const mappingArgs = {
  slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
  ledger: { ...ledgerOption, default: 'env:PORTAGE_LEDGER_URL' },
} as const;

/** Options of the commands that store a version. */
export const authorArgs = {
  comment: { type: 'string', description: 'Why; it is kept with the version' },
  ...proofArgs,
  yes: { type: 'boolean', description: 'Store it without showing the difference first' },
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

interface Author {
  as: string;
  role: string;
  comment?: string | undefined;
  key?: string | undefined;
  passphrase?: string | undefined;
  yes?: boolean | undefined;
}

/**
 * Shows what a text changes, and stores it as a new version when that is confirmed.
 * @param next what to run where nobody can confirm
 * @returns the number of the version
 */
export async function storeText(
  ledger: Ledger,
  engagement: string,
  before: { version: number; text: string },
  text: string,
  { as: by, role, comment, key, passphrase, yes }: Author,
  next: string,
): Promise<number> {
  if (!yes) {
    printInfo(differenceLines(before.text, text).join('\n'));
    const version = String(before.version);
    if (!(await confirmByTyping(`Type ${version} to store this change of version ${version}: `, version)))
      throw wrongUse('The change was not confirmed.', next);
  }
  const draft = { base: before.version, by, role, digest: sha256(text) };
  const change = parseMessage(MappingChange, { ...draft, ...(comment && { comment }) }, 'change');
  const proven = await withProof('mapping', engagement, change, { key, passphrase });
  return putMapping(ledger, engagement, { text, change: proven });
}

/** What is said after a version was stored. */
export const storedText = (version: number, engagement: string): string =>
  `Stored as version ${version}. It is not in use yet: portage mapping show ${engagement}`;
