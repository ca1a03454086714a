/** What the ledger knows about the gate that lets an org be changed. */
export interface GateFacts {
  gate: 'mapping' | 'production';
  /** The newest sign-off that decided the gate; null before, and after a revocation. */
  decided: { decision: string; at: Date; mapping: string | null } | null;
  /** Digest of the mapping as it is now. */
  mapping: string;
  /** When the newest rollback of the org began. */
  rolledBackAt: Date | null;
  isCancelled: boolean;
}

/**
 * Why an org may not be changed outside a load; null if it may. The sandbox is changed after the gate `mapping` is approved,
 * production after the gate `production`, each with the mapping that was signed.
 */
export function whyNotApply({ gate, decided, mapping, rolledBackAt, isCancelled }: GateFacts): string | null {
  if (isCancelled) return 'The engagement is cancelled.';
  if (decided?.decision !== 'approved') return `The gate ${gate} is not approved. People sign it first: portage sign.`;
  if (decided.mapping !== mapping)
    return `The mapping has changed since the gate ${gate} was approved. People sign it again first.`;
  if (rolledBackAt !== null && rolledBackAt >= decided.at)
    return `The org was rolled back after the gate ${gate} was approved. The next load changes it again.`;
  return null;
}
