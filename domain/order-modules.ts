import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import { modules, type LoadedObject, type Module } from '../schemas/words.ts';

/**
 * Modules of a mapping in dependency order: a module comes after those that its records look up. Ties keep the order in
 * which people list them, so that the usual mapping gives Accounts, Contacts, Products, Sales Orders, Invoices.
 * @throws {Error} when modules depend on each other in a circle
 */
export function orderModules(mapping: Mapping): Module[] {
  const mapped = modules.filter((module) => mapping.modules[module]);
  const needs = new Map(mapped.map((module) => [module, neededBy(mapping, module)]));
  const ordered: Module[] = [];
  while (ordered.length < mapped.length) {
    const open = mapped.filter((module) => !ordered.includes(module));
    const next = open.find((module) => [...(needs.get(module) ?? [])].every((need) => ordered.includes(need)));
    if (!next)
      throw new Error(`${open.join(', ')} look each other up in a circle; move one of the lookups out of the mapping.`);
    ordered.push(next);
  }
  return ordered;
}

/** Other modules that hold records which a module's lookups and lines may point to. */
function neededBy(mapping: Mapping, module: Module): Set<Module> {
  const sources = mapping.modules[module]?.sources ?? [];
  const rules = sources.flatMap((source) => [
    ...Object.values(source.fields),
    ...Object.values(source.lines?.fields ?? {}),
  ]);
  const objects = rules.flatMap(lookedUp);
  const holders = modules.filter(
    (other) => other !== module && mapping.modules[other]?.sources.some((source) => objects.includes(source.object)),
  );
  // A lookup to an object that this module holds too is left to the second pass, unless only others hold it.
  const own = sources.map((source) => source.object);
  return new Set(
    holders.filter((other) =>
      mapping.modules[other]?.sources.some(({ object }) => objects.includes(object) && !own.includes(object)),
    ),
  );
}

/** A line names its object in the data, so that it may be any product. */
const lookedUp = (rule: FieldRule): LoadedObject[] =>
  rule.lookup ? [rule.lookup] : rule.lookup_from ? ['service_plans', 'product_catalog'] : [];
