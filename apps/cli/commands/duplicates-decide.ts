import { digestOfClusters, findCluster, listCertain, listClusterIds } from '../../../connectors/ledger/duplicates.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { stateWords } from '../../../domain/documents/duplicate-words.ts';
import { counted } from '../../../domain/documents/markdown.ts';
import { DecideDuplicates, type DuplicateChoice, type DuplicateDecision } from '../../../schemas/duplicates.ts';
import { decideDuplicates } from '../../../steps/decide-duplicates.ts';
import { command } from '../command.ts';
import { confirmByTyping } from '../confirm.ts';
import { clusterArgs, groupsIn } from '../duplicates.ts';
import { readSlug } from '../engagement.ts';
import { checkText, personArgs, printVerdict } from '../exceptions.ts';
import { CliError, wrongUse } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import { mappingArgs } from '../mapping.ts';
import { parseMessage } from '../message.ts';
import { proofArgs, withProof } from '../proof.ts';

const decisionNames: DuplicateDecision['decision'][] = ['accept', 'split', 'ignore'];

export const duplicatesDecide = command({
  name: 'decide',
  description: 'Decide whether a group is one record, or about all certain groups of an object; the next load uses it',
  example:
    'portage duplicates decide delta-telecom --cluster 4f1c09 --decision accept --as ada@customer.example --role sponsor --key ada.key',
  args: {
    ...mappingArgs,
    cluster: { type: 'string', description: 'The group, as duplicates list shows it', valueHint: 'id' },
    certain: { ...clusterArgs.object, description: 'All certain groups of this object without a decision' },
    count: {
      type: 'string',
      description: 'With --certain: how many groups there are, if you do not want to be asked',
      valueHint: 'number',
    },
    decision: {
      type: 'enum',
      required: true,
      options: decisionNames,
      description: 'accept: all members are one record; split: those of each --group; ignore: all stay apart',
    },
    group: {
      type: 'string',
      description: 'For split: the numbers of members that are one record; can be repeated',
      valueHint: '1,3',
    },
    comment: { type: 'string', default: '', description: 'Why, without values of records' },
    ...personArgs,
    ...proofArgs,
  },
  async run(args, given) {
    const {
      slug,
      ledger: reference,
      cluster,
      certain,
      count,
      decision,
      comment,
      as: by,
      role,
      key,
      passphrase,
      json,
    } = args;
    const engagement = readSlug(slug);
    checkText('comment', comment);
    if ((cluster === undefined) === (certain === undefined))
      throw wrongUse('It is not said which group.', 'Give --cluster with its id, or --certain with a source object.');
    const groups = given.flatMap((word, place) =>
      word === '--group' ? [given[place + 1] ?? ''] : (word.split('--group=')[1] ?? []),
    );
    if ((decision === 'split') !== groups.length > 0)
      throw wrongUse(
        decision === 'split' ? 'A split needs groups.' : 'Only a split has groups.',
        'Give --decision split with --group 1,2 for each set of members that are one record.',
      );
    await withLedger(reference, async (ledger) => {
      const { choice, ids } =
        cluster === undefined
          ? { choice: await allCertain(ledger, engagement, certain!, count), ids: [] }
          : await oneGroup(ledger, engagement, cluster);
      const said = decision === 'split' ? { decision, groups: groupsIn(groups, ids) } : { decision };
      const draft = { choice, decision: said, comment, by, role };
      const message = parseMessage(DecideDuplicates, draft, 'decision');
      const proven = await withProof('duplicates', engagement, message, { key, passphrase });
      const verdict = await decideDuplicates(ledger, engagement, proven);
      printVerdict(
        verdict,
        json,
        (number) => `Stored for ${counted(number, 'group')}: ${stateWords[decision]}. The next load uses it.`,
      );
    });
  },
});

/** A group by its id, or by the beginning of it. */
async function oneGroup(
  ledger: Ledger,
  engagement: string,
  id: string,
): Promise<{ choice: DuplicateChoice; ids: string[] }> {
  const ids = await ledger.withClient((client) => listClusterIds(client, engagement, id));
  const [whole = id] = ids;
  if (ids.length > 1) throw wrongUse(`Several groups have an id that begins with ${id}.`, 'Give more of the id.');
  const found = await ledger.withClient((client) => findCluster(client, engagement, whole));
  if (found) return { choice: { cluster: whole }, ids: found.ids };
  throw new CliError(
    `The newest survey of "${engagement}" has no group ${id}: its members may have changed since you saw it.`,
    'Nothing was stored.',
    `List them again: portage duplicates list ${engagement}`,
  );
}

/** The certain groups of an object, after the person has seen how many there are. */
async function allCertain(
  ledger: Ledger,
  engagement: string,
  object: Extract<DuplicateChoice, { object: unknown }>['object'],
  count: string | undefined,
): Promise<DuplicateChoice> {
  const clusters = await ledger.withClient((client) => listCertain(client, engagement, object));
  const number = String(clusters.length);
  const isSeen =
    count === undefined
      ? await confirmByTyping(
          `${counted(clusters.length, 'certain group')} of ${object} without a decision. Type ${number} to decide about all: `,
          number,
        )
      : count === number;
  if (!isSeen)
    throw wrongUse(
      `${counted(clusters.length, 'certain group')} of ${object} have no decision, and this was not confirmed. Nothing was stored.`,
      `Look at them: portage duplicates list ${engagement} --tier certain --object ${object}. Then give --count ${number}.`,
    );
  return { object, tier: 'certain', digest: digestOfClusters(clusters) };
}
