import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { rolesFor } from '../../domain/judge-sign-off.ts';
import { EngagementFile, type Person } from '../../schemas/engagement-file.ts';
import type { Gate } from '../../schemas/words.ts';

/** The demo's engagement file. */
export function readEngagementFile(file: string): EngagementFile {
  return EngagementFile.parse(parse(readFileSync(file, 'utf8')));
}

/**
 * The first approver whose role may sign a gate.
 *
 * @throws {Error} if the engagement file lets nobody sign it
 */
export function approverFor({ gates }: Pick<EngagementFile, 'gates'>, gate: Gate): Person {
  const roles = rolesFor({ operator: '', ...gates }, gate);
  const person = gates.approvers.find(({ role }) => roles.includes(role));
  if (!person) throw new Error(`The engagement file names nobody who may sign ${gate}. The gate stays open.`);
  return person;
}
