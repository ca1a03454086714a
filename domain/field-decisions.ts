import type { ColumnFacts } from '../schemas/column-facts.ts';
import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import type { LoadedObject } from '../schemas/terms.ts';
import { allSources } from './modules-of.ts';
import { columnOf, handoffFields, moneyColumns, namedFields, readBy } from './named-fields.ts';
import { withheldIn } from './withheld.ts';

/** What a source of a mapping says about a field of its object. */
export interface FieldDecision {
  object: LoadedObject;
  column: string;
  /** Fields of Zoho, `handed off`, `ignored: <reason>`, `not mapped` … */
  decided: string;
}

/** The column with the custom fields of a record. */
const extensions = 'extensions';

/** Fields of an object as mappings name them: the custom fields that are known stand for the column that holds them. */
export const fieldsIn = (columns: readonly string[], customFields: readonly string[]): string[] => [
  ...columns.filter((column) => column !== extensions || customFields.length === 0),
  ...customFields.map((name) => `${extensions}.${name}`),
];

/** The names of the custom fields of an object that were found in its rows. */
export const customFieldsIn = (facts: readonly ColumnFacts[], object: LoadedObject): string[] =>
  facts
    .filter((one) => one.object === object && one.within === null && one.column.startsWith(`${extensions}.`))
    .map(({ column }) => column.slice(extensions.length + 1));

/**
 * Fields of an object about which a source rule says nothing: they are neither mapped nor ignored.
 * @param key the object's key, which is always used
 */
export function undecidedFields(
  mapping: Pick<Mapping, 'withhold'>,
  source: SourceRule,
  present: readonly string[],
  key: string | undefined,
): string[] {
  const used = new Set([
    ...namedFields(source)
      .filter(({ at }) => !/^(exclude|dedupe)/.test(at))
      .map(({ field }) => field),
    ...moneyColumns(source).map(([, column]) => column),
    ...withheldIn(mapping, source.object),
    ...(key === undefined ? [] : [key]),
  ]);
  const columns = new Set([...used].map(columnOf));
  // Who decides about the whole column decides about each custom field in it.
  const isUsed = (field: string): boolean =>
    used.has(field) || (field === extensions ? columns.has(field) : used.has(columnOf(field)));
  return present.filter((field) => !isUsed(field));
}

/** What each source of a mapping says about each field of its object that the survey found. */
export function decisionsOn(
  mapping: Mapping,
  source: SourceRule,
  facts: readonly ColumnFacts[],
  key: string | undefined,
): FieldDecision[] {
  const { object } = source;
  const columns = facts.filter((one) => one.object === object && one.within === null).map(({ column }) => column);
  const open = new Set(undecidedFields(mapping, source, columns, key));
  return columns.map((column) => ({
    object,
    column,
    decided: open.has(column) ? notMapped : decidedFor(mapping, source, column),
  }));
}

const notMapped = 'not mapped';

function decidedFor(mapping: Mapping, source: SourceRule, column: string): string {
  // What is said of the whole column is said of each custom field in it.
  const names = [column, columnOf(column)];
  const isNamed = (name: string): boolean => names.includes(name);
  const fields = [...Object.entries(source.fields), ...Object.entries(source.custom)]
    .filter(([, rule]) => readBy(rule).some(isNamed))
    .map(([name]) => name);
  if (fields.length > 0) return fields.join(', ');
  if (isNamed(source.route?.field ?? '')) return 'route';
  if (handoffFields(source).some(({ field }) => isNamed(field))) return 'handed off';
  const ignored = Object.keys(source.ignore).find(isNamed);
  if (ignored !== undefined) return `ignored: ${source.ignore[ignored]}`;
  if ([...withheldIn(mapping, source.object)].some(isNamed)) return 'withheld';
  if (isNamed(source.lines?.from ?? '')) return 'lines';
  if (source.tags.some(({ from }) => isNamed(from))) return 'a tag';
  return moneyColumns(source).some(([, name]) => isNamed(name)) ? 'compared with Zoho' : 'the key of the record';
}

/** How many fields there are, and those about which a source says nothing, as `<object>.<field>`. */
export function countFields(decisions: readonly FieldDecision[]): { all: number; open: string[] } {
  const nameOf = ({ object, column }: FieldDecision): string => `${object}.${column}`;
  return {
    all: new Set(decisions.map(nameOf)).size,
    open: [...new Set(decisions.filter(({ decided }) => decided === notMapped).map(nameOf))],
  };
}

/** The same for all sources of a mapping. */
export const countFieldsOf = (
  mapping: Mapping,
  facts: readonly ColumnFacts[],
  keys: Partial<Record<LoadedObject, string>>,
): { all: number; open: string[] } =>
  countFields(allSources(mapping).flatMap((source) => decisionsOn(mapping, source, facts, keys[source.object])));
