import type { Json } from '../schemas/json.ts';
import type { CustomField, FieldRule, Mapping } from '../schemas/mapping.ts';
import type { RecordKey } from '../schemas/record.ts';
import type { LoadedObject } from '../schemas/terms.ts';
import { textIn, type SourceRow } from './condition.ts';
import { fitCustomField, valuesInText } from './custom-value.ts';
import { idIn, isBlank, isInvisible, normalized, type Identity } from './identity.ts';
import { targetsOf } from './keys.ts';
import type { Guard } from './identifiers/guard.ts';
import type { Mapped } from './mapped.ts';
import { remember } from './remember.ts';
import { referenceTo } from './resolve-references.ts';
import { durationBetween } from './values/durations.ts';
import { cutText } from './values/texts.ts';
import { transforms } from './values/transforms.ts';
import type { ColumnDates, ValueContext } from './values/value.ts';

export interface MapContext extends Omit<ValueContext, 'column'> {
  /** How fields write their dates, by `<object>.<field>`; a field of a line is `<object>.lines.<field>`. */
  dates: ReadonlyMap<string, ColumnDates>;
  /** Zoho's user id for a source user; null if the owner map does not list the user. */
  ownerOf(sourceUser: string): string | null;
  /** Zoho's user id for all other source users; null if the owner map has no rule for them. */
  defaultOwner: string | null;
  /** Source users whose user in Zoho is not active or not confirmed, so that the owner map's rule for them decides. */
  inactiveOwners?: ReadonlySet<string>;
  guard: Pick<Guard, 'scanText'>;
  /** How the numbers of a column are written. */
  numberFormat?: ((column: string) => ValueContext['numbers']) | undefined;
  /** The key of a record that a row refers to. */
  identify(object: LoadedObject, id: string): Identity;
}

/** Maps one field of a row. `raw` is the row with its keys and references as the source has them. */
export type MapRow = (row: SourceRow, raw: SourceRow) => Mapped;

/** What is known of a field beside its rule. */
export interface FieldPlace {
  /** Begins the names of source fields: `<object>.`, for lines `<object>.lines.`. */
  prefix: string;
  /** The declaration of a custom field. */
  declared?: CustomField | undefined;
}

interface Compiled {
  rule: FieldRule;
  map: ReadonlyMap<string, Json> | null;
  declared: CustomField | undefined;
  context: MapContext & ValueContext;
}

const blank: Mapped = { value: undefined };
const unusable = (reason: string): Mapped => ({ value: undefined, reason });
const invisible = unusable('only invisible characters');

/** Compiles the rule of one destination field into a function of a source row. */
export function compileField(
  rule: FieldRule,
  maps: Mapping['maps'],
  context: MapContext,
  { prefix, declared }: FieldPlace,
): MapRow {
  if (rule.constant !== undefined) {
    const fitted = declared ? fitCustomField(declared, rule.constant, [], { ...context, column: null }) : null;
    const mapped: Mapped = fitted ?? { value: rule.constant };
    return () => mapped;
  }
  const from = [rule.from].flat().filter((field) => field !== undefined);
  if (rule.until !== undefined) return compileSpan(from[0]!, rule.until, context, prefix);
  const map = rule.map === undefined ? null : new Map(Object.entries({ ...maps[rule.map] }));
  // The first field that has a value decides how its dates and numbers are read.
  const columns = from.map((field) => {
    const compiled = {
      rule,
      map,
      declared,
      context: {
        ...context,
        column: context.dates.get(prefix + field) ?? null,
        numbers: context.numberFormat?.(field),
      },
    };
    return { field, compiled, plain: remember((text) => mapText(compiled, text, text)) };
  });
  const references = new Map<string, (text: string) => Mapped>();
  const referTo = (objects: LoadedObject[]) => {
    const name = objects.join(' ');
    const known = references.get(name) ?? remember((text) => reference(columns[0]!.compiled, objects, text));
    references.set(name, known);
    return known;
  };
  const isReference = isLookup(rule);
  const missing = rule.owner && !rule.required && !isUserField(declared) ? withoutOwner(context) : blank;
  return (row, raw) => {
    const fields = isReference ? raw : row;
    let first = '';
    let text = '';
    let found: (typeof columns)[number] | null = null;
    let hidden = false;
    for (const column of columns) {
      const one = normalized(textIn(fields, column.field));
      if (isReference ? isBlank(one) : isInvisible(one)) {
        hidden ||= one.trim() !== '';
        continue;
      }
      if (found !== null) text += rule.join! + one;
      else {
        first = text = one;
        found = column;
      }
      if (rule.join === undefined) break;
    }
    if (found === null) return hidden && missing === blank ? invisible : missing;
    if (!isReference) return text === first ? found.plain(text) : mapText(found.compiled, text, first);
    const objects = targetsOf(rule, raw);
    return objects.length === 0 ? unusable('unknown source object') : referTo(objects)(text);
  };
}

/** The time between two fields of a row. */
function compileSpan(from: string, until: string, context: MapContext, prefix: string): MapRow {
  const read = (field: string) => {
    const column = context.dates.get(prefix + field) ?? null;
    return (row: SourceRow) => ({ text: normalized(textIn(row, field)), context: { ...context, column } });
  };
  const [begin, end] = [read(from), read(until)];
  return (row) => {
    const start = begin(row);
    return isInvisible(start.text) ? blank : durationBetween(start, end(row));
  };
}

