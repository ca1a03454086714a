import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeDocument } from '../../connectors/ledger/documents.ts';
import { blocksOfMarkdown } from '../../connectors/pdf/markdown.ts';
import { writePdf } from '../../connectors/pdf/write.ts';
import { teamCover } from '../../domain/documents/team-cover.ts';
import { teams, type Team, type TeamFile, type TeamInventory } from '../../domain/handoff/teams.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import type { Environment } from '../../schemas/terms.ts';
import { documentsFolder, writeBytes, writeDocument, writeTexts } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { writeTable } from './table-file.ts';
import type { Row } from '../../connectors/staging/rows.ts';

type Collected = Pick<TeamInventory, 'files' | 'counts' | 'notes'> & {
  /** Sections of the cover that only this team has. */
  parts: string[];
};

/** The folders of the teams, which are filled while the handoff is made. */
export interface TeamFolders {
  guard: Pick<Guard, 'clean'>;
  /** The org that the handoff is about. */
  environment: Environment;
  /** In a dry run the folders are below `dry-run`, and no evidence. */
  isDryRun: boolean;
  /** The path of a file on this machine. */
  pathOf(file: string): string;
  /** Books a file that was written. */
  add(file: TeamFile): Promise<void>;
  /** Writes a table and books it. */
  table(
    about: Pick<TeamFile, 'file' | 'what' | 'from' | 'kinds'>,
    columns: readonly string[],
    rows: AsyncIterable<Partial<Row>>,
  ): Promise<TeamFile>;
  /** Writes a page with its data. */
  document(title: string, markdown: string, data: unknown): Promise<void>;
  of(team: Team): Pick<Collected, 'counts' | 'notes' | 'parts'>;
  /** Writes cover and inventory of each folder. */
  close(
    times: Pick<TeamInventory, 'takenAt' | 'extractedAt'>,
  ): Promise<{ team: Team; files: number; sha256: string }[]>;
}

/** Opens the folders of the teams. */
export async function openTeamFolders(
  ports: Ports,
  stored: StoredEngagement,
  { guard, environment }: Pick<TeamFolders, 'guard' | 'environment'>,
): Promise<TeamFolders> {
  const { slug, customer } = stored.engagement;
  const isDryRun = environment === 'sandbox';
  const about = { kind: isDryRun ? 'dry-run-handoff' : 'handoff' } as const;
  const nameOf = (file: string) => (isDryRun ? `dry-run/${file}` : file);
  const pathOf = (file: string) => join(documentsFolder(stored), nameOf(file));
  const collected = new Map<Team, Collected>();
  for (const team of teams) {
    collected.set(team, { files: [], counts: [], notes: [], parts: [] });
    await mkdir(pathOf(team), { recursive: true });
  }
  const of = (team: Team) => collected.get(team)!;

  async function add(file: TeamFile): Promise<void> {
    of(file.file.split('/')[0] as Team).files.push(file);
    await storeDocument(ports.ledger, slug, about, { name: nameOf(file.file), digest: file.sha256, body: null });
  }

  return {
    guard,
    environment,
    isDryRun,
    pathOf,
    add,
    of,
    async table(described, columns, rows) {
      const file = { ...described, ...(await writeTable(pathOf(described.file), { columns, rows }, guard)) };
      await add(file);
      return file;
    },
    document: (title, markdown, data) =>
      writeDocument(ports, stored, { ...about, title: nameOf(title) }, markdown, data),
    async close(times) {
      const closed: { team: Team; files: number; sha256: string }[] = [];
      for (const [team, { parts, ...content }] of collected) {
        const inventory: TeamInventory = { engagement: slug, customer, isDryRun, team, ...times, ...content };
        const [cover, data] = await writeTexts(ports, stored, about, [
          { name: nameOf(`${team}/cover.md`), text: teamCover(inventory, ...parts) },
          { name: nameOf(`${team}/inventory.json`), data: inventory },
        ]);
        const bytes = await writePdf(blocksOfMarkdown(cover?.body ?? ''), {
          title: 'cover.md',
          writtenAt: new Date(times.takenAt),
        });
        await writeBytes(ports, stored, about, { name: nameOf(`${team}/cover.pdf`), bytes });
        closed.push({ team, files: content.files.length, sha256: data?.digest ?? '' });
      }
      return closed;
    },
  };
}
