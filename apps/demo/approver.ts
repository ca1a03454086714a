import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { rolesFor } from '../../domain/judge-sign-off.ts';
import { EngagementFile, type Person } from '../../schemas/engagement-file.ts';
import { DecideExceptions, type ExceptionGroup } from '../../schemas/exceptions.ts';
import { SignOff, type Decision, type Evidence } from '../../schemas/sign-off.ts';
import type { Environment, Gate } from '../../schemas/terms.ts';
import type { PrivateKey } from '../cli/key-file.ts';
import { signMessage } from '../cli/proof.ts';
import type { ApproverKeys } from '../dev/approver-keys.ts';

/** Reads the engagement file of the demo. */
export function readEngagementFile(file: string): EngagementFile {
  return EngagementFile.parse(parse(readFileSync(file, 'utf8')));
}

/**
 * The first approver whose role may sign a gate, and who has not approved it yet.
 *
 * @throws {Error} if nobody in the engagement file may sign it
 */
export function approverFor(
  { gates }: Pick<EngagementFile, 'gates'>,
  gate: Gate,
  approvedBy: Evidence['approvedBy'] = [],
): Person {
  const roles = rolesFor(gates, gate);
  const person = gates.approvers.find(
    ({ role, email }) => roles.includes(role) && !approvedBy.some(({ by }) => by === email),
  );
  if (!person) throw new Error(`Nobody in the engagement file may sign ${gate}. The gate stays open.`);
  return person;
}

/**
 * The decision at a gate of one of the demo's people, signed with the person's key.
 *
 * @throws {Error} if the demo has no key of the person
 */
export function signAs(
  engagement: string,
  person: Person,
  { gate, digest }: Evidence,
  keys: Keys,
  decision: Decision = 'approved',
): SignOff {
  const { email, role } = person;
  const comment = 'Signed by the demo.';
  const signOff = SignOff.parse({ gate, decision, by: email, role, digest, comment });
  return signMessage('sign-off', engagement, signOff, keyOf(person, keys));
}

/**
 * The decision of one of the demo's people to leave out the records with one reason, signed with the person's key.
 *
 * @throws {Error} if the demo has no key of the person
 */
export function leaveOutAs(
  engagement: string,
  person: Person,
  environment: Environment,
  { module, kind, reason }: ExceptionGroup,
  keys: Keys,
): DecideExceptions {
  const message = DecideExceptions.parse({
    ...{ environment, choice: { module, kind, reason }, decision: 'drop', owner: person.name, due: '' },
    ...{ note: 'Decided by the demo.', by: person.email, role: person.role },
  });
  return signMessage('exceptions', engagement, message, keyOf(person, keys));
}

type Keys = Pick<ApproverKeys, 'byEmail'>;

function keyOf({ email }: Person, { byEmail }: Keys): PrivateKey {
  const key = byEmail.get(email);
  if (!key) throw new Error(`The demo has no key of ${email}. The gate stays open.`);
  return key;
}
