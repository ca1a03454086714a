import { counted } from '../../../domain/documents/markdown.ts';
import { DecideMatches } from '../../../schemas/match.ts';
import { decideMatches } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, sendUpdate } from '../engagement.ts';
import { personArgs, printVerdict, readEnvironment } from '../exceptions.ts';
import { wrongUse } from '../failure.ts';
import { matchArgs } from '../matches.ts';
import { parseMessage } from '../message.ts';
import { proofArgs, withProof } from '../proof.ts';

type Decision = DecideMatches['decision'];
const decisions: Decision[] = ['adopt', 'apart'];
const results: Record<Decision, string> = { adopt: 'adopted', apart: 'kept apart' };

export const matchesDecide = command({
  name: 'decide',
  description:
    'Decide whether a record of the source is one that Zoho has already: a record, or all open ones of a rule',
  example:
    'portage matches decide delta-telecom --record subscribers:SUB-17 --zoho 5725767000000401001 --decision adopt --as ada@customer.example --role sponsor --key ada.key',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    ...matchArgs,
    record: { type: 'string', description: 'Key of the record of the source', valueHint: 'key' },
    zoho: { type: 'string', description: 'Id of the record in Zoho, if several match', valueHint: 'id' },
    decision: {
      type: 'enum',
      options: decisions,
      required: true,
      description: 'adopt: it is the same, and the load updates it. apart: the load creates another one',
    },
    ...personArgs,
    ...proofArgs,
  },
  async run({ slug, environment: place, module, rule, record, zoho, decision, as: by, role, key, passphrase, json }) {
    const engagement = readSlug(slug);
    if (record === undefined && rule === undefined)
      throw wrongUse(
        'It is not said which matches.',
        'Give --record KEY as the list shows it, or --rule NAME for all open matches of a rule.',
      );
    const environment = readEnvironment(place) ?? 'production';
    const choice = {
      ...(record !== undefined && { key: record }),
      ...(zoho !== undefined && { zohoId: zoho }),
      ...(module && { module }),
      ...(rule !== undefined && { rule }),
    };
    await withClient(async (client) => {
      const draft = parseMessage(DecideMatches, { environment, choice, decision, by, role }, 'decision');
      const message = await withProof('matches', engagement, draft, { key, passphrase });
      const verdict = await sendUpdate(client, slug, decideMatches, message);
      printVerdict(
        verdict,
        json,
        (count) => `Stored: ${counted(count, 'match', 'matches')} in ${environment}: ${results[decision]}.`,
      );
    });
  },
});
