import type { ColumnFacts, Meaning, SemanticType } from '../../schemas/column-facts.ts';
import type { FieldRule } from '../../schemas/mapping.ts';
import type { Severity } from '../../schemas/quality.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { MailField } from '../mails.ts';
import { column } from '../sql-text.ts';
import type { ValueContext } from '../values/value.ts';
import { typeAmong } from './uses.ts';
import { numbersIn, timesIn, type Reading } from './readings.ts';

/** A value of a column, with the number of its rows. */
export interface CountedValue {
  value: string;
  rows: number;
}

/** Values of a column that are judged one by one, because SQL can't. */
export interface Judged {
  column: string;
  /** SQL condition on the values that are worth a look. */
  among?: string;
  isFound(value: string): boolean;
}

/** Values of a column of few values that are judged all together. */
export interface Chosen {
  column: string;
  choose(values: CountedValue[]): string[];
}

/** Rows of a table that a rule is about. */
export interface Search {
  table: string;
  object: ExtractedObject;
  field: string | null;
  detail?: string;
  /** SQL condition on a row. With `judged`, `judgedValues` are the values that were found. */
  where: string;
  judged?: Judged | Chosen;
  /** Columns that the condition compares as times or as numbers. */
  reads?: readonly Reading[];
  /** Nearly all rows are found, so they are counted and not listed. */
  isGeneral?: boolean;
  /** The ids must not be shown, so that the places of the rows are. */
  isByPlace?: boolean;
  /** Whether such records are kept from the load. Without it, the severity of the rule decides. */
  blocks?: boolean;
}

/** Rows that were counted elsewhere. */
export interface Figure {
  object: ExtractedObject;
  field: string | null;
  detail: string;
  rows: number;
}

/** Ids that the load's own test finds to be no keys. Their rows are in the table of the rows whose id is none. */
export interface KeyProblem {
  object: ExtractedObject;
  field: string;
  problem: string;
  /** The problem, with what to do. */
  detail: string;
}

/** A field of Zoho without which a record of a route is rejected. */
export interface Required {
  /** The place of the route among those of the object; null if there is only one. */
  route: number | null;
  /** Zoho's field. */
  into: string;
  /** It names a customer, so that Zoho itself refuses a record without it. */
  isName: boolean;
  within: 'lines' | 'record';
  /** The source fields, of which one must have a value. None: nothing fills the field. */
  fields: readonly string[];
}

/** How the load reads an amount or a number. */
export interface ReadAmount {
  by: 'money' | 'decimal' | 'integer' | 'nonzero';
  amounts: NonNullable<ValueContext['amounts']>;
  /** A total needs it, so that a text that can't be read rejects the record. */
  isCounted: boolean;
}

/** Files whose content was read, as a sample. */
export interface ReadFiles {
  /** The files that the mapping attaches. */
  files: number;
  /** Those that were read and can be attached, or hold a network identifier. */
  read: number;
  /** The ids of those that hold a network identifier, so that they are not attached. */
  held: readonly string[];
}

/** A route to e-mails. */
export interface MailRoute {
  /** Its place among those of the object. */
  route: number;
  /**
   * The source fields of each field of an e-mail, of which the first one with a value is written as it is. Not those that a
   * rule joins, maps or cuts.
   */
  fields: Partial<Record<MailField, readonly string[]>>;
}

