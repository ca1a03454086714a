import { teamNames, type Team } from '../handoff/teams.ts';
import { handoffObjects } from '../../schemas/terms.ts';
import { counted, page, section, table } from './markdown.ts';
import { dryRunText, kindsText } from './team-cover.ts';

/** What the teams keep that go on after the migration. */
export interface Handoff {
  engagement: string;
  customer: string;
  /** Whether the cutover was only tried in the sandbox. */
  isDryRun: boolean;
  /** Time of the snapshot, from which the figures and files of the objects are. */
  takenAt: string;
  /** `sha256` is the digest of the file. */
  objects: { object: string; rows: number; file: string | null; sha256: string | null }[];
  /** Files with the records of HSS and AAA, encrypted for the network team. */
  encrypted: string[];
  /** What the lists are made from: the time of the newest extraction; null if there is none. */
  extractedAt: string | null;
  /** Lists by the mapping: records that were read, and rows of the file by their kind. */
  lists: { list: string; read: number; rows: number; kinds: Record<string, number>; file: string; sha256: string }[];
  /** The folders. `sha256` is the digest of the folder's `inventory.json`, which has those of its files. */
  teams: { team: Team; files: number; sha256: string }[];
}

/** The inventory of what a CRM can't hold, and who has it. */
export function handoffDocument(handoff: Handoff): string {
  const rows = handoff.objects.reduce((sum, one) => sum + one.rows, 0);
  return page(
    `${handoff.isDryRun ? 'Dry run of the handoff' : 'Handoff'} of ${handoff.customer}`,
    handoff.isDryRun && dryRunText,
    `${counted(rows, 'record stays', 'records stay')} with network and billing operations. Their figures and files are of one snapshot of the source, taken at ${handoff.takenAt}. ${handoff.extractedAt === null ? '' : `The lists of the mapping are of the extraction of ${handoff.extractedAt}. `}What the folder admin says of Zoho was read afterwards. Each team has a folder with its files; \`cover.md\` and \`cover.pdf\` in it say what they are.`,
    section(
      'Folders',
      table(
        ['Folder', 'For', 'Files', 'SHA-256 of its inventory.json'],
        handoff.teams.map(({ team, files, sha256 }) => [team, teamNames[team], files, `\`${sha256}\``]),
      ),
    ),
    section(
      'Inventory',
      table(
        ['Source object', 'Records', 'File', 'SHA-256'],
        handoff.objects.map(({ object, rows: count, file, sha256 }) => [
          object,
          count,
          file ??
            (object === 'hss_records' && handoff.encrypted.length > 0
              ? `${handoff.encrypted.join(', ')} (encrypted)`
              : 'counted only'),
          sha256 ? `\`${sha256}\`` : '',
        ]),
      ),
      notAskedText(handoff.objects),
    ),
    section(
      'Lists of the mapping',
      handoff.lists.length > 0 &&
        `These files are made from the extraction of ${String(handoff.extractedAt)}, for the records that the mapping names.`,
      table(
        ['List', 'Records read', 'Rows', 'Of these', 'File', 'SHA-256'],
        handoff.lists.map(({ list, read, rows: count, kinds, file, sha256 }) => [
          ...[list.replaceAll('_', ' '), read, count, kindsText(kinds), file, `\`${sha256}\``],
        ]),
      ),
    ),
    section(
      'Not in clear',
      'Credentials of subscribers are in files that are encrypted for the network team, or only counted; `network/cover.md` says which. Usage records are given as totals, not one by one.',
    ),
  );
}

/** The objects that the profile does not have: how many records there are is unknown, not zero. */
function notAskedText(asked: { object: string }[]): string {
  const missing = handoffObjects.filter((object) => !asked.some((one) => one.object === object));
  return missing.length === 0 ? '' : `Not in the source profile, so not counted: ${missing.join(', ')}.`;
}
