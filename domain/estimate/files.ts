import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { compileCondition, type SourceRow } from '../condition.ts';
import { targetsOf } from '../keys.ts';

/** Files of the records of one object, and some of their rows, evenly over all. */
export interface SampledFiles {
  object: LoadedObject | null;
  files: number;
  sample: SourceRow[];
}

/** Counts the rows that become files, by what they hang on, and keeps a sample of each group of at most `most` rows. */
export function sampleFiles(
  mapping: Pick<Mapping, 'modules'>,
  most: number,
): { add(row: SourceRow): void; groups(): SampledFiles[] } {
  const routes = (mapping.modules['Attachments']?.sources ?? []).map(({ route, exclude, fields }) => ({
    takes: route ? compileCondition(route) : () => true,
    excludes: exclude.map(({ when }) => compileCondition(when)),
    isLast: route === undefined,
    parent: fields['Parent_Id'],
  }));
  routes.sort((one, other) => Number(one.isLast) - Number(other.isLast));
  const groups = new Map<LoadedObject | null, SampledFiles & { stride: number }>();
  return {
    add(row) {
      const route = routes.find(({ takes }) => takes(row));
      if (!route || route.excludes.some((test) => test(row))) return;
      const [object = null] = route.parent ? targetsOf(route.parent, row) : [];
      const group = groups.get(object) ?? { object, files: 0, sample: [], stride: 1 };
      groups.set(object, group);
      if (group.files % group.stride === 0) group.sample.push(row);
      group.files += 1;
      if (group.sample.length <= most) return;
      group.sample = group.sample.filter((_, index) => index % 2 === 0);
      group.stride *= 2;
    },
    groups: () => [...groups.values()].map(({ object, files, sample }) => ({ object, files, sample })),
  };
}
