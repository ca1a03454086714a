import { counted } from '../../../domain/documents/markdown.ts';
import { DecideExceptions, exceptionDecisions, type ExceptionDecision } from '../../../schemas/exceptions.ts';
import { decideExceptions } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, sendUpdate } from '../engagement.ts';
import {
  checkCount,
  checkText,
  choiceArgs,
  choiceOf,
  personArgs,
  printVerdict,
  readCount,
  readEnvironment,
  readSums,
} from '../exceptions.ts';
import { wrongUse } from '../failure.ts';
import { parseMessage } from '../message.ts';
import { proofArgs, withProof } from '../proof.ts';

const decisionNames: ExceptionDecision[] = [...exceptionDecisions];

export const exceptionsDecide = command({
  name: 'decide',
  description: 'Decide about exceptions of the newest load: some records, or all with the same reason',
  example:
    "portage exceptions decide delta-telecom --module Contacts --reason 'Last_Name: missing' --count 12 --decision drop --as ada@customer.example --role sponsor --key ada.key",
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    ...choiceArgs,
    record: { type: 'string', description: 'Key of a record; can be repeated', valueHint: 'key' },
    count: {
      type: 'string',
      description: 'With --reason: how many the list shows; with any other number, nothing is stored',
      valueHint: 'number',
    },
    decision: { type: 'enum', options: decisionNames, description: 'What happens with them' },
    owner: { type: 'string', default: '', description: 'Who takes care of them' },
    due: { type: 'string', default: '', description: 'Until when, as yyyy-mm-dd', valueHint: 'day' },
    note: { type: 'string', default: '', description: 'Note without values of records' },
    again: { type: 'boolean', description: 'Also those that have a decision' },
    ...personArgs,
    ...proofArgs,
  },
  async run(args, given) {
    const { slug, decision = '', owner, due, note, again, as: by, role, key, passphrase, json } = args;
    const engagement = readSlug(slug);
    const choice = choiceOf(args, given);
    if (!choice.keys && choice.reason === undefined)
      throw wrongUse('It is not said which exceptions.', 'Give --reason TEXT as the list shows it, or --record KEY.');
    if (decision === '' && owner === '' && due === '')
      throw wrongUse('There is nothing to store.', 'Give --decision, or --owner and --due.');
    checkText('note', note);
    checkText('owner', owner);
    const place = readEnvironment(args.environment);
    const expected = readCount(args.count, choice);
    await withClient(async (client) => {
      const environment = place ?? (await readSums(client, engagement)).environment;
      if (expected !== null)
        await checkCount(client, engagement, { environment, choice, again: again === true }, expected);
      const draft = { environment, choice, owner, due, decision, note, again: again === true, by, role };
      const message = await withProof('exceptions', engagement, parseMessage(DecideExceptions, draft, 'decision'), {
        key,
        passphrase,
      });
      const verdict = await sendUpdate(client, slug, decideExceptions, message);
      const what = decision === '' ? 'assigned' : decision;
      printVerdict(verdict, json, (count) => `Stored: ${counted(count, 'exception')} of ${environment}: ${what}.`);
    });
  },
});
