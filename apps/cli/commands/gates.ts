import { workflowMetadataQuery } from '@temporalio/workflow';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { findEngagement, readKnownStatus } from '../engagement.ts';
import { portageCommand } from '../portage-command.ts';
import { print, printJson, printTable, printInfo } from '../print.ts';

export const gates = command({
  name: 'gates',
  description:
    'The gate that is open, with its evidence and who may sign it, the sign-offs so far, and refused messages',
  example: 'portage gates delta-telecom',
  args: { slug: { type: 'positional', required: true, description: 'Slug of the engagement' } },
  run: ({ slug, json }) =>
    withClient(async (client) => {
      const { gate, signOffs, refused } = await readKnownStatus(client, slug);
      if (json) return printJson({ open: gate, signOffs, refused });
      if (gate) {
        // The same text that the Temporal UI shows: evidence, documents, who may sign and how.
        const { currentDetails } = await findEngagement(client, slug).query(workflowMetadataQuery);
        print(currentDetails ?? gate.summary);
        print(
          `\nOr: ${portageCommand(`sign ${slug} ${gate.gate} --as EMAIL --role ROLE${gate.proof ? ' --key FILE' : ''} --digest ${gate.digest}`)}`,
        );
      } else printInfo('No gate is open.');
      for (const { at, message, why } of refused) printInfo(`Refused at ${at}: ${message}: ${why}`);
      if (signOffs.length === 0) return;
      print('');
      printTable(
        ['At', 'Gate', 'Decision', 'By', 'Role', 'Digest', 'Counted'],
        signOffs.map(({ at, signOff, verdict, revokedAt }) => [
          at,
          signOff.gate,
          signOff.decision,
          signOff.by,
          signOff.role,
          signOff.digest.slice(0, 12),
          revokedAt ? `no: revoked at ${revokedAt}` : verdict.counted ? 'yes' : `no: ${verdict.why}`,
        ]),
      );
    }),
});
