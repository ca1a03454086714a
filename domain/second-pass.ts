import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { lookedUpIn } from './keys.ts';
import { lookupsOf, orderModules, type ModuleLookup } from './order-modules.ts';
import { sourcesOf } from './modules-of.ts';

/** Which lookups can't be written when their record is created. */
export interface SecondPass {
  /**
   * Whether the second pass writes a rule under `fields`: a lookup within the module, which no order of its records could resolve,
   * or one in a module that is loaded later.
   */
  writes(module: Module, rule: FieldRule): boolean;
  /** Lookups in a module that is loaded after theirs. */
  later: (ModuleLookup & { after: Module })[];
  /** Modules with such lookups. Their second pass is done when all modules are created. */
  modules: Module[];
}

/** What the second passes of a mapping write, beside custom fields. */
export function secondPassOf(mapping: Mapping): SecondPass {
  const order = orderModules(mapping);
  const later = lookupsOf(mapping).flatMap((lookup) => {
    const after = order.findLast((module) => lookup.into.includes(module))!;
    return order.indexOf(after) > order.indexOf(lookup.module) ? [{ ...lookup, after }] : [];
  });
  const delayed = new Set(later.map(({ rule }) => rule));
  const objects = new Map(
    order.map((module) => [module, new Set(sourcesOf(mapping, module).map(({ object }) => object))]),
  );
  return {
    writes: (module, rule) => delayed.has(rule) || lookedUpIn(rule).some((object) => objects.get(module)!.has(object)),
    later,
    modules: order.filter((module) => later.some((one) => one.module === module)),
  };
}
