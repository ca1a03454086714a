import { sha256 } from '../../../connectors/digest.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { readMappingBasis } from '../../../connectors/ledger/mapping-basis.ts';
import { checkFree, writeMapping } from '../../../connectors/mapping-file.ts';
import { readXlsx } from '../../../connectors/xlsx/read.ts';
import { parseYaml } from '../../../connectors/yaml-file.ts';
import { aboutOf, isMadeFrom } from '../../../domain/mapping-sheets/about.ts';
import { applySheets, type Applied } from '../../../domain/mapping-sheets/apply.ts';
import { sheetNames } from '../../../domain/mapping-sheets/layout.ts';
import { checkMappingText } from '../../../domain/mapping-text/read.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { CliError, wrongUse } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import {
  authorArgs,
  differenceLines,
  findVersion,
  mappingArgs,
  readMappingFile,
  storedText,
  storeText,
} from '../mapping.ts';
import { print, printInfo, printJson } from '../print.ts';

export const mappingImport = command({
  name: 'import',
  description:
    'Read an edited workbook of the mapping, show what it changes, and store it as a version or write a file',
  example: 'portage mapping import delta-telecom mapping.xlsx --as ada@customer.example --role sponsor --key ada.key',
  args: {
    ...mappingArgs,
    slug: { type: 'positional', required: false, description: 'Slug of the engagement; not with --file' },
    workbook: { type: 'positional', required: false, description: 'The workbook (portage mapping export)' },
    as: { type: 'string', description: 'E-mail address of the person', valueHint: 'email' },
    role: { type: 'string', description: 'Role of the person, one of those of the gate mapping' },
    ...authorArgs,
    file: { type: 'string', description: 'The mapping file that the workbook was made from; no ledger is needed' },
    into: { type: 'string', description: 'Write the changed text to this file and store nothing', valueHint: 'file' },
    replace: { type: 'boolean', description: 'Replace the file if it exists' },
  },
  async run({ slug, workbook: second, ledger: reference, file, into, replace = false, as, role, json, ...author }) {
    const workbook = file === undefined ? second : slug;
    if (workbook === undefined || (file !== undefined && second !== undefined))
      throw wrongUse('Give the slug of the engagement and the workbook, or only the workbook with --file.');
    if (into === undefined && (file !== undefined || as === undefined || role === undefined))
      throw wrongUse('Say who stores the version with --as and --role, or write a file with --into FILE.');
    if (into !== undefined) await checkFree(into, replace);
    const sheets = await readXlsx(workbook, sheetNames);
    if (file !== undefined) return writeText(await readMappingFile(file), file);
    const engagement = readSlug(slug ?? '');
    await withLedger(reference, async (ledger) => {
      const base = await findVersion(ledger, engagement, aboutOf(sheets.About)?.version?.toString());
      const { text, placeOf } = changedText(base.text, `version ${base.version} of ${engagement}`);
      await checkText(ledger, engagement, text, placeOf);
      if (into !== undefined || text === base.text) return finish(base.text, text);
      const next = 'Look at the difference, and run the same command with --yes.';
      const version = await storeText(
        ledger,
        engagement,
        base,
        text,
        { as: as ?? '', role: role ?? '', ...author },
        next,
      );
      if (json) printJson({ version });
      else print(storedText(version, engagement));
    });

    /** The text that the workbook makes of the one that it was made from. */
    function changedText(before: string, name: string): Extract<Applied, { ok: true }> {
      if (!isMadeFrom(aboutOf(sheets.About), sha256(before), file === undefined ? (slug ?? null) : null))
        throw new CliError(
          `The workbook was made from another text than ${name}.`,
          'Nothing was changed.',
          'Export the mapping again, and repeat your changes in the new workbook.',
        );
      const applied = applySheets(before, parseYaml(before, name, Mapping), sheets);
      if (!applied.ok) throw refused(applied.problems);
      if (applied.unread.length > 0) printInfo(`Not read: ${applied.unread.join('; ')}.`);
      return applied;
    }

    async function writeText(before: string, name: string): Promise<void> {
      await finish(before, changedText(before, name).text);
      printInfo('Fields of the source and of Zoho were not looked up: portage preflight checks them.');
    }

    async function finish(before: string, text: string): Promise<void> {
      if (into !== undefined) await writeMapping(into, text, replace);
      const lines = differenceLines(before, text);
      if (json) printJson({ file: into ?? null, difference: lines });
      else print(lines.join('\n'));
      printInfo(into === undefined ? 'The workbook changes nothing, and nothing was stored.' : `Written to ${into}.`);
    }
  },
});

/** Finds every problem that storing would refuse, with its place in the workbook. */
async function checkText(
  ledger: Ledger,
  engagement: string,
  text: string,
  placeOf: (path: string) => string | null,
): Promise<void> {
  const found = await readMappingBasis(ledger, engagement);
  if (!found) return;
  const { profile } = await readEngagement(ledger, engagement);
  const checked = checkMappingText(text, profile, found.basis);
  if (checked.ok) return;
  throw refused(
    checked.problems.map(({ path, message, fix }) => {
      const place = placeOf(path);
      return `${place === null ? path : `${place} (${path})`}: ${message}. ${fix}`;
    }),
  );
}

const refused = (problems: string[]) =>
  new CliError(problems.join('\n'), 'Nothing was changed.', 'Correct the workbook, and import it again.');
