import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { IdentifierKind } from '../../../schemas/terms.ts';
import type { Identifier } from '../port.ts';
import { beginReadOnly, useSnapshot, withoutSemicolon } from './queries.ts';
import type { SharedSnapshot } from './rows.ts';

/** The values of all lists of identifiers, list after list, on the shared snapshot. */
export async function* readIdentifiers({ database, profile, exported }: SharedSnapshot): AsyncGenerator<Identifier> {
  const lists = Object.entries(profile.identifiers) as [IdentifierKind, string][];
  for (const [kind, query] of lists) {
    const what = `identifiers.${kind}`;
    const connection = await database.connect(what);
    let outcome: 'success' | 'failure' = 'failure';
    try {
      await connection.query(what, beginReadOnly);
      await connection.query(what, useSnapshot(exported));
      const rows = Readable.from(connection.copy(what, withoutSemicolon(query))).pipe(parse());
      for await (const [value] of rows as AsyncIterable<[string]>) if (value !== '') yield { kind, value };
      await connection.query(what, 'commit');
      outcome = 'success';
    } finally {
      connection.release(outcome);
    }
  }
}
