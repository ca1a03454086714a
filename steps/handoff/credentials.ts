import type { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { createEncryptedFile, type EncryptedFile } from '../../connectors/age.ts';
import type { ReadsCredentials } from '../../connectors/bss/port.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { codeOf, kindOf } from '../../connectors/foreign-error.ts';
import { cellsIn } from '../../connectors/staging/rows.ts';
import {
  createCredentialInventory,
  credentialColumns,
  mostAlgorithms,
  type CredentialSummary,
} from '../../domain/handoff/credentials.ts';
import type { TeamFile } from '../../domain/handoff/teams.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import type { CredentialList } from '../../schemas/profile-credentials.ts';
import { writeMasked } from '../masked-file.ts';

/** What was handed over of the lists of credentials. */
export interface WrittenCredentials {
  lists: ({ list: string; place: string } & CredentialSummary)[];
  files: TeamFile[];
}

/**
 * Hands over the credentials of subscribers: each list of the profile as a file that is encrypted for the network team while it
 * is read, and an inventory of what each subscriber has, without values. Nothing of a row is kept, in memory or anywhere else.
 *
 * @throws ConnectorError without any content of a row
 */
export async function writeCredentials(
  snapshot: ReadsCredentials,
  { lists, key, guard, pathOf }: Credentials,
): Promise<WrittenCredentials> {
  const written: WrittenCredentials = { lists: [], files: [] };
  const file = 'network/credential-inventory.csv';
  async function* inventory(): AsyncGenerator<string> {
    yield stringify([[...credentialColumns]]);
    for (const [list, described] of Object.entries(lists)) {
      const encrypted = `network/credentials-${list}.csv.age`;
      const sealed = await createEncryptedFile(pathOf(encrypted), key);
      const counts = createCredentialInventory(list, described);
      let isComplete = false;
      try {
        yield* sealRows(snapshot.credentials(list), list, { sealed, counts });
        const { sha256 } = await sealed.close();
        isComplete = true;
        const summary = counts.result();
        written.lists.push({ list, place: described.place, ...summary });
        const what = `credentials of ${described.place}, encrypted with age`;
        written.files.push({ file: encrypted, what, rows: summary.rows, sha256, from: 'source' });
      } catch (error) {
        throw withoutContent(error, list);
      } finally {
        // Also when the inventory can't be written.
        if (!isComplete) await sealed.abort();
      }
    }
  }
  const { sha256, rows } = await writeMasked(inventory(), guard, pathOf(file));
  const what = 'which subscriber has which credentials, without their values';
  return { ...written, files: [{ file, what, rows, sha256, from: 'source' }, ...written.files] };
}

export interface Credentials {
  lists: Record<string, CredentialList>;
  /** The network team's public key. */
  key: string;
  guard: Pick<Guard, 'clean'>;
  /** The path of a file of the handoff. */
  pathOf(file: string): string;
}

/** Writes the rows of a list to the encrypted file, and returns the rows of the inventory. */
async function* sealRows(
  content: Readable,
  list: string,
  { sealed, counts }: { sealed: EncryptedFile; counts: ReturnType<typeof createCredentialInventory> },
): AsyncGenerator<string> {
  let columns: string[] | null = null;
  for await (const cells of cellsIn(content)) {
    await sealed.write(stringify([cells]));
    if (columns === null) {
      columns = cells;
      continue;
    }
    const names = columns;
    const rows = counts.add(Object.fromEntries(cells.map((cell, at) => [names[at] ?? '', cell])));
    if (counts.isAmiss()) throw notAlgorithms(list);
    if (rows.length > 0) yield stringify(rows.map((row) => credentialColumns.map((column) => row[column])));
  }
}

const notAlgorithms = (list: string) =>
  new ConnectorError(
    'configuration',
    `The column of algorithms of credentials.${list} has more than ${mostAlgorithms} different values, or values like credentials, so it holds something else. Nothing of the list was handed over. Correct the source profile.`,
  );

/** The parser's errors quote what it can't read, so they are not passed on, not even as a cause. */
function withoutContent(error: unknown, list: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  return new ConnectorError(
    kindOf(error) ?? 'contract',
    `The rows of credentials.${list} can't be read (${codeOf(error) || 'unknown error'}). Nothing of the list was handed over. Correct the list in the source, and repeat the step.`,
  );
}
