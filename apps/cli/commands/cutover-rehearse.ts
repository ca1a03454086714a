import { RehearseCutover } from '../../../schemas/cutover.ts';
import { rehearseCutover } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { sendUpdate } from '../engagement.ts';
import { parseMessage } from '../message.ts';
import { exitCodes } from '../failure.ts';
import { print, printInfo, printJson } from '../print.ts';

export const cutoverRehearse = command({
  name: 'rehearse',
  description: 'Try the cutover in the sandbox, while the engagement waits at the gate rehearsal; nothing is frozen',
  example: 'portage cutover rehearse delta-telecom --as olga@portage.example',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    as: {
      type: 'string',
      required: true,
      description: 'E-mail address of the operator or an approver',
      valueHint: 'email',
    },
  },
  async run({ slug, as: by, json }) {
    const message = parseMessage(RehearseCutover, { by }, 'request');
    const verdict = await withClient((client) => sendUpdate(client, slug, rehearseCutover, message));
    if (!verdict.counted) process.exitCode = exitCodes.failed;
    if (json) return printJson(verdict);
    if (!verdict.counted) return print(`Not counted: ${verdict.why}`);
    print('The cutover is tried in the sandbox.');
    printInfo(
      `The gate opens anew afterwards, and the plan has the minutes. Follow it: portage cutover status ${slug}`,
    );
  },
});
