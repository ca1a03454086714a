import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import { standardModules, type Module } from '../schemas/terms.ts';

const places = new Map<Module, number>(standardModules.map((module, place) => [module, place]));
const placeOf = (module: Module): number => places.get(module) ?? standardModules.length;

/** Zoho's own modules in their usual order, then the others by name. */
export const compareModules = (one: Module, other: Module): number =>
  placeOf(one) - placeOf(other) || (one < other ? -1 : Number(one > other));

/** The modules of a mapping in their usual order. */
export const modulesOf = ({ modules }: Pick<Mapping, 'modules'>): Module[] =>
  Object.keys(modules).toSorted(compareModules);

/** How one module is filled; nothing for a module that the mapping does not have. */
export const sourcesOf = ({ modules }: Pick<Mapping, 'modules'>, module: Module): SourceRule[] =>
  modules[module]?.sources ?? [];

/** Every source of a mapping, in the usual order of the modules. */
export const allSources = (mapping: Pick<Mapping, 'modules'>): SourceRule[] =>
  modulesOf(mapping).flatMap((module) => sourcesOf(mapping, module));