/** What the rules know of an engagement. */
export interface QualityContext {
  facts: readonly ColumnFacts[];
  /** Time of the snapshot in ISO form, and its day as `yyyy-MM-dd`. */
  takenAt: string;
  today: string;
  /** IANA time zone of timestamps without a zone. */
  timeZone: string;
  /** How a column's values are read by the transformation. */
  readAs(facts: ColumnFacts): ValueContext;
  /** Users that the owner map lists. */
  knownUsers: ReadonlySet<string>;
  /** Whether the owner map says whose the records of all others are. */
  hasDefaultOwner: boolean;
  /** What the value map of a field in the mapping knows; null for a field without a value map. */
  mappedValues(object: ExtractedObject, field: string): ReadonlySet<string> | null;
  /** Whether a record without a usable value of the field is rejected. */
  isRequired(object: ExtractedObject, field: string): boolean;
  /** What the mapping takes the values of a field for, by what it does with them; `lines.<name>` for a field of the lines. */
  usesOf(object: ExtractedObject, field: string): readonly SemanticType[];
  /** The rules of the mapping that read a field; `lines.<name>` for a field of the lines. */
  rulesFor(object: ExtractedObject, field: string): readonly FieldRule[];
  /** What is lost where a field refers to a record that is not loaded; null for a field that the mapping does not look up. */
  lostWithout(object: ExtractedObject, field: string): 'record' | 'field' | null;
  /** What a record of each route can't do without. */
  requiredIn(object: ExtractedObject): readonly Required[];
  /** Whether records that are equal become one. */
  mergesDuplicates(object: ExtractedObject): boolean;
  /** The columns with the source's own figures that are compared with the lines of a record; null if none is. */
  figuresOf(object: ExtractedObject): { total: string; tax: string | null } | null;
  /** How the mapping reads a field as an amount or a number: once for each rule, and for the source's own figure. */
  amountsOf(object: ExtractedObject, field: string): readonly ReadAmount[];
  /** The fields that are written into a field of Zoho, of the record or of its lines; `lines.<name>` for a field of the lines. */
  filledFrom(object: ExtractedObject, into: string, within: 'lines' | 'record'): readonly string[];
  /** The column that names the currency of a record that is rejected if it is another one than the mapping's. */
  foreignIn(object: ExtractedObject): { column: string; isForeign(value: string): boolean } | null;
  /** Whether a record without lines is rejected. */
  needsLines(object: ExtractedObject): boolean;
  /** Whether records of the object become records in Zoho. */
  isLoaded(object: ExtractedObject): boolean;
  /** Whether the guard withholds something of a value. */
  findsIdentifier(field: string, value: string): boolean;
  /** Keys that can't be used, by the load's own test. */
  keyProblems: readonly KeyProblem[];
  /** The routes of the object to e-mails. */
  mailsIn(object: ExtractedObject): readonly MailRoute[];
  /** Files that were read from the source. */
  readFiles: ReadFiles;
  /** Rows that were staged, and rows that the source counts. */
  counts: readonly { object: ExtractedObject; staged: number; bad: number; counted: number }[];
}

/** What happens to the records that searches found, with the mapping of the engagement. */
export type Treat = (context: QualityContext, found: readonly Search[]) => string;

/** One rule of data quality. */
export interface QualityRule {
  id: string;
  sentence: string;
  severity: Severity;
  /** What happens to such records, with any mapping. */
  treatment: string;
  /** What happens to those that were found, with the mapping of the engagement. Without it, `treatment` says all. */
  treat?: Treat;
  /** Of a rule that says "corrected": whether a rule of the mapping corrects the field. Where none does, it is loaded as it is, or not at all. */
  corrects?(rule: FieldRule): boolean;
  /** Why it is not checked where there is nothing to search. */
  missing: string;
  search(context: QualityContext): Search[];
  /** Adds what was counted elsewhere. */
  figures?(context: QualityContext): Figure[];
}

/** A rule about what is not staged. */
export const unstaged = (rule: Omit<QualityRule, 'search'>): QualityRule => ({ ...rule, search: () => [] });

/** The values that were found by `judged`. */
export const judgedValues = '(select value from judged)';

/** The name of the table that holds a column. */
export const tableOf = ({ object, within }: Pick<ColumnFacts, 'object' | 'within'>): string =>
  within === null ? object : `${object}.${within}`;

/** A field as reports name it. */
export const fieldOf = ({ column: name, within }: Pick<ColumnFacts, 'column' | 'within'>): string =>
  within === null ? name : `${within}.${name}`;

