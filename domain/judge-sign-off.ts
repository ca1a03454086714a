import type { Plan } from '../schemas/engagement.ts';
import { decisions, type Evidence, type SignOff, type Verdict } from '../schemas/sign-off.ts';
import type { Gate } from '../schemas/terms.ts';

type Policy = Pick<Plan, 'operator' | 'approvers' | 'roles' | 'allowUnproven'>;

/** Roles that may sign a gate. All exception gates share one entry. */
export function rolesFor(policy: Policy, gate: Gate): string[] {
  return policy.roles[gate.startsWith('exception:') ? 'exception' : gate] ?? [];
}

/**
 * A received sign-off whose fields are all texts that the ledger can store. The Temporal UI sends any JSON: a missing
 * field becomes an empty text, with which the sign-off does not count.
 */
export function readSignOff(received: unknown): SignOff {
  const fields = new Map(Object.entries(received ?? {}));
  const text = (name: keyof SignOff) => {
    const value: unknown = fields.get(name);
    // Postgres has no NUL character.
    return typeof value === 'string' ? value.replaceAll('\0', '') : '';
  };
  const required = { gate: text('gate'), decision: text('decision'), by: text('by'), role: text('role') };
  const comment = fields.has('comment') ? { comment: text('comment') } : {};
  return { ...required, digest: text('digest'), ...comment } as SignOff;
}

/** Decides whether a sign-off counts at the open gate. If not, `why` has the reason and what to do next. */
export function judgeSignOff(signOff: SignOff, open: Evidence | null, policy: Policy): Verdict {
  const notCounted = (why: string): Verdict => ({ counted: false, why: `${why} Nothing was changed.` });
  if (!open) return notCounted('No gate is open.');
  if (signOff.gate !== open.gate) return notCounted(`Gate ${signOff.gate} is not open; ${open.gate} is.`);
  if (signOff.digest !== open.digest) {
    return notCounted(`The evidence has changed since it was shown. Read it again and sign digest ${open.digest}.`);
  }
  if (!decisions.includes(signOff.decision)) {
    return notCounted(`"${signOff.decision}" is not a decision. Decisions: ${decisions.join(', ')}.`);
  }
  if (signOff.by === policy.operator) return notCounted("The operator who started the engagement can't approve it.");
  const known = policy.approvers.some(({ email, role }) => email === signOff.by && role === signOff.role);
  if (!known)
    return notCounted(`The engagement file does not list ${signOff.by} as an approver with the role ${signOff.role}.`);
  const roles = rolesFor(policy, open.gate);
  if (!roles.includes(signOff.role)) {
    return notCounted(
      `The role ${signOff.role} can't sign the gate ${open.gate}. Allowed roles: ${roles.join(', ') || 'none'}.`,
    );
  }
  if (!policy.allowUnproven) {
    return notCounted('The engagement requires proof of identity with a sign-off (gates.allowUnproven is false).');
  }
  return { counted: true };
}
