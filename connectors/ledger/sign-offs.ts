import type { ReceivedSignOff } from '../../schemas/sign-off.ts';
import type { Environment } from '../../schemas/terms.ts';
import { sha256 } from '../digest.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** Stores a received sign-off, whether it counts or not, and appends it to the audit chain. */
export async function storeSignOff(
  ledger: Ledger,
  engagement: string,
  { signOff, verdict, at }: ReceivedSignOff,
): Promise<void> {
  const why = verdict.counted ? null : verdict.why;
  await ledger.transaction(async (client) => {
    await client.query(
      `insert into sign_off (engagement, gate, decision, signed_by, role, digest, comment, counted, why, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        engagement,
        signOff.gate,
        signOff.decision,
        signOff.by,
        signOff.role,
        signOff.digest,
        signOff.comment ?? null,
        verdict.counted,
        why,
        at,
      ],
    );
    await appendAudit(client, engagement, verdict.counted ? 'signed off' : 'sign-off not counted', {
      gate: signOff.gate,
      decision: signOff.decision,
      by: signOff.by,
      role: signOff.role,
      digest: signOff.digest,
      why,
    });
  });
}

/** The kind of a document, and the load that it is about. */
export interface DocumentKind {
  kind:
    | 'preflight'
    | 'scope'
    | 'mapping'
    | 'reconciliation'
    | 'verification'
    | 'receipt'
    | 'rollback-preview'
    | 'rollback'
    | 'handoff'
    | 'final-report';
  environment?: Environment;
  run?: string;
}

/** Stores a document under the SHA-256 of its text, and returns this digest. */
export async function storeDocument(
  ledger: Ledger,
  engagement: string,
  about: DocumentKind,
  { name, body }: { name: string; body: string },
): Promise<string> {
  const digest = sha256(body);
  await ledger.transaction(async (client) => {
    const { rowCount } = await client.query(
      `insert into document (engagement, digest, name, body, kind, environment, run) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict do nothing`,
      [engagement, digest, name, body, about.kind, about.environment ?? null, about.run ?? null],
    );
    if (rowCount === 1) await appendAudit(client, engagement, 'document written', { name, digest });
  });
  return digest;
}

export interface StoredDocument {
  name: string;
  digest: string;
  kind: DocumentKind['kind'];
  environment: Environment | null;
  run: string | null;
}

/** The newest version of each document, by name. */
export const listDocuments = (ledger: Ledger, engagement: string): Promise<StoredDocument[]> =>
  ledger.query<StoredDocument>(
    `select distinct on (name) name, digest, kind, environment, run
     from document where engagement = $1 order by name, written_at desc`,
    [engagement],
  );
