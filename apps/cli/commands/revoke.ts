import { canonicalEmail, Revocation } from '../../../schemas/sign-off.ts';
import { revokeUpdate } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, readStatus, sendUpdate } from '../engagement.ts';
import { exitCodes } from '../failure.ts';
import { parseMessage } from '../message.ts';
import { print, printJson } from '../print.ts';
import { proofArgs, withProof } from '../proof.ts';

export const revoke = command({
  name: 'revoke',
  description: 'Withdraw an own sign-off of the open gate, before the step behind it has begun',
  example: 'portage revoke delta-telecom production --as ada@customer.example --role sponsor --key ada.key',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    gate: { type: 'positional', required: true, description: 'Gate that was signed' },
    as: { type: 'string', required: true, description: 'E-mail address of the person who signed', valueHint: 'email' },
    role: { type: 'string', required: true, description: 'Role in which the person signed' },
    comment: { type: 'string', description: 'Comment that is kept with the revocation' },
    ...proofArgs,
    print: { type: 'boolean', description: 'Print the message and send nothing' },
  },
  run: ({ slug, gate, as: by, role, comment, key, passphrase, print: isPrinted, json }) =>
    withClient(async (client) => {
      const { signOffs } = await readStatus(client, slug);
      const draft = { gate, by, role, ...(comment && { comment }) };
      const own = signOffs.findLast(
        ({ signOff, verdict, revokedAt }) =>
          verdict.counted && !revokedAt && signOff.gate === gate && signOff.by === canonicalEmail(by),
      );
      const revocation = parseMessage(
        Revocation,
        { ...draft, digest: own?.signOff.digest ?? '0'.repeat(16) },
        'revocation',
      );
      const message = await withProof('revocation', readSlug(slug), revocation, { key, passphrase });
      if (isPrinted) return printJson(message);
      const verdict = await sendUpdate(client, slug, revokeUpdate, message);
      if (json) printJson(verdict);
      else print(verdict.counted ? `Revoked: the sign-off of ${gate} by ${by}.` : `Not revoked: ${verdict.why}`);
      if (!verdict.counted) process.exitCode = exitCodes.failed;
    }),
});
