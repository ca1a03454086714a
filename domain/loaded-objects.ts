import type { Mapping } from '../schemas/mapping.ts';
import { stagedUnlessMapped, type LoadedObject } from '../schemas/terms.ts';

/**
 * Whether the rows of an object become records. Those that are staged only stay there if the mapping has no source for them.
 * Of the other objects every row needs an outcome, so that a row without a route is excluded and counted.
 */
export const isLoadedBy = ({ modules }: Pick<Mapping, 'modules'>, object: LoadedObject): boolean =>
  !stagedUnlessMapped.has(object) ||
  Object.values(modules).some(({ sources }) => sources.some((source) => source.object === object));
