import type { FieldRule, SourceRule } from '../schemas/mapping.ts';
import { fieldOf } from './duplicates.ts';
import { isLookup } from './map-field.ts';

/** A source field that a rule names, and where: `fields.Phone`, `dedupe[0]`. */
export interface NamedField {
  at: string;
  field: string;
}

/** The source fields that a rule reads. */
export const readBy = ({ from, until, lookup_from }: FieldRule): string[] =>
  [from, until, lookup_from].flat().filter((field) => field !== undefined);

/** The rules of fields, without those of lines. */
export const rulesOf = (source: SourceRule): [at: string, name: string, rule: FieldRule][] => [
  ...Object.entries(source.fields).map(([name, rule]) => [`fields.${name}`, name, rule] as [string, string, FieldRule]),
  ...Object.entries(source.custom).map(([name, rule]) => [`custom.${name}`, name, rule] as [string, string, FieldRule]),
];

/** The rules of the fields of lines. */
export const lineRulesOf = ({ lines }: SourceRule): [at: string, name: string, rule: FieldRule][] =>
  Object.entries({ ...lines?.fields }).map(([name, rule]) => [`lines.fields.${name}`, name, rule]);

/** What gives records a value: the rule of a field, of a field of lines, or of a tag. */
interface SourceOfValues {
  at: string;
  /** The source fields that are read; `lines.` stands before those of lines. */
  reads: string[];
  /** The value map that the value goes through. */
  map: string | undefined;
  /** The value becomes an id of Zoho. */
  isReference: boolean;
}

/** Everything in a source rule that gives records a value. */
export const sourcesOfValues = (source: SourceRule): SourceOfValues[] => [
  ...[...rulesOf(source), ...lineRulesOf(source)].map(([at, , rule]) => ({
    at,
    reads: readBy(rule).map((field) => (at.startsWith('lines.') ? `lines.${field}` : field)),
    map: rule.map,
    isReference: isLookup(rule),
  })),
  ...source.tags.map(({ from, map }, index) => ({ at: `tags[${index}]`, reads: [from], map, isReference: false })),
];

/** The source fields that go into lists of the handoff. */
export const handoffFields = ({ handoff }: Pick<SourceRule, 'handoff'>): NamedField[] =>
  Object.entries({ ...handoff }).flatMap(([list, rule]) =>
    Object.entries({ ...rule } as Record<string, string | string[] | Record<string, string>>).flatMap(
      ([name, fields]) =>
        (typeof fields === 'string' ? [fields] : Object.values(fields)).map((field) => ({
          at: `handoff.${list}.${name}`,
          field,
        })),
    ),
  );

/** The source fields that a source rule names, except those of lines. */
export const namedFields = (source: SourceRule): NamedField[] => [
  ...rulesOf(source).flatMap(([at, , rule]) => readBy(rule).map((field) => ({ at, field }))),
  ...(source.route ? [{ at: 'route', field: source.route.field }] : []),
  ...source.exclude.map(({ when }, index) => ({ at: `exclude[${index}]`, field: when.field })),
  ...source.dedupe.flatMap((list, index) => list.map((one) => ({ at: `dedupe[${index}]`, field: fieldOf(one) }))),
  ...source.tags.map(({ from }, index) => ({ at: `tags[${index}]`, field: from })),
  ...(source.lines ? [{ at: 'lines', field: source.lines.from }] : []),
  ...handoffFields(source),
  ...Object.keys(source.ignore).map((field) => ({ at: 'ignore', field })),
];

/** The columns that a source rule names for money, by what they are for. */
export const moneyColumns = ({ money }: SourceRule): [name: string, column: string][] =>
  Object.entries({ ...money }).flatMap(([name, column]) => (column === undefined ? [] : [[name, column]]));

/** The column that holds a field. All extensions are in one column. */
export const columnOf = (field: string): string => (field.startsWith('extensions.') ? 'extensions' : field);
