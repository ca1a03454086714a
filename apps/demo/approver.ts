import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { rolesFor } from '../../domain/judge-sign-off.ts';
import { EngagementFile, type Person } from '../../schemas/engagement-file.ts';
import { SignOff, type Evidence } from '../../schemas/sign-off.ts';
import type { Gate } from '../../schemas/terms.ts';
import { signMessage } from '../cli/proof.ts';
import type { ApproverKeys } from '../dev/approver-keys.ts';

/** Reads the engagement file of the demo. */
export function readEngagementFile(file: string): EngagementFile {
  return EngagementFile.parse(parse(readFileSync(file, 'utf8')));
}

/**
 * The first approver whose role may sign a gate.
 *
 * @throws {Error} if nobody in the engagement file may sign it
 */
export function approverFor({ gates }: Pick<EngagementFile, 'gates'>, gate: Gate): Person {
  const roles = rolesFor(gates, gate);
  const person = gates.approvers.find(({ role }) => roles.includes(role));
  if (!person) throw new Error(`Nobody in the engagement file may sign ${gate}. The gate stays open.`);
  return person;
}

/**
 * The approval of a gate by one of the demo's people, signed with the person's key.
 *
 * @throws {Error} if the demo has no key of the person
 */
export function signAs(
  engagement: string,
  { email, role }: Person,
  { gate, digest }: Evidence,
  { byEmail }: Pick<ApproverKeys, 'byEmail'>,
): SignOff {
  const key = byEmail.get(email);
  if (!key) throw new Error(`The demo has no key of ${email}. The gate stays open.`);
  const comment = 'Signed by the demo.';
  const approval = SignOff.parse({ gate, decision: 'approved', by: email, role, digest, comment });
  return signMessage('sign-off', engagement, approval, key);
}
