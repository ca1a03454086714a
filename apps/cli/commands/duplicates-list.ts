import { listDecisionsAbout } from '../../../connectors/ledger/duplicate-decisions.ts';
import {
  findCluster,
  listClusters,
  sumDuplicates,
  type ClusterFilter,
  type StoredCluster,
} from '../../../connectors/ledger/duplicates.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { decisionText, evidenceText, stateWords } from '../../../domain/documents/duplicate-words.ts';
import { duplicatesText } from '../../../domain/documents/possible-duplicates.ts';
import { command } from '../command.ts';
import { clusterArgs } from '../duplicates.ts';
import { readSlug } from '../engagement.ts';
import { CliError } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import { mappingArgs } from '../mapping.ts';
import { print, printFacts, printInfo, printJson, printTable } from '../print.ts';

const perPage = 100;

export const duplicatesList = command({
  name: 'list',
  description: 'Possible duplicates of the newest survey: ids and why, no values; with --cluster all of one group',
  example: 'portage duplicates list delta-telecom --tier certain --object subscribers',
  args: {
    ...mappingArgs,
    ...clusterArgs,
    cluster: { type: 'string', description: 'Show one group with its evidence and decisions', valueHint: 'id' },
    after: { type: 'string', description: 'Begin behind this group', valueHint: 'id' },
  },
  async run({ slug, ledger: reference, object, tier, state, cluster, after, json }) {
    const engagement = readSlug(slug);
    await withLedger(reference, async (ledger) => {
      const sum = await sumDuplicates(ledger, engagement);
      if (!sum)
        throw new CliError(
          `The source of "${engagement}" was not searched for duplicates yet.`,
          'Nothing was changed.',
          'The discovery does it: portage status shows whether it has ended.',
        );
      if (cluster !== undefined) return showCluster(ledger, engagement, cluster, json === true);
      const filter: ClusterFilter = { object, tier, state: state === 'any' ? undefined : state };
      const found = await listClusters(ledger, engagement, filter, { after: after ?? null, most: perPage + 1 });
      const shown = found.slice(0, perPage);
      const next = found.length > perPage ? (shown.at(-1)?.id ?? null) : null;
      if (json) return printJson({ ...sum, shown, next });
      printInfo(`${duplicatesText(sum)}\n`);
      if (shown.length > 0)
        printTable(
          ['Group', 'Object', 'How sure', 'Decision', 'Members'],
          shown.map((one) => [one.id, one.object, one.tier, stateWords[one.state], one.ids.join(' · ')]),
        );
      if (next !== null) printInfo(`\nThere are more: add --after ${next}`);
    });
  },
});

async function showCluster(ledger: Ledger, engagement: string, id: string, json: boolean): Promise<void> {
  const cluster = await ledger.withClient((client) => findCluster(client, engagement, id));
  if (!cluster)
    throw new CliError(
      `The newest survey of "${engagement}" has no group ${id}.`,
      'Nothing was changed.',
      `List them: portage duplicates list ${engagement} --state any`,
    );
  const decisions = await listDecisionsAbout(ledger, engagement, cluster);
  if (json) return printJson({ cluster, decisions });
  printCluster(cluster);
  if (decisions.length === 0) return;
  print('\nDecisions, the newest first');
  printTable(
    ['When', 'Who', 'What', 'Why'],
    decisions.map((one) => [one.at.toISOString(), one.by, decisionText(one), one.comment]),
  );
}

function printCluster({ object, tier, state, ids, pairs }: StoredCluster): void {
  printFacts([
    ['Object', object],
    ['How sure', tier],
    ['Decision', stateWords[state]],
  ]);
  print('\nMembers');
  for (const [at, id] of ids.entries()) print(`${at + 1}  ${id}`);
  for (const { first, second, score, tier: sure, evidence, guards } of pairs) {
    print(`\n${first} and ${second}: ${sure}, ${Math.floor(score * 100)} %`);
    for (const one of evidence) print(`  ${evidenceText(one)}`);
    for (const guard of guards) print(`  not surer, because ${guard}`);
  }
}
