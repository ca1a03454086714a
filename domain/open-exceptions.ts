import type { Evidence } from '../schemas/sign-off.ts';

/** Whether more exceptions have no decision than a gate allows; null allows any number. */
export const isTooMany = (open: number, allowed: number | null): boolean => allowed !== null && open > allowed;

/** Whether exceptions without a decision keep a gate from being approved. */
export const isBlocked = ({ exceptions }: Pick<Evidence, 'exceptions'>): boolean =>
  exceptions !== undefined && isTooMany(exceptions.open, exceptions.allowed);
