import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { counted } from '../../../domain/documents/markdown.ts';
import { documentsFolder } from '../../../steps/documents.ts';
import { exportEngagement } from '../../../steps/export-engagement.ts';
import { checkAtRest } from '../at-rest.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { ledgerOption, withLedger } from '../ledger.ts';
import { print, printInfo, printJson } from '../print.ts';

const unchanged = 'Nothing was exported.';

/** It reads ledger and staging itself: the archive is a file on this machine, and never passes through Temporal. */
export const exportCommand = command({
  name: 'export',
  description: 'Write an engagement that has ended into one encrypted archive: ledger, staging, documents',
  example:
    'portage export delta-telecom --into delta-telecom.zip --recipient age1… --ledger env:PORTAGE_LEDGER_URL --staging /srv/portage/staging',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    into: {
      type: 'string',
      required: true,
      description: 'The archive to write; an existing file stays',
      valueHint: 'file',
    },
    ledger: { ...ledgerOption, required: true },
    staging: { type: 'string', required: true, description: "The workers' staging folder", valueHint: 'folder' },
    documents: {
      type: 'string',
      description: 'The documents folder, if it is not where the engagement file says',
      valueHint: 'folder',
    },
    recipient: {
      type: 'string',
      description: 'Public key of age; only its owner can read the archive',
      valueHint: 'age1…',
    },
    plain: { type: 'boolean', description: 'Do not encrypt it, although it has personal data' },
  },
  async run({ slug, into, ledger, staging, documents, recipient, plain, json }) {
    const engagement = readSlug(slug);
    if ((recipient === undefined) === (plain !== true))
      throw wrongUse(
        `The archive has personal data. ${unchanged}`,
        'Give the public key of the one who may read it with --recipient, or --plain to write it without encryption.',
      );
    const path = resolve(into);
    if (existsSync(path)) throw wrongUse(`The file ${path} exists already.`, 'Give another path with --into.');
    await withClient((client) => checkAtRest(client, engagement, unchanged));
    const manifest = await withLedger(ledger, async (opened) =>
      exportEngagement({ ledger: opened, staging: createLocalStaging(resolve(staging)) }, engagement, {
        into: path,
        recipient: recipient ?? null,
        documents:
          documents === undefined ? documentsFolder(await readEngagement(opened, engagement)) : resolve(documents),
      }),
    );
    if (json) return printJson({ file: path, ...manifest });
    for (const name of manifest.missing)
      printInfo(`! ${name} is not in the documents folder as it was written. The archive has its digest only.`);
    const rows = manifest.tables.reduce((sum, one) => sum + one.rows, 0);
    print(path);
    printInfo(
      `${counted(rows, 'row')} of ${counted(manifest.tables.length, 'table')} and ${counted(manifest.files.length, 'file')}. ` +
        (manifest.encrypted
          ? 'Only the owner of the key can read them.'
          : 'It is NOT encrypted, and has personal data.'),
    );
  },
});
