import type { TmfIdentifiers } from '../../../schemas/profile.ts';
import type { IdentifierKind } from '../../../schemas/terms.ts';
import { textsReader } from '../fields.ts';
import type { Identifier } from '../port.ts';
import type { TmfApi } from './read.ts';
import { idReader } from './records.ts';
import { newReport } from './report.ts';

/** The values of all lists of identifiers, list after list. */
export async function* readIdentifiers({ server, profile }: TmfApi): AsyncGenerator<Identifier> {
  for (const [kind, list] of Object.entries(profile.identifiers) as [IdentifierKind, TmfIdentifiers][]) {
    const where = `identifiers.${kind}`;
    const read = textsReader(list.value, { isJson: true, where });
    for await (const page of server.pages(list, idReader('id', where), newReport()))
      for (const record of page) for (const value of read(record)) yield { kind, value };
  }
}
