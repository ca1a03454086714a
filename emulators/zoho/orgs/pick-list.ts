import { itemError, type Item } from '../http/answers.ts';

/** A value of a pick list. */
export interface PickValue {
  /** Number within its list. It never changes, so the id that is derived from it doesn't either. */
  number: number;
  /** What records store. */
  actual: string;
  display: string;
  /** An unused value is kept for old records; it can't be chosen. */
  used: boolean;
  colour: string | null;
}

/** The values of a field, or of a global pick list that several fields share. */
export interface PickList {
  values: PickValue[];
  /** The number of the value that was added last. */
  lastNumber: number;
  sorted: boolean;
}

/** A value as a client sends it. */
export interface GivenValue {
  id?: string;
  actual_value?: string;
  display_value?: string;
  sequence_number?: number;
  type?: string;
  colour_code?: string | null;
  _delete?: unknown;
}

/** docs: create-custom-field, create-global-picklist */
const longest = 120;
const maxUsed = 1_000;
const maxUnused = 500;
const emoji = /\p{Emoji_Presentation}/u;

export function pickListOf(actuals: string[]): PickList {
  const values = actuals.map((actual, place) => ({
    number: place + 1,
    ...{ actual, display: actual, used: true, colour: null },
  }));
  return { values, lastNumber: values.length, sorted: false };
}

/** The values that records may have, in their order. */
export const usableValues = ({ values }: PickList): string[] =>
  values.flatMap(({ actual, used }) => (used ? actual : []));
export const hasValue = ({ values }: PickList, actual: unknown): boolean =>
  values.some((value) => value.used && value.actual === actual);

/**
 * Adds, changes, moves and deletes values. A value with an id, or with a stored `actual_value`, is changed; others are
 * added at the end, or where `sequence_number` says. An error leaves the list as it is.
 * docs: update-custom-field, update-global-picklist
 */
export function changePickList(
  list: PickList,
  given: GivenValue[],
  idOf: (value: PickValue) => string,
  path: string,
): Item | null {
  const values = list.values.map((value) => ({ ...value }));
  let { lastNumber } = list;
  const moves: [value: PickValue, to: number][] = [];
  for (const [index, one] of given.entries()) {
    const at = (name: string) => ({ api_name: name, json_path: `${path}[${index}].${name}` });
    const actual = one.actual_value ?? (one.id === undefined ? one.display_value : undefined);
    const known = values.find((value) => (one.id === undefined ? value.actual === actual : idOf(value) === one.id));
    if (one.id !== undefined && !known) return itemError('INVALID_DATA', 'the id given seems to be invalid', at('id'));
    if ('_delete' in one) {
      if (known) values.splice(values.indexOf(known), 1);
      continue;
    }
    for (const name of ['display_value', 'actual_value'] as const) {
      const text = one[name];
      if (text === undefined) continue;
      if (text.trim() === '' || emoji.test(text)) return itemError('INVALID_DATA', 'invalid data', at(name));
      if (text.length > longest)
        return itemError('INVALID_DATA', 'invalid data', { maximum_length: longest, ...at(name) });
    }
    if (actual === undefined && !known)
      return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('display_value'));
    const value = known ?? { number: (lastNumber += 1), actual: '', display: '', used: true, colour: null };
    if (!known) values.push(value);
    Object.assign(value, {
      actual: actual ?? value.actual,
      display: one.display_value ?? (known ? value.display : actual),
      used: one.type === undefined ? value.used : one.type === 'used',
      colour: one.colour_code === undefined ? value.colour : one.colour_code,
    });
    const same = values.find((other) => other !== value && other.display === value.display);
    if (same)
      return itemError(
        'DUPLICATE_DATA',
        'Duplicate display_value has been found among the picklist options',
        at('display_value'),
      );
    if (one.sequence_number !== undefined) moves.push([value, one.sequence_number]);
  }
  const used = values.filter((value) => value.used).length;
  for (const [count, limit] of [
    [used, maxUsed],
    [values.length - used, maxUnused],
  ] as const) {
    const where = { api_name: 'pick_list_values', json_path: path };
    if (count > limit)
      return itemError('LIMIT_EXCEEDED', 'The values in the picklist have reached their limit', { limit, ...where });
  }
  moves.sort(([, one], [, other]) => one - other);
  for (const [value, to] of moves) {
    values.splice(values.indexOf(value), 1);
    values.splice(Math.max(0, to - 1), 0, value);
  }
  Object.assign(list, { values, lastNumber });
  sortValues(list, list.sorted);
  return null;
}

/** Sorts the values by their labels from now on, or keeps the given order. */
export function sortValues(list: PickList, sorted: boolean): void {
  list.sorted = sorted;
  if (sorted) list.values.sort((a, b) => a.display.localeCompare(b.display));
}
