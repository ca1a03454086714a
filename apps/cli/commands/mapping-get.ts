import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { withLedger } from '../ledger.ts';
import { findVersion, mappingArgs } from '../mapping.ts';
import { printInfo, printJson } from '../print.ts';

export const mappingGet = command({
  name: 'get',
  description: 'Print the text of the newest version of the mapping, or of another one',
  example: 'portage mapping get delta-telecom > mapping.yml',
  args: {
    ...mappingArgs,
    version: { type: 'string', description: 'Number of the version', valueHint: 'number' },
  },
  async run({ slug, ledger: reference, version: number, json }) {
    const engagement = readSlug(slug);
    const version = await withLedger(reference, (ledger) => findVersion(ledger, engagement, number));
    if (json) return printJson(version);
    // Byte by byte, so that the file has the digest of the version.
    process.stdout.write(version.text);
    printInfo(`Version ${version.version}, SHA-256 ${version.digest}`);
  },
});
