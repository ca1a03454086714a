import type { Json } from '../schemas/json.ts';
import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import type { RecordKey } from '../schemas/record.ts';
import { sourceObjects } from '../schemas/terms.ts';
import type { SourceRow } from './condition.ts';
import type { Guard } from './identifiers/guard.ts';
import { transforms } from './values/transforms.ts';
import type { ValueContext } from './values/value.ts';

export interface MapContext extends ValueContext {
  /** Zoho's user id for a source user. The default owner's id if the owner map does not list the user. */
  ownerOf(sourceUser: string): string;
  guard: Pick<Guard, 'scanText'>;
}

/** The value of a field. If the source value is unusable, `reason` says why, without repeating the value. */
export type Mapped = { value: Json; repaired?: string } | { value: undefined; reason?: string };

const blank: Mapped = { value: undefined };
const unusable = (reason: string): Mapped => ({ value: undefined, reason });

/** Compiles the rule of one destination field into a function of a source row. */
export function compileField(rule: FieldRule, maps: Mapping['maps'], context: MapContext): (row: SourceRow) => Mapped {
  if (rule.constant !== undefined) {
    const mapped: Mapped = { value: rule.constant };
    return () => mapped;
  }
  const from = [rule.from].flat().filter((field) => field !== undefined);
  const map = rule.map === undefined ? null : new Map(Object.entries({ ...maps[rule.map] }));
  return (row) => {
    const texts = from.map((field) => (row[field] ?? '').normalize('NFC')).filter((text) => text.trim() !== '');
    const text = rule.join === undefined ? texts[0] : texts.join(rule.join);
    if (text === undefined || text === '') return blank;
    if (rule.owner) return { value: { id: context.ownerOf(text.trim()) } };
    if (map) {
      const value = map.get(text.trim());
      return value === undefined ? unusable(`not in the value map ${rule.map}`) : { value };
    }
    const changed = transform(rule, text, context);
    if (changed.value === undefined) return changed;
    if (isLookup(rule)) return reference(rule, row, String(changed.value), context);
    // Each source field was scanned, but parts that are joined, or digits that a transform writes out, can make an identifier.
    const leak = changed.value === texts[0] ? undefined : leakIn(String(changed.value), context);
    return leak ? unusable(`a network identifier (${leak}) after it was joined or transformed`) : fit(rule, changed);
  };
}

const leakIn = (text: string, { guard }: MapContext) =>
  guard.scanText(text).find(({ action }) => action === 'withhold')?.rule;

export const isLookup = (rule: FieldRule): boolean => rule.lookup !== undefined || rule.lookup_from !== undefined;

function transform(rule: FieldRule, text: string, context: MapContext): Mapped {
  let value: string | number | boolean = text;
  let repaired: string | undefined;
  for (const name of rule.transforms) {
    const converted = transforms[name](String(value), context);
    if (!converted.ok) return unusable(`${name}: ${converted.reason}`);
    if (converted.value === '') return blank;
    value = converted.value;
    if (converted.repaired) repaired = name;
  }
  return repaired === undefined ? { value } : { value, repaired };
}

function reference(rule: FieldRule, row: SourceRow, id: string, context: MapContext): Mapped {
  const object = rule.lookup ?? row[String(rule.lookup_from)];
  if (!(sourceObjects as readonly (string | undefined)[]).includes(object)) return unusable('unknown source object');
  if (leakIn(id, context))
    return unusable(`the reference is a network identifier; list ${object} under hashKeys in mapping.yml`);
  return { value: { $key: `${object}:${id}` as RecordKey } };
}

function fit(rule: FieldRule, mapped: Mapped): Mapped {
  const { length } = rule;
  if (length === undefined || typeof mapped.value !== 'string' || mapped.value.length <= length) return mapped;
  return rule.cut
    ? { value: mapped.value.slice(0, length), repaired: 'cut' }
    : unusable(`longer than ${length} characters`);
}
