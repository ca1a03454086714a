import { randomUUID } from 'node:crypto';
import { actOnce } from '../connectors/ledger/counted-acts.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { decideDuplicates as decide } from '../connectors/ledger/decide-duplicates.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { judgeDuplicates } from '../domain/judge-sign-off.ts';
import type { DecideDuplicates } from '../schemas/duplicates.ts';
import type { ActVerdict } from '../schemas/exceptions.ts';
import { checkProof } from './check-proof.ts';
import { policyOf } from './policy.ts';

/**
 * Judges a person's decision about possible duplicates by its proof and role, and stores it. It counts from the next load on.
 * A proof counts once.
 */
export async function decideDuplicates(
  ledger: Ledger,
  engagement: string,
  message: DecideDuplicates,
): Promise<ActVerdict> {
  const stored = await readEngagement(ledger, engagement);
  const at = new Date().toISOString();
  const proof = await checkProof({ ledger }, stored, 'duplicates', message, at);
  const verdict = judgeDuplicates(message, policyOf(stored), { proof });
  if (!verdict.counted) return verdict;
  const { by, role, proof: given = null, ...about } = message;
  const proven = proof.state === 'proven' ? proof : null;
  return actOnce(ledger, engagement, { id: `duplicates/${randomUUID()}`, proven, at }, (client) =>
    decide(client, engagement, about, { by, role, proof: given }),
  );
}
