import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import type { LoadedObject, Module } from '../schemas/terms.ts';
import { modulesOf, sourcesOf } from './modules-of.ts';

/**
 * The sources of a mapping for an object, in the order in which a row tries them. One without a condition comes last, because it
 * takes every row.
 */
export const routedSources = (
  mapping: Pick<Mapping, 'modules'>,
  object: LoadedObject,
): { module: Module; source: SourceRule }[] =>
  modulesOf(mapping)
    .flatMap((module) => sourcesOf(mapping, module).map((source) => ({ module, source })))
    .filter(({ source }) => source.object === object)
    .toSorted((a, b) => Number(a.source.route === undefined) - Number(b.source.route === undefined));
