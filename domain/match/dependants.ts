import type { JsonObject } from '../../schemas/json.ts';
import type { DependantCount } from '../../schemas/match.ts';
import type { Module } from '../../schemas/terms.ts';
import { keysIn } from '../resolve-references.ts';

/** A record of the source as it would be written. */
interface Written {
  key: string;
  module: Module;
  base: JsonObject;
  custom: JsonObject;
}

export interface DependantTally {
  /** Records in the order of the load: those that others refer to first. */
  add(record: Written): void;
  result(): DependantCount[];
}

/**
 * Counts the records that hang on records with an open match. What the base pass writes needs its parents in Zoho, and so does
 * what hangs on that; a lookup of the custom pass only stays blank.
 * @param open keys of the records that are held back
 */
export function createDependantTally(open: ReadonlySet<string>): DependantTally {
  const missing = new Set(open);
  const counts = new Map<Module, DependantCount>();
  const countOf = (module: Module): DependantCount => {
    const count = counts.get(module) ?? { module, waiting: 0, withoutLookup: 0 };
    counts.set(module, count);
    return count;
  };
  return {
    add({ key, module, base, custom }) {
      if (open.has(key)) return;
      if (keysIn(base).some((one) => missing.has(one))) {
        missing.add(key);
        countOf(module).waiting += 1;
      } else if (keysIn(custom).some((one) => open.has(one))) countOf(module).withoutLookup += 1;
    },
    result: () => [...counts.values()],
  };
}
