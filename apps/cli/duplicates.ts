import { DuplicateTier, duplicateStates, type DuplicateState } from '../../schemas/duplicates.ts';
import { loadedObjects, type LoadedObject } from '../../schemas/terms.ts';
import { wrongUse } from './failure.ts';

const objectNames: LoadedObject[] = [...loadedObjects];
const tierNames: DuplicateTier[] = [...DuplicateTier.options];
const stateNames: (DuplicateState | 'decided' | 'any')[] = [...duplicateStates, 'decided', 'any'];

/** Options that choose clusters. */
export const clusterArgs = {
  object: { type: 'enum', options: objectNames, description: 'Only records of this source object' },
  tier: { type: 'enum', options: tierNames, description: 'Only groups of which it is so sure' },
  state: {
    type: 'enum',
    options: stateNames,
    default: 'open',
    description: 'Only groups with this decision; open: without one',
  },
} as const;

/**
 * The groups of `--group`, each the numbers of members as the list shows them.
 *
 * @throws {CliError} for a number that no member has
 */
export function groupsIn(texts: string[], ids: string[]): string[][] {
  return texts.map((text) =>
    text.split(',').map((place) => {
      const id = /^\s*\d{1,6}\s*$/.test(place) ? ids[Number(place) - 1] : undefined;
      if (id === undefined)
        throw wrongUse(
          `"${place}" is not the number of a member: the cluster has 1 to ${ids.length}.`,
          'Give the numbers of the members that are one record, such as --group 1,3.',
        );
      return id;
    }),
  );
}
