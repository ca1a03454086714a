import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import { authorArgs, findVersion, mappingArgs, readMappingFile, storedText, storeText } from '../mapping.ts';
import { print, printJson } from '../print.ts';

export const mappingPut = command({
  name: 'put',
  description: 'Store a file as a new version of the mapping; the mapping step reads it when it runs again',
  example: 'portage mapping put delta-telecom mapping.yml --as ada@customer.example --role sponsor --key ada.key',
  args: {
    ...mappingArgs,
    file: { type: 'positional', required: true, description: 'The mapping file' },
    as: { type: 'string', required: true, description: 'E-mail address of the person', valueHint: 'email' },
    role: { type: 'string', required: true, description: 'Role of the person, one of those of the gate mapping' },
    base: {
      type: 'string',
      description: 'The version that the file is based on; needed with --yes',
      valueHint: 'number',
    },
    ...authorArgs,
  },
  async run({ slug, file, ledger: reference, base, json, ...author }) {
    const engagement = readSlug(slug);
    if (author.yes && base === undefined)
      throw wrongUse(
        'With --yes, nobody sees what the file changes.',
        'Give --base with the version that it is based on.',
      );
    const text = await readMappingFile(file);
    await withLedger(reference, async (ledger) => {
      const before = await findVersion(ledger, engagement, base);
      const next = `Run the same command with --base ${before.version} --yes.`;
      const version = await storeText(ledger, engagement, before, text, author, next);
      if (json) printJson({ version });
      else print(storedText(version, engagement));
    });
  },
});
