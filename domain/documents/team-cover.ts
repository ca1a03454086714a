import type { CredentialSummary } from '../handoff/credentials.ts';
import { teamNames, type Team, type TeamFile, type TeamInventory } from '../handoff/teams.ts';
import { cellText, counted, list, page, section, table } from './markdown.ts';

/** What each team does with its folder. */
const tasks: Record<Team, string> = {
  billing:
    'Billing and charging stay in the billing system. Use these files to check what customers have left and owe, and from when usage is still to be billed.',
  network:
    'Policies, credentials and network elements stay with network operations. Use these files to rebuild the policies, and to move the credentials.',
  finance:
    'Tax is not calculated from migrated data. Use these files to set up tax, and to compare balances and credit.',
  product: 'Conditional prices are not migrated. Use these files to set up pricing rules and bundles.',
  admin: 'Use these files to check what the migration created in Zoho, and to finish what must be done by hand.',
};

/** What a page of a dry run begins with. */
export const dryRunText =
  '**This is a dry run of the cutover, in the sandbox. Do not work with these files: they only show what the handoff will be like. What is said of Zoho is about the sandbox, and credentials are not handed over. The cutover writes the handoff in the folders of the teams.**';

const origins: Record<TeamFile['from'], string> = {
  source: 'the source',
  extraction: 'the extraction',
  migration: 'the migration',
};

/**
 * The page that the receiving team begins with: what it gets, what to check it by, and what is missing.
 * @param parts sections that only this team has
 */
export function teamCover(inventory: TeamInventory, ...parts: string[]): string {
  const { team, customer, isDryRun, takenAt, extractedAt, counts, files, notes } = inventory;
  return page(
    `${isDryRun ? 'Dry run of the handoff' : 'Handoff'} of ${customer} to ${teamNames[team]}`,
    isDryRun ? dryRunText : tasks[team],
    `Taken from the source at ${takenAt}. ${extractedAt === null ? 'There is no extraction yet.' : `Lists from the extraction are those of ${extractedAt}.`}`,
    section('Read first', list(notes)),
    section(
      'Files',
      table(
        ['File', 'What is in it', 'Rows', 'Of these', 'From', 'SHA-256'],
        files.map(({ file, what, rows, kinds = {}, from, sha256 }) => [
          ...[file.slice(team.length + 1), what, rows, kindsText(kinds), origins[from], `\`${sha256}\``],
        ]),
      ),
      files.length > 0 &&
        `\`inventory.json\` has the same figures and digests for programs. ${isDryRun ? 'They are no evidence of a gate.' : 'All files are evidence of the gate acceptance.'} "portage documents export --xlsx" writes the tables as workbooks, too.`,
    ),
    section(
      'Counts',
      table(
        ['What', 'Records'],
        counts.map(({ what, rows }) => [what, rows]),
      ),
    ),
    ...parts,
  );
}

/** `1,014 discount, 6 formula`. */
export const kindsText = (kinds: Record<string, number>): string =>
  Object.entries(kinds)
    .map(([kind, count]) => `${cellText(count)} ${kind}`)
    .join(', ');

/** The credentials of each list, by what they are and what uses them. */
export const credentialsSection = (lists: ({ list: string; place: string } & CredentialSummary)[]): string =>
  section(
    'Credentials of HSS and AAA',
    ...lists.map(({ list: name, place, rows, withoutSubscriber, credentials }) =>
      [
        `${place} (list ${name}): ${counted(rows, 'row')}. An empty algorithm is not known.`,
        withoutSubscriber > 0 &&
          `**${counted(withoutSubscriber, 'row does not say whose it is', 'rows do not say whose they are')}.**`,
        table(
          ['Credential', 'Algorithm', 'Rows that have it'],
          credentials.map((one) => [one.credential, one.algorithm, one.rows]),
        ),
      ]
        .filter(Boolean)
        .join('\n\n'),
    ),
    lists.length > 0 &&
      'The rows are in the files that end with `.age`. The owner of the private key reads them with `age --decrypt --identity KEY FILE`. Decrypt them only where credentials may be.',
  );
