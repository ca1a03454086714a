import { FinishSpotCheck } from '../../../schemas/spot-check.ts';
import { finishSpotCheck } from '../../../workflows/messages.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, sendUpdate } from '../engagement.ts';
import { personArgs, printVerdict, seenRunArg } from '../exceptions.ts';
import { parseMessage } from '../message.ts';
import { proofArgs, withProof } from '../proof.ts';

export const spotCheckFinish = command({
  name: 'finish',
  description: 'Finish the newest spot check, whose records are all judged; its sheet becomes evidence',
  example: 'portage spot-check finish delta-telecom --as ada@customer.example --role sponsor',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    run: seenRunArg,
    ...personArgs,
    ...proofArgs,
  },
  async run({ slug, run, as: by, role, key, passphrase, json }) {
    const engagement = readSlug(slug);
    await withClient(async (client) => {
      const seen = run ?? (await ask(client, { about: 'spot-check', engagement })).run;
      const draft = parseMessage(FinishSpotCheck, { run: seen, by, role }, 'message');
      const message = await withProof('spot check', engagement, draft, { key, passphrase });
      const answer = await sendUpdate(client, slug, finishSpotCheck, message);
      printVerdict(answer, json, (count) => `Finished: the sheet with ${count} records is evidence at the gate.`);
    });
  },
});
