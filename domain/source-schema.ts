import type { ExtractedObject } from '../schemas/terms.ts';

type Columns = Partial<Record<ExtractedObject, string[]>>;

/** Differences between the columns of an earlier extraction and now, one text each. The order of columns is ignored. */
export function schemaChanges(before: Columns, now: Columns): string[] {
  const objects = [...new Set([...Object.keys(before), ...Object.keys(now)])] as ExtractedObject[];
  return objects.flatMap((object) => {
    const [had, has] = [before[object], now[object]];
    if (!had) return [`${object} is new`];
    if (!has) return [`${object} is missing`];
    const removed = had.filter((name) => !has.includes(name)).map((name) => `${object} no longer has ${name}`);
    const added = has.filter((name) => !had.includes(name)).map((name) => `${object} has the new column ${name}`);
    return [...removed, ...added];
  });
}

/**
 * Whether so many rows lack a unique key (more than 10 %) that the profile must name the wrong key column. One row alone says
 * nothing about the column: in an object with few rows it is rejected as in a large one.
 */
export const isWrongKey = ({ rows, unsound }: { rows: number; unsound: number }): boolean =>
  unsound > Math.max(1, rows * 0.1);
