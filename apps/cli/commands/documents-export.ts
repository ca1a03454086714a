import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { exitCodes } from '../failure.ts';
import { printInfo, printJson, printTable } from '../print.ts';

export const documentsExport = command({
  name: 'export',
  description: 'Write the documents in the ledger to their folder again, where a file is missing or was changed',
  example: 'portage documents export delta-telecom',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    xlsx: { type: 'boolean', description: 'Write those with lists as workbooks (XLSX), too' },
  },
  async run({ slug, xlsx = false, json }) {
    const engagement = readSlug(slug);
    const documents = await withClient((client) => ask(client, { about: 'export-documents', engagement, xlsx }));
    if (json) printJson(documents);
    else
      printTable(
        ['State', 'Document', 'Digest'],
        documents.map(({ state, path, digest }) => [state, path, digest.slice(0, 12)]),
      );
    const lost = documents.filter(({ state }) => state === 'lost').length;
    if (lost === 0) return;
    printInfo(`\n${lost} large files are missing or changed. The ledger has only their digests.`);
    process.exitCode = exitCodes.failed;
  },
});
