/** What the check proves. Each has a row in the table of invariants. */
export const invariants = [
  'nothing lost',
  'nothing doubled',
  'nothing stale',
  'nothing foreign',
  'references right',
  'counts close',
  'no repeated write',
  'no network identifier',
  'rollback restores',
  'workflow never failed',
  'messages refused',
  'audit unbroken',
] as const;
export type Invariant = (typeof invariants)[number];

/** Checks made and violations found, by invariant. */
export interface Findings {
  add(invariant: Invariant, holds: boolean, violation: string): void;
  checks(invariant: Invariant): number;
  violations(invariant?: Invariant): string[];
}

export function createFindings(): Findings {
  const checks = new Map<Invariant, number>();
  const violations: { invariant: Invariant; violation: string }[] = [];
  return {
    add(invariant, holds, violation) {
      checks.set(invariant, (checks.get(invariant) ?? 0) + 1);
      if (!holds) violations.push({ invariant, violation });
    },
    checks: (invariant) => checks.get(invariant) ?? 0,
    violations: (invariant) =>
      violations
        .filter((one) => invariant === undefined || one.invariant === invariant)
        .map((one) => `${one.invariant}: ${one.violation}`),
  };
}
