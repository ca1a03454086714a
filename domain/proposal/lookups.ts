import { loadedObjects, type LoadedObject } from '../../schemas/terms.ts';
import { moduleOf, type Column } from './features.ts';

/** Where the values of a column are looked up. */
export interface ChosenLookup {
  lookup: LoadedObject | LoadedObject[];
  /** Rows with a value. */
  rows: number;
  /** Rows whose value is no id of these objects. */
  lost: number;
  /** Rows whose value is the id of records of several of them, so that nobody can say which one is meant. */
  ambiguous: number;
}

/**
 * The objects in which a load finds most records of a column, each exactly once.
 * @param isMeant whether the records can be those of an object
 * @returns undefined for a column that refers to none of them
 */
export function chooseLookup(
  { facts, reach = [] }: Column,
  isMeant: (object: LoadedObject) => boolean,
): ChosenLookup | undefined {
  const possible = facts.references.map(({ object }) => object).filter(isMeant);
  const rowsWith = (objects: readonly LoadedObject[], counts: (found: number) => boolean): number =>
    reach
      .filter((one) => counts(one.objects.filter((object) => objects.includes(object)).length))
      .reduce((sum, { rows }) => sum + rows, 0);
  let chosen = possible.slice(0, 1);
  for (const object of possible.slice(1)) {
    const more = [...chosen, object];
    if (rowsWith(more, (found) => found === 1) > rowsWith(chosen, (found) => found === 1)) chosen = more;
  }
  const [first] = chosen;
  if (first === undefined) return undefined;
  return {
    lookup: chosen.length > 1 ? chosen : first,
    rows: rowsWith([], () => true),
    lost: rowsWith(chosen, (found) => found === 0),
    ambiguous: rowsWith(chosen, (found) => found > 1),
  };
}

const number = (count: number): string => count.toLocaleString('en-GB');

/** The objects that become records of a module. Lookups to objects that are not loaded would lead nowhere. */
export const isIn =
  (module: string | null, isLoaded: (object: LoadedObject) => boolean) =>
  (object: LoadedObject): boolean =>
    moduleOf[object] === module && isLoaded(object);

/** What a load can't look up; null if it finds every record. It names no values. */
export function lookupGap({ rows, lost, ambiguous }: ChosenLookup): string | null {
  const gaps = [
    ...(lost > 0 ? [`${number(lost)} of ${number(rows)} values are the id of no record`] : []),
    ...(ambiguous > 0 ? [`${number(ambiguous)} of ${number(rows)} values are the id of several records`] : []),
  ];
  return gaps.length > 0 ? gaps.join(', ') : null;
}

/** The column that names the object of the record to which each row refers. */
export const objectColumn = (columns: readonly Column[]): Column | undefined =>
  columns.find(
    ({ values }) => values && values.length > 0 && values.every((value) => loadedObjects.some((one) => one === value)),
  );
