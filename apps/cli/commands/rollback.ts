import { rollbackVerdict } from '../../../domain/documents/rollback.ts';
import { isComplete } from '../../../domain/rollback-report.ts';
import { RollbackRequest } from '../../../schemas/sign-off.ts';
import { Environment } from '../../../schemas/terms.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { confirmByTyping } from '../confirm.ts';
import { readSlug } from '../engagement.ts';
import { exitCodes, wrongUse } from '../failure.ts';
import { printJson, printInfo } from '../print.ts';
import { proofArgs, withProof } from '../proof.ts';
import { rollBack } from '../roll-back.ts';
import { showRollback } from '../show-rollback.ts';

export const rollback = command({
  name: 'rollback',
  description: 'Undo what the engagement wrote to one environment; a running engagement ends with it',
  example: 'portage rollback delta-telecom sandbox --preview',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    environment: { type: 'positional', required: true, description: 'sandbox or production' },
    as: { type: 'string', description: 'E-mail address of the person who requests it', valueHint: 'email' },
    role: { type: 'string', description: 'Role in which the person requests it, one of gates.roles.rollback' },
    comment: { type: 'string', description: 'Comment that is kept with the request' },
    ...proofArgs,
    preview: { type: 'boolean', description: 'Print exactly what would be undone, and do nothing' },
    yes: { type: 'boolean', description: 'Do it without asking' },
  },
  async run({ slug, environment: text, as: by, role, comment, key, passphrase, preview, yes, json }) {
    const { success, data: environment } = Environment.safeParse(text);
    if (!success) throw wrongUse(`"${text}" is not an environment.`, 'Give sandbox or production.');
    const engagement = readSlug(slug);
    await withClient(async (client) => {
      const plan = await ask(client, { about: 'rollback', engagement, environment });
      if (preview) return json ? printJson(plan) : showRollback(plan, 'preview');
      const request = RollbackRequest.safeParse({ environment, by, role, ...(comment && { comment }) });
      if (!request.success) {
        throw wrongUse('The rollback needs the person who requests it.', 'Give --as EMAIL and --role ROLE.');
      }
      printInfo(rollbackVerdict(plan, 'preview'));
      if (!yes && !(await confirmByTyping(`Type ${engagement} to do it: `, engagement))) {
        throw wrongUse(
          'The rollback was not confirmed.',
          'Run the same command with --yes, or type the slug when asked.',
        );
      }
      const proven = await withProof('rollback', engagement, request.data, { key, passphrase });
      const done = await rollBack(client, engagement, proven);
      if (json) printJson(done);
      else showRollback(done, 'done');
      if (!isComplete(done)) process.exitCode = exitCodes.failed;
    });
  },
});
