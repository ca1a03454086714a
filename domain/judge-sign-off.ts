import type { GatePolicy, OpenExceptions } from '../schemas/engagement-file.ts';
import {
  canonicalEmail,
  type CancelRequest,
  type Evidence,
  type MappingChange,
  type Revocation,
  type RollbackRequest,
  type SignOff,
  type Verdict,
} from '../schemas/sign-off.ts';
import type { Gate } from '../schemas/terms.ts';
import type { Approval } from './approvals.ts';
import type { CheckedProof } from './check-proof.ts';
import { counted } from './documents/markdown.ts';
import { isTooMany } from './open-exceptions.ts';

/** Who may decide what. It comes from the engagement file. */
export interface Policy {
  operator: string;
  approvers: { email: string; role: string }[];
  /** By gate; all exception gates share the entry `exception`. */
  roles: Record<string, GatePolicy>;
  allowUnproven: boolean;
  /** For gates about a load whose policy does not say it. */
  openExceptions: OpenExceptions;
}

/** What a message is judged by, beside the message and the policy. */
export interface Circumstances {
  proof: CheckedProof;
  /** Approvals of the open gate that count already. */
  approvals: Approval[];
  /** When the message was received, ISO 8601. */
  at: string;
}

/**
 * The evidence of the open gate as it is now. `writtenAt`: when its newest document was written; null without documents.
 * `openExceptions`: number of exceptions of its load without a decision.
 */
export type JudgedEvidence = Pick<Evidence, 'gate' | 'digest'> & { writtenAt: string | null; openExceptions: number };

const refuse = (why: string): Verdict => ({ counted: false, why: `${why} Nothing was changed.` });
const yes: Verdict = { counted: true };

/** A gate, or an entry under `gates.roles` that is not a gate itself. */
export type GateName = Gate | 'exception' | 'rollback' | 'cancel';

/** Nobody alone decides to go live. */
const leastAtGoLive = 2;

/**
 * The policy of a gate. All exception gates share one entry. A gate without an entry can't be signed. Without an entry for
 * it, who may roll back may cancel as well: a rollback ends the engagement too. Without one for go-live, who may freeze the source
 * or accept the result decides about it.
 */
export function gatePolicy({ roles }: Pick<Policy, 'roles'>, gate: GateName): GatePolicy {
  const entry = roles[gate.startsWith('exception:') ? 'exception' : gate];
  const nobody = { roles: [], people: 1 };
  if (gate === 'cancel') return entry ?? roles['rollback'] ?? nobody;
  if (gate !== 'go-live') return entry ?? nobody;
  const both = [...(roles['freeze']?.roles ?? []), ...(roles['acceptance']?.roles ?? [])];
  const policy = entry ?? { roles: [...new Set(both)], people: leastAtGoLive };
  return { ...policy, people: Math.max(policy.people, leastAtGoLive) };
}

/** Roles that may sign a gate. */
export const rolesFor = (policy: Pick<Policy, 'roles'>, gate: GateName): string[] => gatePolicy(policy, gate).roles;

/** Whether only messages with a proof count at a gate. */
export const needsProof = (policy: Pick<Policy, 'roles' | 'allowUnproven'>, gate: GateName): boolean =>
  gatePolicy(policy, gate).proof ?? !policy.allowUnproven;

/** Whether people decide about the result of a load at a gate. */
export const isAboutLoad = (gate: GateName): boolean =>
  ['rehearsal', 'production', 'freeze', 'go-live', 'acceptance'].includes(gate);

/**
 * Most exceptions without a decision with which a gate can be approved; null: any number. Gates that are not about the
 * result of a load have no limit.
 */
export function allowedExceptions(policy: Pick<Policy, 'roles' | 'openExceptions'>, gate: GateName): number | null {
  if (!isAboutLoad(gate)) return null;
  const allowed = gatePolicy(policy, gate).openExceptions ?? policy.openExceptions;
  return allowed === 'any' ? null : allowed;
}

/** Decides whether a sign-off counts at the open gate. If not, `why` has the reason and what to do next. */
export function judgeSignOff(
  signOff: SignOff,
  evidence: JudgedEvidence,
  policy: Policy,
  circumstances: Circumstances,
): Verdict {
  const { gate, digest } = evidence;
  if (signOff.gate !== gate) {
    return refuse(`Gate ${signOff.gate} is not open; ${gate} is.`);
  }
  if (signOff.digest !== digest) {
    return refuse(`The evidence has changed since it was shown. Read it again and sign digest ${digest}.`);
  }
  const who = judgePerson(signOff, policy, circumstances, gate, `sign the gate ${gate}`);
  if (!who.counted || signOff.decision !== 'approved') return who;
  const { people, evidenceHours } = gatePolicy(policy, gate);
  if (isOlder(evidence.writtenAt, circumstances.at, evidenceHours)) {
    return refuse(
      `The evidence was written at ${evidence.writtenAt}, and the engagement file accepts it for ${evidenceHours} hours. It can't be approved any longer; request changes to have it made again.`,
    );
  }
  const allowed = allowedExceptions(policy, gate);
  if (isTooMany(evidence.openExceptions, allowed)) {
    return refuse(
      `${counted(evidence.openExceptions, 'exception has', 'exceptions have')} no decision, and the gate ${gate} can be approved with at most ${allowed}. Decide about them in the console (Exceptions) or with portage exceptions decide, then read the evidence again. You can also request changes or reject.`,
    );
  }
  const { approvals, proof } = circumstances;
  const identity = proof.state === 'proven' ? proof.identity : null;
  const same = approvals.find((one) => one.by === signOff.by || (identity !== null && one.identity === identity));
  if (same) return refuse(`${same.by} has approved this evidence already; another person must approve it.`);
  const missing = people - approvals.length - 1;
  return missing > 0 ? { counted: true, missing } : yes;
}

