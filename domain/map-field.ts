import type { Json } from '../schemas/json.ts';
import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import type { LoadedObject } from '../schemas/terms.ts';
import type { SourceRow } from './condition.ts';
import { idIn, isBlank, normalized, type Identity } from './identity.ts';
import { targetOf } from './keys.ts';
import type { Guard } from './identifiers/guard.ts';
import { remember } from './remember.ts';
import { transforms } from './values/transforms.ts';
import type { ValueContext } from './values/value.ts';

export interface MapContext extends ValueContext {
  /** Zoho's user id for a source user. The default owner's id if the owner map does not list the user. */
  ownerOf(sourceUser: string): string;
  guard: Pick<Guard, 'scanText'>;
  /** How the numbers of a column are written. */
  numberFormat?: ((column: string) => ValueContext['numbers']) | undefined;
  /** The key of a record that a row refers to. */
  identify(object: LoadedObject, id: string): Identity;
}

/**
 * The value of a field. If the source value is unusable, `reason` says why, without repeating the value. A `damaged` value
 * rejects the record also where the field is not required: something went wrong before, and blank would hide it.
 */
export type Mapped = { value: Json; repaired?: string } | { value: undefined; reason?: string; damaged?: boolean };

/** Maps one field of a row. `raw` is the row with its keys and references as the source has them. */
export type MapRow = (row: SourceRow, raw: SourceRow) => Mapped;

const blank: Mapped = { value: undefined };
const unusable = (reason: string): Mapped => ({ value: undefined, reason });

/** Compiles the rule of one destination field into a function of a source row. */
export function compileField(rule: FieldRule, maps: Mapping['maps'], context: MapContext): MapRow {
  if (rule.constant !== undefined) {
    const mapped: Mapped = { value: rule.constant };
    return () => mapped;
  }
  const from = [rule.from].flat().filter((field) => field !== undefined);
  const map = rule.map === undefined ? null : new Map(Object.entries({ ...maps[rule.map] }));
  // The first field that has a value decides how its numbers are read.
  const contexts = new Map(from.map((field) => [field, { ...context, numbers: context.numberFormat?.(field) }]));
  const plain = new Map(
    from.map((field) => [field, remember((text) => mapText({ rule, map }, text, text, contexts.get(field)!))]),
  );
  const references = new Map<LoadedObject, (text: string) => Mapped>();
  const referTo = (object: LoadedObject) => {
    const known = references.get(object) ?? remember((text) => reference(rule, object, text, context));
    references.set(object, known);
    return known;
  };
  return (row, raw) => {
    const fields = isLookup(rule) ? raw : row;
    let first = '';
    let source = '';
    let text = '';
    for (const field of from) {
      const one = normalized(fields[field] ?? '');
      if (isBlank(one)) continue;
      if (first !== '') text += rule.join! + one;
      else {
        first = text = one;
        source = field;
      }
      if (rule.join === undefined) break;
    }
    if (text === '') return blank;
    if (!isLookup(rule)) {
      const own = plain.get(source)!;
      return text === first ? own(text) : mapText({ rule, map }, text, first, contexts.get(source)!);
    }
    const object = targetOf(rule, raw);
    return object === undefined ? unusable('unknown source object') : referTo(object)(text);
  };
}

/** @param scanned the part of the text that was scanned for network identifiers */
function mapText(
  { rule, map }: { rule: FieldRule; map: ReadonlyMap<string, Json> | null },
  text: string,
  scanned: string,
  context: MapContext,
): Mapped {
  const damage = damageOf(text);
  if (damage !== null) return { value: undefined, reason: damage, damaged: true };
  if (rule.owner) return { value: { id: context.ownerOf(text.trim()) } };
  if (map) {
    const value = map.get(text.trim());
    return value === undefined ? unusable(`not in the value map ${rule.map}`) : { value };
  }
  const changed = transform(rule, text, context);
  if (changed.value === undefined) return changed;
  // Each source field was scanned, but parts that are joined, or digits that a transform writes out, can make an identifier.
  const leak = changed.value === scanned ? undefined : leakIn(String(changed.value), context);
  return leak ? unusable(`a network identifier (${leak}) after it was joined or transformed`) : fit(rule, changed);
}

const leakIn = (text: string, { guard }: MapContext) =>
  guard.scanText(text).find(({ action }) => action === 'withhold')?.rule;

export const isLookup = (rule: FieldRule): boolean => rule.lookup !== undefined || rule.lookup_from !== undefined;

/** Half of a character, or one of two code units. */
const surrogate = /[\ud800-\udfff]/;

/** Texts that neither the ledger nor Zoho can hold. Postgres has no NUL in texts; JSON is exchanged as valid Unicode. */
function damageOf(text: string): string | null {
  if (text.includes('\u0000')) return 'has a NUL character';
  return surrogate.test(text) && /\p{Cs}/u.test(text) ? 'is not valid Unicode' : null;
}

function transform(rule: FieldRule, text: string, context: ValueContext): Mapped {
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

function reference(rule: FieldRule, object: LoadedObject, text: string, context: MapContext): Mapped {
  const changed = transform(rule, text, context);
  if (changed.value === undefined) return changed;
  const identity = context.identify(object, String(changed.value));
  if ('problem' in identity) return unusable(identity.problem);
  return leakIn(idIn(identity.key), context)
    ? unusable(`the reference is a network identifier; list ${object} under hashKeys in mapping.yml`)
    : { value: { $key: identity.key } };
}

function fit(rule: FieldRule, mapped: Mapped): Mapped {
  const { length } = rule;
  if (length === undefined || typeof mapped.value !== 'string' || mapped.value.length <= length) return mapped;
  if (!rule.cut) return unusable(`longer than ${length} characters`);
  // A character of two code units, such as an emoji, is not cut in half.
  return { value: mapped.value.slice(0, length).replace(/[\ud800-\udbff]$/, ''), repaired: 'cut' };
}
