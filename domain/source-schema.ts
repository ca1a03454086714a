import type { ExtractedObject } from '../schemas/words.ts';

type Columns = Partial<Record<ExtractedObject, string[]>>;

/** What is otherwise about a source's columns than it was, a sentence each; their order says nothing. */
export function schemaChanges(before: Columns, now: Columns): string[] {
  const objects = [...new Set([...Object.keys(before), ...Object.keys(now)])] as ExtractedObject[];
  return objects.flatMap((object) => {
    const [had, has] = [before[object], now[object]];
    if (!had) return [`${object} is new`];
    if (!has) return [`${object} is gone`];
    const gone = had.filter((name) => !has.includes(name)).map((name) => `${object} has no ${name} any more`);
    const fresh = has.filter((name) => !had.includes(name)).map((name) => `${object} has a new ${name}`);
    return [...gone, ...fresh];
  });
}