/**
 * Decides whether a person may withdraw an own sign-off. The caller has checked that the step behind the gate has not begun.
 *
 * @param gate the gate that is open, or decided without effect yet. `approvals` are those of this gate
 */
export function judgeRevocation(
  revocation: Revocation,
  gate: Gate,
  policy: Policy,
  circumstances: Circumstances,
): Verdict {
  if (revocation.gate !== gate) {
    return refuse(`The sign-offs of ${revocation.gate} can't be revoked, because the gate is not open; ${gate} is.`);
  }
  const { by, digest } = revocation;
  if (!circumstances.approvals.some((one) => one.by === by && one.digest === digest)) {
    return refuse(`${by} has no sign-off of ${gate} with the digest ${digest} that counts.`);
  }
  return judgePerson(revocation, policy, circumstances, gate, `sign the gate ${gate}`);
}

/** Decides whether a person may request a rollback. */
export const judgeRollback = (
  request: RollbackRequest,
  policy: Policy,
  circumstances: Pick<Circumstances, 'proof'>,
): Verdict => judgePerson(request, policy, circumstances, 'rollback', 'request a rollback');

/** What an approver may do in any role. The gate's policy says whether it needs a proof. */
const actsOfApprovers = {
  'decide about exceptions': 'exception',
  'decide about matches': 'mapping',
  'judge records of a spot check': 'rehearsal',
} as const satisfies Record<string, GateName>;

/** Decides whether a person may decide about exceptions or matches, or judge records: every approver may, the operator may not. */
export const judgeAct = (
  person: { by: string; role: string },
  act: keyof typeof actsOfApprovers,
  policy: Policy,
  circumstances: Pick<Circumstances, 'proof'>,
): Verdict => judgePerson(person, policy, circumstances, actsOfApprovers[act], act, [person.role]);

/** Decides whether a person may have exceptions loaded again, or the cutover tried: the operator and every approver may, as they may pause. */
export function judgeRetry({ by }: { by: string }, { operator, approvers }: Policy): Verdict {
  const people = [operator, ...approvers.map(({ email }) => email)].map(canonicalEmail);
  if (people.includes(canonicalEmail(by))) return yes;
  return refuse(`The engagement file does not list ${by} as its operator or as an approver.`);
}
/** Decides whether a person may end the engagement. */
export const judgeCancellation = (
  request: CancelRequest,
  policy: Policy,
  circumstances: Pick<Circumstances, 'proof'>,
): Verdict => judgePerson(request, policy, circumstances, 'cancel', 'cancel the engagement');

/** Decides whether a person may store a version of the mapping, which takes effect only when it is signed at its gate. */
export const judgeMappingChange = (
  change: MappingChange,
  policy: Policy,
  circumstances: Pick<Circumstances, 'proof'>,
): Verdict => judgePerson(change, policy, circumstances, 'mapping', 'change the mapping');

/** Decides whether a person may decide about possible duplicates: that is a part of the mapping. */
export const judgeDuplicates = (
  person: { by: string; role: string },
  policy: Policy,
  circumstances: Pick<Circumstances, 'proof'>,
): Verdict => judgePerson(person, policy, circumstances, 'mapping', 'decide about possible duplicates');

function judgePerson(
  { by, role }: { by: string; role: string },
  policy: Policy,
  { proof }: Pick<Circumstances, 'proof'>,
  gate: GateName,
  act: string,
  roles = rolesFor(policy, gate),
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
  if (proof.state === 'refused') return refuse(`The proof does not count: ${proof.why}`);
  if (proof.state === 'none' && needsProof(policy, gate)) {
    return refuse(
      `The engagement requires proof of identity to ${act}. Use the console, or portage with --key and your key file.`,
    );
  }
  return yes;
}

const isOlder = (writtenAt: string | null, at: string, hours: number | undefined): boolean =>
  writtenAt !== null && hours !== undefined && Date.parse(at) - Date.parse(writtenAt) > hours * 3_600_000;
