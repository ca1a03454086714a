import type { SemanticType } from '../../schemas/column-facts.ts';
import type { TransformName } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { shareInList, type Column } from './features.ts';
import { chooseLookup, isIn } from './lookups.ts';
import { speaksOf } from './names.ts';
import { earlierTransforms } from './opinions.ts';
import { mapToActive, mapToList, type ProposedMap } from './states.ts';
import type { Target } from './targets.ts';

/** How a field gets its value, as it is written into the mapping file. */
export interface ProposedRule {
  from?: string | string[];
  until?: string;
  join?: string;
  constant?: string | number;
  transforms?: TransformName[];
  map?: string;
  length?: number;
  cut?: true;
  split?: true;
  lookup?: LoadedObject | LoadedObject[];
  lookup_from?: string;
  owner?: true;
  required?: true;
}

const byType: Record<string, TransformName[]> = {
  phone: ['phone'],
  email: ['email'],
  date: ['date'],
  datetime: ['datetime'],
  currency: ['money'],
  double: ['decimal'],
  percent: ['decimal'],
  integer: ['integer'],
  bigint: ['integer'],
  boolean: ['boolean'],
  textarea: ['repair_encoding', 'trim'],
};

function transformsOf({ field, fits }: Target): TransformName[] {
  const own = byType[field.dataType];
  if (own) return own;
  if (fits.has('country')) return ['country'];
  const isName = ['given_name', 'family_name', 'company', 'title'].some((one) => fits.has(one as 'title'));
  if (field.dataType === 'text' && isName) return ['repair_encoding', 'collapse_spaces'];
  return fits.has('city') || fits.has('street') ? ['repair_encoding', 'trim'] : ['trim'];
}

/** The order in which columns are joined in one field. */
const order = ['company', 'person_name', 'given_name', 'family_name', 'street'];
const rank = ({ facts }: Column) => (order.indexOf(facts.semantic) + order.length + 1) % (order.length + 1);

function fromOf(columns: Column[], { field }: Target): Pick<ProposedRule, 'from' | 'join'> {
  const sorted = columns.toSorted((a, b) => rank(a) - rank(b));
  const from = sorted.map(({ facts }) => facts.column);
  if (from.length === 1) return { from: from[0]! };
  // The first that has a value: a company, its other name, or else the person.
  const of = (type: SemanticType) => sorted.filter(({ facts }) => facts.semantic === type).length;
  const isEither = of('person_name') > 0 || of('company') > 1;
  if (isEither && field.apiName.endsWith('_Name')) return { from };
  return { from, join: columns.some(({ words }) => speaksOf(words, 'address2')) ? ', ' : ' ' };
}

/** What becomes of the values of a column in a pick list or a check box; null if they go there as they are. */
export function mapFor(column: Column, target: Target): ProposedMap | null {
  const { values, facts } = column;
  const { dataType, pickListValues } = target.field;
  if (values === null) return null;
  // What has no counterpart is listed beside the map.
  const shown = (map: ProposedMap) => (column.isPersonal ? { ...map, open: [] } : map);
  if (dataType === 'boolean' && facts.semantic !== 'flag') return shown(mapToActive(values));
  if (dataType !== 'picklist' || pickListValues.length === 0) return null;
  const map = mapToList(values, pickListValues);
  return shareInList(column, target) === 1 && values.every((value) => map.entries[value] === value) ? null : shown(map);
}

/**
 * How a field is filled from one column, or from several together.
 * @param isLoaded whether the mapping loads the records of an object
 */
export function ruleFor(
  columns: Column[],
  target: Target,
  map: string | null,
  isLoaded: (object: LoadedObject) => boolean,
): ProposedRule {
  const { field } = target;
  const [first] = columns;
  const required = field.mandatory ? ({ required: true } as const) : {};
  const from = fromOf(columns, target);
  if (field.dataType === 'ownerlookup') return { ...from, owner: true };
  const found = field.dataType === 'lookup' ? chooseLookup(first!, isIn(field.lookupModule, isLoaded)) : undefined;
  if (found) return { ...from, lookup: found.lookup, ...required };
  if (map !== null) return { ...from, map, ...required };
  const length = field.dataType === 'text' && field.length !== null ? { length: field.length } : {};
  const transforms = earlierTransforms(first!.opinions, field.apiName) ?? transformsOf(target);
  return { ...from, transforms, ...length, ...required };
}
