import { decisions, SignOff, type Verdict } from '../../../schemas/sign-off.ts';
import type { EngagementStatus } from '../../../schemas/engagement.ts';
import { signOffUpdate } from '../../../workflows/messages.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { confirmByTyping } from '../confirm.ts';
import { readSlug, readStatus, sendUpdate } from '../engagement.ts';
import { CliError, exitCodes, wrongUse } from '../failure.ts';
import { parseMessage } from '../message.ts';
import { portageCommand } from '../portage-command.ts';
import { print, printJson, printInfo } from '../print.ts';
import { proofArgs, withProof } from '../proof.ts';

export const sign = command({
  name: 'sign',
  description: 'Sign the open gate, and print whether the sign-off counts',
  example:
    'portage sign delta-telecom scope --as ada@customer.example --role sponsor --decision approved --digest 4f2a9c…',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    gate: { type: 'positional', required: true, description: 'Gate, such as scope or exception:Contacts' },
    as: { type: 'string', required: true, description: 'E-mail address of the person who signs', valueHint: 'email' },
    role: { type: 'string', required: true, description: 'Role in which the person signs' },
    decision: { type: 'enum', options: [...decisions], default: 'approved', description: 'Decision of the person' },
    digest: {
      type: 'string',
      description: 'Digest of the evidence that the person has read; without it the evidence is shown',
    },
    comment: { type: 'string', description: 'Comment that is kept with the sign-off' },
    ...proofArgs,
    yes: { type: 'boolean', description: 'Sign the current evidence without asking' },
    print: {
      type: 'boolean',
      description: 'Print the signed message and send nothing; anybody may send it as the signal signOff within a day',
    },
  },
  async run({ slug, gate, as: by, role, decision, digest, comment, key, passphrase, yes, print: isPrinted, json }) {
    const engagement = readSlug(slug);
    const make = async (shown: string): Promise<SignOff> => {
      const draft = { gate, decision, by, role, digest: shown, ...(comment && { comment }) };
      return withProof('sign-off', engagement, parseMessage(SignOff, draft, 'sign-off'), { key, passphrase });
    };
    // With a digest, the message can be made on a machine that reaches no server.
    if (isPrinted && digest) return printJson(await make(digest));
    await withClient(async (client) => {
      const message = await make(digest ?? (await show(await readStatus(client, slug), slug, gate, yes === true)));
      if (isPrinted) return printJson(message);
      const verdict = await sendUpdate(client, slug, signOffUpdate, message);
      if (json) printJson(verdict);
      else print(verdictText(verdict, message));
      if (!verdict.counted) process.exitCode = exitCodes.failed;
    });
  },
});

function verdictText(verdict: Verdict, { gate, decision, by }: SignOff): string {
  if (!verdict.counted) return `Not counted: ${verdict.why}`;
  const { missing = 0 } = verdict;
  if (missing === 0) return `Counted: ${gate} is ${decision} by ${by}.`;
  return `Counted: ${by} has approved ${gate}. It waits for ${missing} more ${missing === 1 ? 'person' : 'people'}.`;
}

/** Shows the evidence and returns its digest when the person has confirmed it. */
async function show({ gate: open }: EngagementStatus, slug: string, gate: string, yes: boolean): Promise<string> {
  if (open?.gate !== gate) {
    throw new CliError(
      `Gate ${gate} is not open${open ? `; ${open.gate} is` : ''}.`,
      'Nothing was changed.',
      `Look at it: ${portageCommand(`gates ${slug}`)}`,
    );
  }
  printInfo(`${open.summary}\n`);
  for (const { name, path } of open.documents) printInfo(`${name}: ${path}`);
  printInfo(`Evidence digest: ${open.digest}\n`);
  if (yes || (await confirmByTyping(`Type ${gate} to sign this evidence: `, gate))) return open.digest;
  throw wrongUse(
    'The signature was not confirmed.',
    `Read the documents, then run the same command with --digest ${open.digest} (or with --yes).`,
  );
}
