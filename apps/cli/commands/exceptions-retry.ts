import { counted } from '../../../domain/documents/markdown.ts';
import { RetryExceptions } from '../../../schemas/exceptions.ts';
import { retryExceptions } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, sendUpdate } from '../engagement.ts';
import { choiceArgs, choiceOf, printVerdict, readEnvironment, readSums } from '../exceptions.ts';
import { wrongUse } from '../failure.ts';
import { parseMessage } from '../message.ts';
import { printInfo } from '../print.ts';

export const exceptionsRetry = command({
  name: 'retry',
  description: 'Load exceptions of the newest load again, and nothing else, while the engagement waits at a gate',
  example:
    "portage exceptions retry delta-telecom --module Contacts --reason 'INVALID_DATA Phone' --as olga@portage.example",
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    ...choiceArgs,
    record: { type: 'string', description: 'Key of a record; can be repeated', valueHint: 'key' },
    as: {
      type: 'string',
      required: true,
      description: 'E-mail address of the operator or an approver',
      valueHint: 'email',
    },
  },
  async run(args, given) {
    const { slug, as: by, json } = args;
    const engagement = readSlug(slug);
    const choice = choiceOf(args, given);
    if (!choice.keys && choice.reason === undefined)
      throw wrongUse('It is not said which exceptions.', 'Give --reason TEXT as the list shows it, or --record KEY.');
    const place = readEnvironment(args.environment);
    await withClient(async (client) => {
      const environment = place ?? (await readSums(client, engagement)).environment;
      const message = parseMessage(RetryExceptions, { environment, choice, by }, 'request');
      const verdict = await sendUpdate(client, slug, retryExceptions, message);
      printVerdict(verdict, json, (count) => `Loading ${counted(count, 'record')} of ${environment} again.`);
      if (!verdict.counted) return;
      if (verdict.left > 0)
        printInfo(
          `${counted(verdict.left, 'other exception')} can't be helped by this: the source, the mapping or a parent must change.`,
        );
      printInfo(`The gate opens anew afterwards. Follow it: portage status ${slug}`);
    });
  },
});
