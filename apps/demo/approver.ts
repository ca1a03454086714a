import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { rolesFor } from '../../domain/judge-sign-off.ts';
import { EngagementFile, type Person } from '../../schemas/engagement-file.ts';
import type { Gate } from '../../schemas/terms.ts';

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
