import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import { attachedObjects, loadedObjects, type LoadedObject, type Module } from '../schemas/terms.ts';
import { lookedUpIn } from './keys.ts';
import { modulesOf, sourcesOf } from './modules-of.ts';
import { isMarked, traitsOf } from './module-traits.ts';

/** A lookup of a module in other modules. */
export interface ModuleLookup {
  module: Module;
  /** The field in Zoho. */
  field: string;
  rule: FieldRule;
  part: 'fields' | 'custom' | 'lines';
  /** Other modules that can have its record. */
  into: Module[];
}

/**
 * Modules of a mapping in dependency order: a module comes after the modules that its lookups refer to. Independent
 * modules keep their usual order, so the usual mapping gives Accounts, Contacts, Products, Sales Orders, Invoices. A cycle is
 * broken where the fewest lookups must be written later, first where only custom fields must.
 * @throws {Error} when every lookup that could break a cycle is needed to create its record
 */
export function orderModules(mapping: Mapping): Module[] {
  const lookups = lookupsOf(mapping);
  const open = new Set(modulesOf(mapping));
  const ordered: Module[] = [];
  while (open.size > 0) {
    const waiting = (module: Module) => lookups.filter((one) => one.module === module && isOpen(one, open));
    const ready = [...open].find((module) => waiting(module).length === 0);
    const next = ready ?? breakCycle(cycleIn(open, waiting), waiting);
    ordered.push(next);
    open.delete(next);
  }
  return ordered;
}

const isOpen = ({ into }: ModuleLookup, open: ReadonlySet<Module>): boolean => into.some((module) => open.has(module));

/** Every lookup of a mapping in other modules. One in an object that its own module holds is not one of them. */
export function lookupsOf(mapping: Mapping): ModuleLookup[] {
  const modules = modulesOf(mapping);
  const objectsOf = new Map(modules.map((module) => [module, sourcesOf(mapping, module).map(({ object }) => object)]));
  return modules.flatMap((module) => {
    const own = objectsOf.get(module)!;
    const read = (from: LoadedObject, part: ModuleLookup['part'], rules: Record<string, FieldRule>): ModuleLookup[] =>
      Object.entries(rules).flatMap(([field, rule]) => {
        const wanted = lookedUp(rule, part, from).filter((object) => !own.includes(object));
        const into = modules.filter((other) => objectsOf.get(other)!.some((object) => wanted.includes(object)));
        return into.length === 0 ? [] : [{ module, field, rule, part, into }];
      });
    return sourcesOf(mapping, module).flatMap(({ object, fields, custom, lines }) => [
      ...read(object, 'fields', fields),
      ...read(object, 'custom', custom),
      ...read(object, 'lines', { ...lines?.fields }),
    ]);
  });
}

/** A line names its source object in the data, so it can be any kind of product. */
const productObjects: LoadedObject[] = ['service_plans', 'product_catalog'];
/** A note, an interaction or a file names it too. A note or an interaction can be about any record, and a file can hang on those too. */
const recordObjects = loadedObjects.filter((object) => !attachedObjects.has(object));
const fileOwners = loadedObjects.filter((object) => object !== 'documents');

function lookedUp(rule: FieldRule, part: ModuleLookup['part'], from: LoadedObject): LoadedObject[] {
  if (rule.lookup_from === undefined) return lookedUpIn(rule);
  return part === 'lines' ? productObjects : from === 'documents' ? fileOwners : recordObjects;
}

/** Modules that can reach one another by their lookups, and no other open module. */
function cycleIn(open: ReadonlySet<Module>, waiting: (module: Module) => ModuleLookup[]): Module[] {
  const reachableFrom = (start: Module): Set<Module> => {
    const found = new Set<Module>();
    const next = [start];
    for (let module = next.pop(); module !== undefined; module = next.pop()) {
      const further = waiting(module)
        .flatMap(({ into }) => into)
        .filter((one) => open.has(one) && !found.has(one));
      for (const one of further) found.add(one);
      next.push(...further);
    }
    return found;
  };
  const reachable = new Map([...open].map((module) => [module, reachableFrom(module)]));
  const first = [...open].find((module) => [...reachable.get(module)!].every((one) => reachable.get(one)!.has(module)));
  return [...open].filter((module) => reachable.get(first!)!.has(module));
}

/** The module of a cycle that is loaded first: its lookups in the others are written later. */
function breakCycle(cycle: Module[], waiting: (module: Module) => ModuleLookup[]): Module {
  const candidates = cycle.filter((module) => waiting(module).every(canWait));
  const delayed = (module: Module) => waiting(module).filter(({ part }) => part === 'fields').length;
  const [next] = candidates.toSorted((a, b) => delayed(a) - delayed(b) || waiting(a).length - waiting(b).length);
  if (next !== undefined) return next;
  const needed = cycle.flatMap(waiting).filter((one) => !canWait(one));
  const names = needed.map(({ module, field }) => `${module}.${field}`).join(', ');
  throw new Error(
    `The lookups of ${cycle.join(', ')} form a cycle, and each of these modules has one that its records are created with: ${names}. ` +
      'Remove one of them from the mapping, or take required from it.',
  );
}

/** Whether a record can be created without the lookup, so that the second pass can write it. */
const canWait = ({ module, field, rule, part }: ModuleLookup): boolean =>
  part !== 'lines' && !rule.required && field !== traitsOf(module).about && !isMarked(module);
