import { resolve } from 'node:path';
import { openArchive } from '../../../connectors/archive/read.ts';
import { resolveSecret } from '../../../connectors/secret.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { counted } from '../../../domain/documents/markdown.ts';
import { SecretReference } from '../../../schemas/engagement-file.ts';
import { importEngagement } from '../../../steps/import-engagement.ts';
import { checkAtRest } from '../at-rest.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { wrongUse } from '../failure.ts';
import { ledgerOption, withLedger } from '../ledger.ts';
import { print, printInfo, printJson } from '../print.ts';

export const importCommand = command({
  name: 'import',
  description: 'Take an engagement from an archive into a ledger and a staging folder that do not have it',
  example:
    'portage import delta-telecom.zip --identity file:archive-key.txt --ledger env:PORTAGE_LEDGER_URL --staging /srv/portage/staging --documents documents',
  args: {
    archive: { type: 'positional', required: true, description: 'The archive that portage export wrote' },
    ledger: { ...ledgerOption, required: true },
    staging: { type: 'string', required: true, description: "The workers' staging folder", valueHint: 'folder' },
    documents: {
      type: 'string',
      required: true,
      description: 'Folder for the documents that are files; others are written by portage documents export',
      valueHint: 'folder',
    },
    identity: {
      type: 'string',
      description: 'Where the private key of age is: env:NAME or file:PATH',
      valueHint: 'reference',
    },
  },
  async run({ archive: file, ledger, staging, documents, identity, json }) {
    const archive = await openArchive(resolve(file), identity === undefined ? [] : identitiesIn(identity));
    try {
      const { manifest } = archive;
      const { engagement } = manifest;
      await withClient((client) => checkAtRest(client, engagement, 'Nothing was imported.'));
      await withLedger(
        ledger,
        (opened) =>
          importEngagement(
            { ledger: opened, staging: createLocalStaging(resolve(staging)) },
            archive,
            resolve(documents),
          ),
        'create',
      );
      const rows = manifest.tables.reduce((sum, one) => sum + one.rows, 0);
      if (json) return printJson({ engagement, exportedAt: manifest.exportedAt, rows, files: manifest.files.length });
      print(engagement);
      printInfo(
        `${counted(rows, 'row')} and ${counted(manifest.files.length, 'file')}, as of ${manifest.exportedAt}. Check it: portage audit verify ${engagement} --ledger ${ledger}`,
      );
    } finally {
      archive.close();
    }
  },
});

/** The keys of an identity file of age, which may have comments. */
function identitiesIn(reference: string): string[] {
  if (!SecretReference.safeParse(reference).success)
    throw wrongUse('The private key must not be an argument.', 'Give env:NAME or file:PATH.');
  const keys = resolveSecret(reference)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (keys.length === 0)
    throw wrongUse(
      'The identity has no private key of age.',
      'Give a file with a line that begins with AGE-SECRET-KEY-.',
    );
  return keys;
}
