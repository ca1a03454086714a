import { join } from 'node:path';
import type { DocumentRef, HeardSignOff } from '../../schemas/sign-off.ts';
import { sha256 } from '../digest.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** Keeps every sign-off that was heard, counted or not, and appends it to the audit. */
export async function storeSignOff(ledger: Ledger, engagement: string, heard: HeardSignOff): Promise<void> {
  const { signOff, verdict, at } = heard;
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

/** Keeps a document by content, and names it by the SHA-256 of its text. */
export async function storeDocument(
  ledger: Ledger,
  engagement: string,
  name: string,
  body: string,
  path: string,
): Promise<DocumentRef> {
  const digest = sha256(body);
  await ledger.transaction(async (client) => {
    const { rowCount } = await client.query(
      'insert into document (engagement, digest, name, body) values ($1, $2, $3, $4) on conflict do nothing',
      [engagement, digest, name, body],
    );
    if (rowCount === 1) await appendAudit(client, engagement, 'document written', { name, digest });
  });
  return { name, path, digest };
}

/** The newest version of each document, by name. */
export async function listDocuments(ledger: Ledger, engagement: string, folder: string): Promise<DocumentRef[]> {
  const rows = await ledger.query<{ name: string; digest: string }>(
    `select distinct on (name) name, digest from document where engagement = $1 order by name, written_at desc`,
    [engagement],
  );
  return rows.map(({ name, digest }) => ({ name, digest, path: join(folder, name) }));
}
