/** An approval of a gate that counts. `identity` is the key or the account that proved it; null without a proof. */
export interface Approval {
  by: string;
  role: string;
  digest: string;
  identity: string | null;
}

/** A counted sign-off or revocation of a gate, as it was booked. `missing`: how many people were still missing after it. */
export interface BookedDecision extends Approval {
  what: 'sign-off' | 'revocation';
  decision: string;
  missing: number;
}

/**
 * Follows the counted messages of one gate, in the order of their booking.
 *
 * @returns `pending`: approvals that wait for other people; `deciding`: the sign-offs that decided the gate, if nobody has
 * signed or revoked since
 */
export function followApprovals(booked: readonly BookedDecision[]): { pending: Approval[]; deciding: Approval[] } {
  let pending: Approval[] = [];
  let deciding: Approval[] = [];
  for (const { what, missing, ...one } of booked) {
    if (what === 'revocation') {
      const from = pending.length > 0 ? pending : deciding;
      pending = from.filter(({ by }) => by !== one.by);
      deciding = [];
    } else if (missing > 0) {
      pending = [...pending, approvalOf(one)];
      deciding = [];
    } else {
      deciding = [...pending, approvalOf(one)];
      pending = [];
    }
  }
  return { pending, deciding };
}

const approvalOf = ({ by, role, digest, identity }: Approval): Approval => ({ by, role, digest, identity });

/** Approvals of the evidence as it is now. Those of earlier evidence have expired. */
export const ofEvidence = (approvals: readonly Approval[], digest: string): Approval[] =>
  approvals.filter((one) => one.digest === digest);
