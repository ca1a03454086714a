import type { Plan } from '../schemas/engagement.ts';
import type { Evidence, SignOff, Verdict } from '../schemas/sign-off.ts';
import type { Gate } from '../schemas/terms.ts';

type Policy = Pick<Plan, 'operator' | 'approvers' | 'roles' | 'allowUnproven'>;

/** Roles that may sign a gate. All exception gates share one entry. */
export function rolesFor(policy: Policy, gate: Gate): string[] {
  return policy.roles[gate.startsWith('exception:') ? 'exception' : gate] ?? [];
}

/** Decides whether a sign-off counts at the open gate. If not, `why` has the reason and what to do next. */
export function judgeSignOff(signOff: SignOff, open: Evidence | null, policy: Policy): Verdict {
  const notCounted = (why: string): Verdict => ({ counted: false, why: `${why} Nothing was changed.` });
  if (!open) return notCounted('No gate is open.');
  if (signOff.gate !== open.gate) return notCounted(`Gate ${signOff.gate} is not open; ${open.gate} is.`);
  if (signOff.digest !== open.digest) {
    return notCounted(`The evidence has changed since it was shown. Read it again and sign digest ${open.digest}.`);
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
