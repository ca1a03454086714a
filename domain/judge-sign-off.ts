import type { GatePolicy } from '../schemas/engagement-file.ts';
import {
  canonicalEmail,
  type Evidence,
  type RollbackRequest,
  type SignOff,
  type Verdict,
} from '../schemas/sign-off.ts';
import type { Gate } from '../schemas/terms.ts';

/** Who may decide what. It comes from the engagement file. */
export interface Policy {
  operator: string;
  approvers: { email: string; role: string }[];
  /** By gate; all exception gates share the entry `exception`. */
  roles: Record<string, GatePolicy>;
  allowUnproven: boolean;
}

const refuse = (why: string): Verdict => ({ counted: false, why: `${why} Nothing was changed.` });

/** The policy of a gate. All exception gates share one entry. A gate without an entry can't be signed. */
export function gatePolicy({ roles }: Pick<Policy, 'roles'>, gate: Gate | 'rollback'): GatePolicy {
  return roles[gate.startsWith('exception:') ? 'exception' : gate] ?? { roles: [], people: 1 };
}

/** Roles that may sign a gate. */
export const rolesFor = (policy: Pick<Policy, 'roles'>, gate: Gate): string[] => gatePolicy(policy, gate).roles;

/**
 * Decides whether a sign-off counts at the open gate. If not, `why` has the reason and what to do next.
 *
 * @param evidence the evidence of the open gate as it is now, not as it was when the gate opened
 */
export function judgeSignOff(signOff: SignOff, evidence: Pick<Evidence, 'gate' | 'digest'>, policy: Policy): Verdict {
  if (signOff.gate !== evidence.gate) {
    return refuse(`Gate ${signOff.gate} is not open; ${evidence.gate} is.`);
  }
  if (signOff.digest !== evidence.digest) {
    return refuse(`The evidence has changed since it was shown. Read it again and sign digest ${evidence.digest}.`);
  }
  return judgePerson(signOff, policy, {
    roles: rolesFor(policy, evidence.gate),
    act: `sign the gate ${evidence.gate}`,
  });
}

/** Decides whether a person may request a rollback. */
export function judgeRollback(request: RollbackRequest, policy: Policy): Verdict {
  return judgePerson(request, policy, { roles: gatePolicy(policy, 'rollback').roles, act: 'request a rollback' });
}

function judgePerson(
  { by, role }: { by: string; role: string },
  policy: Policy,
  { roles, act }: { roles: string[]; act: string },
): Verdict {
  const email = canonicalEmail(by);
  if (email === canonicalEmail(policy.operator)) {
    return refuse(`The operator who started the engagement can't ${act}.`);
  }
  if (!policy.approvers.some((one) => canonicalEmail(one.email) === email && one.role === role)) {
    return refuse(`The engagement file does not list ${email} as an approver with the role ${role}.`);
  }
  if (!roles.includes(role)) {
    return refuse(`The role ${role} can't ${act}. Allowed roles: ${roles.join(', ') || 'none'}.`);
  }
  if (!policy.allowUnproven) {
    return refuse('The engagement requires proof of identity (gates.allowUnproven is false).');
  }
  return { counted: true };
}
