import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { wordsOfName } from '../column-facts/vocabulary.ts';
import { readName, speaksOf, type Word } from './names.ts';
import type { Opinions } from './opinions.ts';
import type { Target } from './targets.ts';
import type { ValueList } from './value-lists.ts';

/** Rows of a column whose value is the id of a record of each of these objects, and of no other one that was looked at. */
export interface Reach {
  objects: readonly LoadedObject[];
  rows: number;
}

/** A column of the source with what its name says. */
export interface Column {
  facts: ColumnFacts;
  words: readonly Word[];
  /** The different values, where there are few. They stay in memory. */
  values: readonly string[] | null;
  /** The items of its values, where they are lists in one text. They stay in memory. */
  list?: ValueList | null;
  /** Its values may be persons, addresses or sentences: they are shown nowhere and become no pick list. */
  isPersonal?: boolean;
  /** Of what its values are ids, for a column of references that was looked up in all rows. */
  reach?: readonly Reach[];
  /** What people decided in other engagements, and what a language model says. */
  opinions?: Opinions;
}

export const columnOf = (facts: ColumnFacts, values: readonly string[] | null): Column => ({
  facts,
  words: readName(facts.column),
  values,
});

/** What speaks for and against a decision, and how much of it there is, 0–1. */
export const features = [
  'overlap',
  'cover',
  'exact',
  'letters',
  'unmatched',
  'onlyGeneral',
  'typeFits',
  'typeDiffers',
  'reference',
  'values',
  'tooLong',
  'custom',
  'ignore',
  'technical',
  'ownKey',
] as const;
export type Feature = (typeof features)[number];
export type Features = Partial<Record<Feature, number>>;

/**
 * The module that holds the records of each object. Business subscribers can be in Accounts instead, and orders with a supplier
 * in Purchase_Orders.
 */
export const moduleOf: Partial<Record<LoadedObject, Module>> = {
  billing_accounts: 'Accounts',
  subscribers: 'Contacts',
  contacts: 'Contacts',
  service_plans: 'Products',
  product_catalog: 'Products',
  suppliers: 'Vendors',
  orders: 'Sales_Orders',
  invoices: 'Invoices',
};

/** What the name of a table adds to the names of its columns. */
const tableWords: Partial<Record<ColumnFacts['object'], string>> = {
  billing_accounts: 'account customer',
  subscribers: 'subscriber',
  contacts: 'contact',
  service_plans: 'product',
  product_catalog: 'product',
  suppliers: 'vendor',
  orders: 'order',
  invoices: 'invoice',
};
/** Without another word, such a name says only something together with that of its table. */
export const general: readonly string[] = ['id', 'number', 'code', 'name', 'date', 'type', 'status', 'amount', 'flag'];
const tableWeight = 0.35;

/** The name of a column, and the table that it is in. */
export interface Named {
  object: ColumnFacts['object'];
  words: readonly Word[];
}
type NameFeatures = Pick<Features, 'overlap' | 'cover' | 'exact' | 'unmatched' | 'onlyGeneral'>;

/** How well the words of a column name a field. */
export function compareNames({ object, words }: Named, names: string[][]): Required<NameFeatures> {
  const isGeneral = words.every(({ concepts }) => concepts.some((one) => general.includes(one)));
  const table = readName(tableWords[object] ?? '');
  const scores = names.map((name) => {
    const share = (concept: string) =>
      Math.max(
        0,
        ...words.map(({ concepts }) => (concepts.includes(concept) ? 1 : 0)),
        ...table.map(({ concepts }) => (concepts.includes(concept) ? (isGeneral ? 1 : tableWeight) : 0)),
      );
    const cover = name.reduce((sum, concept) => sum + share(concept), 0) / name.length;
    const matched = words.filter(({ concepts }) => concepts.some((one) => name.includes(one))).length;
    const precise = words.length === 0 ? 0 : matched / words.length;
    const overlap = cover + precise === 0 ? 0 : (2 * cover * precise) / (cover + precise);
    const isExact = cover === 1 && precise === 1;
    const telling = name.filter((concept) => !general.includes(concept));
    const onlyGeneral = Number(overlap > 0 && telling.length > 0 && telling.every((concept) => share(concept) === 0));
    return { overlap, cover, exact: Number(isExact), unmatched: Math.min(2, words.length - matched), onlyGeneral };
  });
  return scores.reduce((best, one) => (one.overlap + one.exact > best.overlap + best.exact ? one : best));
}

const pairsOf = (text: string): Set<string> => {
  const letters = ` ${text} `;
  return new Set([...letters].slice(0, -2).map((_, place) => letters.slice(place, place + 3)));
};

/** Similarity of the letters of two names, 0–1, by the groups of three that they share. */
export function sameLetters(one: string, other: string): number {
  const [left, right] = [one, other].map((name) => pairsOf(wordsOfName(name).join(' ')));
  const shared = [...left!].filter((group) => right!.has(group)).length;
  return (2 * shared) / (left!.size + right!.size);
}

/** The object whose records a lookup to a module leads to; undefined for a column that refers to none of its objects. */
export const referredTo = ({ facts }: Column, module: string | null): LoadedObject | undefined =>
  facts.references.find(({ object }) => module !== null && moduleOf[object] === module)?.object;

/** Whether a column can go into a field at all. */
export function isPossible(column: Column, { field, fits }: Target): boolean {
  if (field.dataType === 'lookup') return referredTo(column, field.lookupModule) !== undefined;
  if (field.dataType === 'ownerlookup') return fits.has(column.facts.semantic) || speaksOf(column.words, 'owner');
  return column.facts.semantic !== 'json';
}

export const folded = (text: string): string => wordsOfName(text).join(' ');

/** The share of a column's values that a pick list has. */
export function shareInList({ values }: Column, { field }: Target): number {
  if (values === null || values.length === 0 || field.pickListValues.length === 0) return 0;
  const list = new Set(field.pickListValues.map(folded));
  return values.filter((value) => list.has(folded(value))).length / values.length;
}

export function featuresOf(column: Column, target: Target): Features {
  const { facts } = column;
  const isFit = target.fits.has(facts.semantic);
  const { length } = target.field;
  return {
    ...compareNames({ object: facts.object, words: column.words }, target.names),
    letters: sameLetters(facts.column, target.field.apiName),
    typeFits: Number(isFit),
    typeDiffers: Number(!isFit && target.cannotHold(facts.semantic)),
    reference: Number(target.field.dataType === 'lookup'),
    values: shareInList(column, target),
    tooLong: Number(length !== null && target.field.dataType === 'text' && facts.length.most > length),
  };
}

/** Words of columns that only the source itself needs. */
const technicalWords = ['modified', 'version', 'tenant', 'hash', 'deleted', 'attempts', 'login', '=href', '=host'];

export const isTechnical = ({ facts, words }: Column): boolean =>
  speaksOf(words, ...technicalWords) || (speaksOf(words, 'created') && facts.semantic === 'user');

export const featuresOfIgnoring = (column: Column, key: string): Features => ({
  ignore: 1,
  technical: Number(isTechnical(column)),
  ownKey: Number(column.facts.column === key),
});

export const featuresOfCustom: Features = { custom: 1 };
