import { Readable } from 'node:stream';
import type { PostgresProfile } from '../../../schemas/profile.ts';
import { documentTooLarge, maxDocumentBytes, requireDocumentContent } from '../document-content.ts';
import { objectProfile } from '../profile-objects.ts';
import type { Database } from './database.ts';
import { selectContent } from './queries.ts';

/** Null where the query returns no content; `content` alone is null where it is too large. */
interface Content {
  bytes: number | null;
  content: Buffer | null;
}

/** The bytes of a document by its record; null when there is no row, or no content in it. */
export async function readDocument(
  database: Database,
  profile: PostgresProfile,
  record: Record<string, string>,
): Promise<Readable | null> {
  const query = requireDocumentContent(profile.documentContent);
  const { key } = objectProfile(profile.objects, 'documents');
  const text = selectContent(query, maxDocumentBytes);
  const { rows } = await database.withConnection('documentContent', (connection) =>
    connection.query<Content>('documentContent', text, [record[key]]),
  );
  const { bytes, content } = rows[0] ?? { bytes: null, content: null };
  if (bytes === null) return null;
  if (content === null) throw documentTooLarge();
  return Readable.from([content]);
}
