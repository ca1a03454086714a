import type { Mapping } from '../schemas/mapping.ts';
import type { LockCheck, OtherCheck } from '../schemas/report.ts';
import type { Module } from '../schemas/terms.ts';
import { modulesOf } from './modules-of.ts';

/** Name of the rule that locks an engagement's records, by which it is found again. */
export const lockRuleOf = (slug: string): string => `Portage: ${slug}`;

/** Zoho's answer to a change of a locked record. */
export const lockedCode = 'RECORD_LOCKED';

/** Modules whose records are locked at the switch. */
export const lockedModules = (mapping: Mapping): Module[] =>
  modulesOf(mapping).filter((module) => mapping.modules[module]?.lock !== undefined);

/** What the keys of all records of a source begin with. The rule locks these records and no others. */
export const beginningOfKeys = (system: string): string => `${system}:`;

/**
 * Whose the configuration of a module is. `shared`: it has our rule, and rules of others. `own`: it has our rule alone.
 * @param configurations of one module. Zoho allows one
 */
export function ownerOfLock<Configuration extends { rules: string[] }>(
  configurations: readonly Configuration[],
  rule: string,
): { whose: 'nobody' | 'ours' | 'shared' | 'others'; own: Configuration | null } {
  if (configurations.length === 0) return { whose: 'nobody', own: null };
  const found = configurations.find(({ rules }) => rules.includes(rule));
  if (!found) return { whose: 'others', own: null };
  return found.rules.length === 1 ? { whose: 'ours', own: found } : { whose: 'shared', own: null };
}

/** Why a module with a configuration of others is not locked, and what to do. */
export function otherLockText(
  module: Module,
  whose: 'ours' | 'shared' | 'others',
  rule: string,
  key: string,
  system: string,
): string {
  if (whose === 'shared')
    return `In ${module}, the rule "${rule}" is in a record-locking configuration with other rules. It was left as it is. Check in Zoho that it locks the records whose ${key} starts with ${beginningOfKeys(system)}`;
  return (
    `${module} is not locked: it has another record-locking configuration in Zoho, which allows one per module. It was left as it is. ` +
    `Add a rule to it for records whose ${key} starts with ${beginningOfKeys(system)}, or remove it and lock again.`
  );
}

/** What a check of a lock could not show; null if it showed that the records are locked. */
export function lockProblem(module: Module, { sampled, locked, refused, byOther }: LockCheck): string | null {
  if (locked < sampled)
    return `${sampled - locked} of ${sampled} sampled records of ${module} are not locked yet. Wait a little, and check again.`;
  if (refused < sampled)
    return `Zoho shows the sampled records of ${module} as locked, but it accepted a change of ${sampled - refused} of ${sampled}. Check the rule in Zoho.`;
  return byOther ? otherProblem(module, byOther) : null;
}

function otherProblem(module: Module, { tried, refused, accepted, reasons }: OtherCheck): string | null {
  if (accepted > 0)
    return `${module} is not locked for all others: Zoho accepted a change of ${accepted} of ${tried} records by the check user. Its values are as before. Check the rule and the profile of the check user in Zoho.`;
  if (refused < tried)
    return `${module} is not checked by a refused write of another user: the check user could not try ${tried - refused} of ${tried} changes (${reasons.join(', ')}). Give its profile the right to edit ${module}, and check again.`;
  return null;
}

/** Whether a check showed that locked records can't be changed. Without records there was nothing to try. */
export const isProven = (check: LockCheck | null): boolean =>
  check !== null && check.sampled > 0 && check.refused === check.sampled;

/** Counts the answers to changes that another user tried. */
export function countOther(answers: readonly ({ ok: true } | { ok: false; code: string })[]): OtherCheck {
  const codes = answers.flatMap((one) => (one.ok ? [] : [one.code]));
  return {
    tried: answers.length,
    refused: codes.filter((code) => code === lockedCode).length,
    accepted: answers.length - codes.length,
    reasons: [...new Set(codes.filter((code) => code !== lockedCode))].sort(),
  };
}
