import type { Ledger } from '../../../connectors/ledger/database.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { readMappingProposal } from '../../../connectors/ledger/mapping-proposals.ts';
import {
  findVersionsInUse,
  listMappingVersions,
  readMappingVersion,
} from '../../../connectors/ledger/mapping-versions.ts';
import { parseYaml } from '../../../connectors/yaml-file.ts';
import { changeCounts, changesTable, keptTable } from '../../../domain/documents/proposal-changes.ts';
import { versionText } from '../../../domain/mapping-text/version-text.ts';
import { compareWithKept } from '../../../domain/proposal/compare.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { ProposalComparison } from '../../../schemas/proposal.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { CliError } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import { differenceLines, findVersion, mappingArgs, readMappingFile } from '../mapping.ts';
import { print, printInfo, printJson, printTable } from '../print.ts';

export const mappingShow = command({
  name: 'show',
  description: 'Which version of the mapping is in use, all versions, and what a version or a file changes',
  example: 'portage mapping show delta-telecom --diff',
  args: {
    ...mappingArgs,
    diff: { type: 'boolean', description: 'Print the difference of the newest version from the one in use' },
    version: { type: 'string', description: 'Print what this version changed instead', valueHint: 'number' },
    file: { type: 'string', description: 'Print the difference of this file from the newest version instead' },
    'against-proposal': {
      type: 'boolean',
      description:
        'Print what people changed against the newest proposal (portage propose); also with --version or --file',
    },
  },
  async run({ slug, ledger: reference, diff, version: number, file, 'against-proposal': againstProposal, json }) {
    const engagement = readSlug(slug);
    await withLedger(reference, async (ledger) => {
      if (againstProposal) {
        const text =
          file === undefined ? (await findVersion(ledger, engagement, number)).text : await readMappingFile(file);
        return printComparison(await compare(ledger, engagement, text, file ?? 'mapping.yml'), json ?? false);
      }
      if (diff || number !== undefined || file !== undefined) {
        const [before, now] = await textsOf();
        return print(differenceLines(before, now).join('\n'));
      }
      const { mappingDigest } = await readEngagement(ledger, engagement);
      const [versions, { used, newer }] = await Promise.all([
        listMappingVersions(ledger, engagement),
        findVersionsInUse(ledger, engagement, mappingDigest),
      ]);
      if (json) return printJson({ used: used?.version ?? null, mappingDigest, versions });
      printTable(
        ['Version', 'In use', 'From', 'When', 'Digest', 'Why'],
        versions.map((one) => [
          ...[one.version, one.version === used?.version ? 'yes' : '', versionText(one).replace(/^version \d+, /, '')],
          ...[`${one.madeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`, one.digest.slice(0, 12), one.comment],
        ]),
      );
      if (newer)
        printInfo(
          `\nVersion ${newer.version} is not in use yet. The mapping step reads it when it runs again: request changes at the gate mapping, or at the gate rehearsal.`,
        );

      async function textsOf(): Promise<[string, string]> {
        const now = await findVersion(ledger, engagement, number);
        if (file !== undefined) return [now.text, await readMappingFile(file)];
        const stored = await readEngagement(ledger, engagement);
        const inUse = await findVersionsInUse(ledger, engagement, stored.mappingDigest);
        const earlier = number === undefined ? (inUse.used?.version ?? 0) : (now.basedOn ?? now.version - 1);
        return [(await readMappingVersion(ledger, engagement, earlier))?.text ?? '', now.text];
      }
    });
  },
});

async function compare(ledger: Ledger, engagement: string, text: string, name: string): Promise<ProposalComparison> {
  const kept = await readMappingProposal(ledger, engagement);
  if (kept) return compareWithKept(kept, parseYaml(text, name, Mapping));
  throw new CliError(
    `The ledger has no proposal for "${engagement}".`,
    'Nothing was changed.',
    'portage propose makes one; a mapping that people wrote by hand has none.',
  );
}

function printComparison(comparison: ProposalComparison, json: boolean): void {
  if (json) return printJson(comparison);
  for (const { head, rows } of [changesTable(comparison), keptTable(comparison)])
    if (rows.length > 0) printTable(head, rows);
  printInfo(`\nAgainst the proposal of ${comparison.proposedAt}: ${changeCounts(comparison)}.`);
}
