import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import { lookedUpIn } from './keys.ts';
import { attachedObjects, loadedObjects, type LoadedObject, type Module } from '../schemas/terms.ts';
import { modulesOf, sourcesOf } from './modules-of.ts';

/**
 * Modules of a mapping in dependency order: a module comes after the modules that its lookups refer to. Independent
 * modules keep their usual order, so the usual mapping gives Accounts, Contacts, Products, Sales Orders, Invoices. Lookups in
 * custom fields count where they can.
 * @throws {Error} when the lookups form a cycle
 */
export function orderModules(mapping: Mapping): Module[] {
  const open = new Set(modulesOf(mapping));
  const needs = (module: Module, part: 'base' | 'custom') =>
    neededBy(mapping, module, part).filter((need) => open.has(need));
  const ordered: Module[] = [];
  while (open.size > 0) {
    const ready = [...open].filter((module) => needs(module, 'base').length === 0);
    // A cycle through custom fields costs their lookups, not the load.
    const next = ready.find((module) => needs(module, 'custom').length === 0) ?? ready[0];
    if (!next) {
      const cycle = [...open].join(', ');
      throw new Error(`The lookups of ${cycle} form a cycle. Remove one of the lookups from the mapping.`);
    }
    ordered.push(next);
    open.delete(next);
  }
  return ordered;
}

const objectsOf = (mapping: Mapping, module: Module): LoadedObject[] =>
  sourcesOf(mapping, module).map(({ object }) => object);

/**
 * Other modules that hold records which the module's lookups and lines refer to. A lookup to an object that the module
 * holds itself is not counted, because the second pass writes it.
 */
function neededBy(mapping: Mapping, module: Module, part: 'base' | 'custom'): Module[] {
  const own = objectsOf(mapping, module);
  const wanted = sourcesOf(mapping, module)
    .flatMap(({ fields, custom, lines }) =>
      part === 'custom'
        ? Object.values(custom).flatMap((rule) => lookedUp(rule, recordObjects))
        : [
            ...Object.values(fields).flatMap((rule) => lookedUp(rule, recordObjects)),
            ...Object.values({ ...lines?.fields }).flatMap((rule) => lookedUp(rule, productObjects)),
          ],
    )
    .filter((object) => !own.includes(object));
  return modulesOf(mapping).filter((other) => objectsOf(mapping, other).some((object) => wanted.includes(object)));
}

/** A line names its source object in the data, so it can be any kind of product. */
const productObjects: LoadedObject[] = ['service_plans', 'product_catalog'];
/** A file names it too, and can hang on any record. */
const recordObjects = loadedObjects.filter((object) => !attachedObjects.has(object));

const lookedUp = (rule: FieldRule, candidates: LoadedObject[]): LoadedObject[] =>
  rule.lookup ? lookedUpIn(rule) : rule.lookup_from ? candidates : [];
