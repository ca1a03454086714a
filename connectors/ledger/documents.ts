import { gatesOfDocument, type DocumentGate, type DocumentKind } from '../../domain/gates-of-documents.ts';
import type { Environment } from '../../schemas/terms.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** What a document is about: its kind, and the load. */
export interface DocumentSubject {
  kind: DocumentKind;
  environment?: Environment;
  run?: string;
}

export interface StoredDocument {
  name: string;
  digest: string;
  kind: DocumentKind;
  environment: Environment | null;
  run: string | null;
  writtenAt: Date;
  /** The gates at which it is evidence. */
  gates: DocumentGate[];
}

/**
 * Stores a version of a document under the SHA-256 of its bytes. It becomes the newest version, also if an earlier version
 * had the same text. A large file is stored without its `body`.
 */
export async function storeDocument(
  ledger: Ledger,
  engagement: string,
  about: DocumentSubject,
  { name, digest, body }: { name: string; digest: string; body: string | null },
): Promise<void> {
  const { kind, environment = null, run = null } = about;
  await ledger.transaction(async (client) => {
    // One version of an engagement's documents at a time, so that "the newest" is well defined.
    await client.query('select pg_advisory_xact_lock(733203, hashtext($1))', [engagement]);
    const newest = await client.query<{ digest: string }>(
      'select digest from document where engagement = $1 and name = $2 order by written_at desc limit 1',
      [engagement, name],
    );
    await client.query(
      `insert into document (engagement, digest, name, body, kind, environment, run, gates, written_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
       on conflict (engagement, name, digest) do update set written_at = excluded.written_at, kind = excluded.kind,
         environment = excluded.environment, run = excluded.run, gates = excluded.gates`,
      [engagement, digest, name, body, kind, environment, run, gatesOfDocument(kind, environment)],
    );
    if (newest.rows[0]?.digest !== digest) {
      await appendAudit(client, engagement, 'document written', { name, digest });
    }
  });
}

/** The newest version of each document, by name. Rows of earlier versions have no gates; their kind decides. */
export async function listDocuments(ledger: Ledger, engagement: string): Promise<StoredDocument[]> {
  const rows = await ledger.query<Omit<StoredDocument, 'gates'> & { gates: DocumentGate[] | null }>(
    `select distinct on (name) name, digest, kind, environment, run, written_at as "writtenAt", gates
     from document where engagement = $1 order by name, written_at desc`,
    [engagement],
  );
  return rows.map((row) => ({ ...row, gates: row.gates ?? gatesOfDocument(row.kind, row.environment) }));
}

/**
 * A version of a document with its text, the newest without a `digest`. Null if there is none. `body` is null for a large
 * file, which is in the documents folder only.
 */
export async function readDocument(
  ledger: Ledger,
  engagement: string,
  { name, digest }: { name: string; digest?: string | undefined },
): Promise<(StoredDocument & { body: string | null }) | null> {
  const [row] = await ledger.query<StoredDocument & { body: string | null } & Record<string, unknown>>(
    `select name, digest, kind, environment, run, written_at as "writtenAt", body from document
     where engagement = $1 and name = $2 and ($3::text is null or digest = $3) order by written_at desc limit 1`,
    [engagement, name, digest ?? null],
  );
  return row ?? null;
}

/** When the newest of these versions of documents was written; null for none. */
export async function findNewest(
  ledger: Ledger,
  engagement: string,
  documents: readonly { name: string; digest: string }[],
): Promise<Date | null> {
  const [row] = await ledger.query<{ newest: Date | null }>(
    `select max(written_at) as newest from document join unnest($2::text[], $3::text[]) as one(name, digest)
       using (name, digest) where engagement = $1`,
    [engagement, documents.map(({ name }) => name), documents.map(({ digest }) => digest)],
  );
  return row?.newest ?? null;
}
