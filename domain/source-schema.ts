import type { ExtractedObject } from '../schemas/words.ts';

type Columns = Partial<Record<ExtractedObject, string[]>>;

/** How a source's columns differ from an earlier extraction, a sentence each. Their order does not matter. */
export function schemaChanges(before: Columns, now: Columns): string[] {
  const objects = [...new Set([...Object.keys(before), ...Object.keys(now)])] as ExtractedObject[];
  return objects.flatMap((object) => {
    const [had, has] = [before[object], now[object]];
    if (!had) return [`${object} is new`];
    if (!has) return [`${object} is gone`];
    const gone = had.filter((name) => !has.includes(name)).map((name) => `${object} no longer has ${name}`);
    const fresh = has.filter((name) => !had.includes(name)).map((name) => `${object} has a new ${name}`);
    return [...gone, ...fresh];
  });
}

/** Whether so few rows have a key of their own that the profile must name the wrong column. */
export const isWrongKey = ({ rows, keys }: { rows: number; keys: number }): boolean => rows - keys > rows * 0.1;
