import { CancelRequest } from '../../../schemas/sign-off.ts';
import { cancel as message } from '../../../workflows/messages.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { confirmByTyping } from '../confirm.ts';
import { findEngagement, readRunning, readStatus, sendUpdate } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { parseMessage } from '../message.ts';
import { print, printFacts, printInfo, printJson } from '../print.ts';
import { proofArgs, withProof } from '../proof.ts';
import { showStaying } from '../show-staying.ts';

export const cancel = command({
  name: 'cancel',
  description: 'End an engagement at any time: running calls end and are booked, and what was loaded stays',
  example: 'portage cancel delta-telecom --as ada@customer.example --role sponsor --key ada.key',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    as: { type: 'string', description: 'E-mail address of the person who requests it', valueHint: 'email' },
    role: { type: 'string', description: 'Role in which the person requests it, one of gates.roles.cancel' },
    comment: { type: 'string', description: 'Comment that is kept with the request' },
    ...proofArgs,
    preview: { type: 'boolean', description: 'Print what would end and what would stay, and do nothing' },
    yes: { type: 'boolean', description: 'Do it without asking' },
  },
  run: ({ slug, as: by, role, comment, key, passphrase, preview, yes, json }) =>
    withClient(async (client) => {
      const now = await readRunning(client, slug);
      const { engagement } = now;
      const staying = await ask(client, { about: 'staying', engagement });
      if (preview && json) return printJson({ step: now.step, run: now.run, staying });
      if (!json) {
        printFacts([
          ['engagement', engagement],
          ['ends at', now.gate ? `the gate ${now.gate.gate}` : now.step],
        ]);
        showStaying(staying);
      }
      if (preview)
        return printInfo('Cancelling ends the engagement for good and undoes nothing. Nothing was changed yet.');
      if (!by || !role) {
        throw wrongUse('The cancellation needs the person who requests it.', 'Give --as EMAIL and --role ROLE.');
      }
      const draft = parseMessage(CancelRequest, { by, role, ...(comment && { comment }) }, 'request');
      if (!yes && !(await confirmByTyping(`Type ${engagement} to end it for good: `, engagement))) {
        throw wrongUse(
          'The cancellation was not confirmed.',
          'Run the same command with --yes, or type the slug when asked.',
        );
      }
      const request = await withProof('cancellation', engagement, draft, { key, passphrase });
      printInfo(await sendUpdate(client, slug, message, request));
      await findEngagement(client, slug).result();
      const ended = await readStatus(client, slug);
      if (json) return printJson(ended);
      print(`${ended.state}: ${ended.step}`);
      if (ended.staying) showStaying(ended.staying);
    }),
});