/** @param scanned the part of the text that was scanned for network identifiers */
function mapText(compiled: Compiled, text: string, scanned: string): Mapped {
  const { rule, map, declared, context } = compiled;
  const damage = damageOf(text);
  if (damage !== null) return { value: undefined, reason: damage, rejects: true };
  if (rule.owner) return isUserField(declared) ? userOf(text.trim(), context) : ownerOf(text.trim(), context);
  if (map) {
    if (declared?.type === 'multiselectpicklist') return mapValues(compiled, map, declared, text);
    const value = map.get(text.trim());
    if (value === undefined) return unusable(`not in the value map ${rule.map}`);
    if (value === null) return blank;
    return declared ? fitCustomField(declared, value, [], context) : { value };
  }
  if (isStructure(text) && !rule.transforms.includes('json')) return unusable('an object or a list instead of a text');
  const changed = transform(rule, text, context);
  if (changed.value === undefined) return changed;
  // Each source field was scanned, but parts that are joined, or digits that a transform writes out, can make an identifier.
  const leak = changed.value === scanned ? undefined : leakIn(String(changed.value), context);
  if (leak) return unusable(`a network identifier (${leak}) after it was joined or transformed`);
  const fitted = fit(rule, changed);
  if (!declared || fitted.value === undefined) return fitted;
  const checked = fitCustomField(declared, fitted.value, rule.transforms, context);
  const remark = 'remark' in fitted ? fitted.remark : undefined;
  return remark !== undefined && checked.value !== undefined ? { remark, ...checked } : checked;
}

/** Why a record is rejected whose user nobody stands for. */
export const unlisted = 'the owner map does not list the user';

function ownerOf(sourceUser: string, context: MapContext): Mapped {
  const id = context.ownerOf(sourceUser);
  if (id !== null)
    return context.inactiveOwners?.has(sourceUser)
      ? { value: { id }, remark: "default:the user's owner in Zoho is not active or not confirmed" }
      : { value: { id } };
  if (context.defaultOwner !== null) return defaultOwner(context.defaultOwner, unlisted);
  // Without an owner, the record would belong to the user of the API, which nobody decided.
  return { value: undefined, reason: unlisted, rejects: true };
}

const defaultOwner = (id: string, why: string): Mapped => ({ value: { id }, remark: `default:${why}` });

/** A row whose source names no owner. In Zoho, a record without an owner belongs to the user of the API. */
const withoutOwner = ({ defaultOwner: id }: Pick<MapContext, 'defaultOwner'>): Mapped =>
  id === null ? unusable(noOwner) : defaultOwner(id, noOwner);

const noOwner = 'the source names no owner';

const isUserField = (declared: CustomField | undefined): boolean => declared?.type === 'userlookup';

/** A custom field for a user stays blank where a record would get the owner of a rule: that is another person. */
function userOf(sourceUser: string, context: MapContext): Mapped {
  if (context.inactiveOwners?.has(sourceUser))
    return unusable("the user's owner in Zoho is not active or not confirmed");
  const id = context.ownerOf(sourceUser);
  return id === null ? unusable('the owner map does not list the user') : { value: { id } };
}

/** Each value of a multi-select pick list by the value map. */
function mapValues({ rule, context }: Compiled, map: ReadonlyMap<string, Json>, declared: CustomField, text: string) {
  const values = valuesInText(declared, text);
  if (values.some((value) => !map.has(value))) return unusable(`not in the value map ${rule.map}`);
  const mapped = values.map((value) => map.get(value)!).filter((value) => value !== null);
  return values.length > 0 && mapped.length === 0 ? blank : fitCustomField(declared, mapped, [], context);
}

/** The texts that objects and lists become in sources: as JSON, or by JavaScript's own conversion. */
function isStructure(text: string): boolean {
  const start = text.trimStart();
  if (!start.startsWith('{') && !start.startsWith('[')) return false;
  if (start.startsWith('[object Object]')) return true;
  try {
    return typeof JSON.parse(start) === 'object';
  } catch {
    return false;
  }
}

const leakIn = (text: string, { guard }: Pick<MapContext, 'guard'>) =>
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
  let remark: string | undefined;
  for (const name of rule.transforms) {
    const converted = transforms[name](String(value), context);
    if (!converted.ok) return unusable(`${name}: ${converted.reason}`);
    value = converted.value;
    if (typeof value === 'string' && isInvisible(value)) return invisible;
    if (converted.repaired) remark = `repaired:${name}`;
  }
  return remark === undefined ? { value } : { value, remark };
}

function reference({ rule, context }: Compiled, objects: LoadedObject[], text: string): Mapped {
  const changed = transform(rule, text, context);
  if (changed.value === undefined) return changed;
  const keys: RecordKey[] = [];
  for (const object of objects) {
    const identity = context.identify(object, String(changed.value));
    if ('problem' in identity) return unusable(identity.problem);
    if (leakIn(idIn(identity.key), context))
      return unusable(`the reference is a network identifier; list ${object} under hashKeys in mapping.yml`);
    keys.push(identity.key);
  }
  return { value: referenceTo(keys) };
}

function fit(rule: FieldRule, mapped: Mapped): Mapped {
  const { length } = rule;
  if (length === undefined || typeof mapped.value !== 'string' || mapped.value.length <= length) return mapped;
  const cut = rule.cut ? cutText(mapped.value, length) : '';
  return cut === '' ? unusable(`longer than ${length} characters`) : { value: cut, remark: 'repaired:cut' };
}