interface Wanted {
  types: readonly SemanticType[];
  objects?: readonly ExtractedObject[];
  /** Only columns of lines, or only those of records. */
  within?: 'lines' | 'record';
  meaning?: Meaning;
}

/**
 * Columns of some semantic types: those whose values or names say so, and after them those that the mapping takes for it. Each
 * has the type as which it was found.
 */
export function columnsOf(
  { facts, usesOf }: Pick<QualityContext, 'facts' | 'usesOf'>,
  { types, objects, within, meaning }: Wanted,
): ColumnFacts[] {
  const found = facts
    .filter(
      (one) =>
        (objects?.includes(one.object) ?? true) &&
        (within === undefined || (one.within === null) === (within === 'record')) &&
        (meaning === undefined || one.meaning === meaning),
    )
    .flatMap((one) => {
      const semantic = typeAmong(types, one, usesOf(one.object, fieldOf(one)));
      return semantic === undefined ? [] : [{ facts: { ...one, semantic }, isOwn: types.includes(one.semantic) }];
    });
  return found.toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn)).map((one) => one.facts);
}

/** Columns of which the mapping fills a field of Zoho. */
export const filledColumns = (
  { facts, filledFrom }: Pick<QualityContext, 'facts' | 'filledFrom'>,
  object: ExtractedObject,
  into: string,
  within: 'lines' | 'record',
): ColumnFacts[] => {
  const fields = filledFrom(object, into, within);
  return facts.filter((one) => one.object === object && fields.includes(fieldOf(one)));
};

/** A search in one column. `x` is the column in SQL. */
export function inColumn(
  facts: ColumnFacts,
  where: (x: string) => string,
  more: Partial<Pick<Search, 'detail' | 'judged' | 'reads' | 'isGeneral' | 'blocks'>> = {},
): Search {
  return {
    table: tableOf(facts),
    object: facts.object,
    field: fieldOf(facts),
    where: where(column(facts.column)),
    ...more,
  };
}

/** A search for values that the transformation can't use: a record that requires the field is not loaded. */
export const unusable = (context: QualityContext, facts: ColumnFacts, search: Search): Search => ({
  ...search,
  blocks: context.isLoaded(facts.object) && context.isRequired(facts.object, fieldOf(facts)),
});

/** A search for rows without a value. */
export const blanksIn = (context: QualityContext, facts: ColumnFacts, detail: string): Search =>
  unusable(
    context,
    facts,
    inColumn(facts, (x) => `${x} is null`, { detail }),
  );

/** A search for values that are judged one by one. */
export const byValue = (
  facts: ColumnFacts,
  isFound: (value: string) => boolean,
  among?: (x: string) => string,
  detail?: string,
): Search =>
  inColumn(facts, (x) => `${x} in ${judgedValues}`, {
    judged: { column: facts.column, isFound, ...(among && { among: among(column(facts.column)) }) },
    ...(detail !== undefined && { detail }),
  });

/** A search for values that are judged all together. */
export const byAllValues = (
  facts: ColumnFacts,
  choose: (values: CountedValue[]) => string[],
  detail?: string,
): Search =>
  inColumn(facts, (x) => `${x} in ${judgedValues}`, {
    judged: { column: facts.column, choose },
    ...(detail !== undefined && { detail }),
  });

/** The times of a column, and the numbers of a column. */
export const timesOf = (context: QualityContext, facts: ColumnFacts): Reading => timesIn(facts, context.readAs(facts));
export const numbersOf = (context: QualityContext, facts: ColumnFacts): Reading =>
  numbersIn(facts, context.readAs(facts));

/** Objects, in the order in which the survey has them. */
export const objectsIn = ({ facts }: Pick<QualityContext, 'facts'>): ExtractedObject[] => [
  ...new Set(facts.map(({ object }) => object)),
];
