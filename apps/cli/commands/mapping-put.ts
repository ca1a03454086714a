import { createHash } from 'node:crypto';
import { MappingChange } from '../../../schemas/sign-off.ts';
import { putMapping } from '../../../steps/put-mapping.ts';
import { command } from '../command.ts';
import { confirmByTyping } from '../confirm.ts';
import { readSlug } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import { parseMessage } from '../message.ts';
import { differenceLines, findVersion, mappingArgs, readMappingFile } from '../mapping.ts';
import { print, printInfo, printJson } from '../print.ts';
import { proofArgs, withProof } from '../proof.ts';

export const mappingPut = command({
  name: 'put',
  description: 'Store a file as a new version of the mapping; the mapping step reads it when it runs again',
  example: 'portage mapping put delta-telecom mapping.yml --as ada@customer.example --role sponsor --key ada.key',
  args: {
    ...mappingArgs,
    file: { type: 'positional', required: true, description: 'The mapping file' },
    as: { type: 'string', required: true, description: 'E-mail address of the person', valueHint: 'email' },
    role: { type: 'string', required: true, description: 'Role of the person, one of those of the gate mapping' },
    comment: { type: 'string', description: 'Why; it is kept with the version' },
    base: {
      type: 'string',
      description: 'The version that the file is based on; needed with --yes',
      valueHint: 'number',
    },
    ...proofArgs,
    yes: { type: 'boolean', description: 'Store it without showing the difference first' },
  },
  async run({ slug, file, ledger: reference, as: by, role, comment, base, key, passphrase, yes, json }) {
    const engagement = readSlug(slug);
    if (yes && base === undefined)
      throw wrongUse(
        'With --yes, nobody sees what the file changes.',
        'Give --base with the version that it is based on.',
      );
    const text = await readMappingFile(file);
    await withLedger(reference, async (ledger) => {
      const before = await findVersion(ledger, engagement, base);
      if (!yes) {
        printInfo(differenceLines(before.text, text).join('\n'));
        const version = String(before.version);
        if (!(await confirmByTyping(`Type ${version} to store this change of version ${version}: `, version)))
          throw wrongUse('The change was not confirmed.', `Run the same command with --base ${version} --yes.`);
      }
      const draft = { base: before.version, by, role, digest: createHash('sha256').update(text).digest('hex') };
      const change = parseMessage(MappingChange, { ...draft, ...(comment && { comment }) }, 'change');
      const proven = await withProof('mapping', engagement, change, { key, passphrase });
      const version = await putMapping(ledger, engagement, { text, change: proven });
      if (json) printJson({ version });
      else print(`Stored as version ${version}. It is not in use yet: portage mapping show ${engagement}`);
    });
  },
});
