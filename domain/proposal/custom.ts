import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import type { CustomField, TransformName } from '../../schemas/mapping.ts';
import { wordsOfName } from '../column-facts/vocabulary.ts';
import { transformOfType } from '../custom-value.ts';
import { toBoolean } from '../values/texts.ts';
import type { Column } from './features.ts';
import type { TargetField } from './targets.ts';

/** A custom field to create, and how its values are made. */
export interface ProposedCustom {
  label: string;
  type: CustomField['type'];
  length?: number;
  values?: string[];
  separator?: string;
  invalid?: 'add_value' | 'cut';
}

/** The most characters of the label of a field, and so of the API name that Zoho makes from it. docs: create-custom-field */
const longestLabel = 25;
/** More values are no pick list that people choose from. */
const mostValues = 50;
const longestValue = 120;
const [longestText, longestArea] = [255, 32_000];
/** So many different numbers are counts and not codes. */
const fewCodes = 6;
/** The most digits of an integer field. */
const mostDigits = 9;

const types: Partial<Record<SemanticType, CustomField['type']>> = {
  money: 'currency',
  percentage: 'double',
  date: 'date',
  birth_date: 'date',
  timestamp: 'datetime',
  flag: 'boolean',
  email: 'email',
  phone: 'phone',
  day_of_month: 'integer',
};

/** Only digits, so that no fraction is lost. */
const isWhole = ({ shapes }: ColumnFacts): boolean => shapes.every(({ shape }) => /^-?[9+]+$/.test(shape));

/**
 * The type, length and values of the custom field that holds the values of a column.
 * @param earlier the API name that it had in other engagements
 */
export function customFor(
  { facts, values, list: items = null, isPersonal = false }: Column,
  earlier: string | null = null,
): ProposedCustom {
  const label = earlier === null ? labelOf(facts.column) : earlier.replaceAll('_', ' ').slice(0, longestLabel).trim();
  const { semantic, length } = facts;
  const type = types[semantic];
  // A check box would lose the values that it can't read.
  const isLost = type === 'boolean' && values?.some((value) => value.trim() !== '' && !toBoolean(value).ok) === true;
  if (type !== undefined && !isLost) return { label, type };
  if (items && !isPersonal)
    return {
      ...{ label, type: 'multiselectpicklist', values: items.items.toSorted() },
      separator: items.separator,
    };
  if (semantic === 'number' || semantic === 'quantity') {
    if (!isWhole(facts)) return { label, type: 'double' };
    if (length.most <= mostDigits) return { label, type: 'integer' };
  }
  const list = values?.map((value) => value.trim()) ?? [];
  if (list.length > fewCodes && list.every((value) => /^(?:0|[1-9]\d{0,8})$/.test(value)))
    return { label, type: 'integer' };
  const isList = ['status', 'code', 'flag', 'language', 'country', 'currency'].includes(semantic);
  if (
    isList &&
    !isPersonal &&
    list.length > 0 &&
    list.length <= mostValues &&
    list.every((value) => value.length <= longestValue)
  )
    return { label, type: 'picklist', values: [...new Set(list)].toSorted(), invalid: 'add_value' };
  // A later row may have a longer text than those of the survey.
  const wanted = Math.ceil(length.most * 1.25);
  if (semantic === 'json' || wanted > longestText)
    return { label, type: 'textarea', length: wanted <= 2_000 ? 2_000 : longestArea };
  return { label, type: 'text', length: [40, 80, 120].find((one) => wanted <= one) ?? longestText };
}

/** How the values of a custom field are made. */
export function transformsFor({ facts }: Column, { type }: ProposedCustom): TransformName[] {
  if (facts.semantic === 'json') return ['json'];
  const own = type === 'phone' || type === 'email' ? type : transformOfType[type];
  if (own !== undefined) return [own];
  return type === 'textarea' ? ['repair_encoding', 'trim'] : ['trim'];
}

/** A label of at most 25 characters from the name of a column: `Tax Reg No`. Zoho makes an API name from it. */
export function labelOf(column: string): string {
  const path = column
    .replace(/^extensions\./, '')
    .split('.')
    .slice(-2)
    .join(' ');
  const words = wordsOfName(path)
    .map((word) => word.replaceAll(/[^a-z0-9]/g, ''))
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const label = words.join(' ');
  return (/^[A-Z]/.test(label) ? label : `Field ${label}`).slice(0, longestLabel).trim();
}

const apiNameOf = (label: string) => label.replaceAll(' ', '_');

/** The custom fields of one module, with names that nothing else in the module has. */
export class CustomFields {
  readonly fields = new Map<string, ProposedCustom>();
  readonly #taken: ReadonlySet<string>;

  constructor(present: readonly TargetField[], key: string) {
    this.#taken = new Set([...present.map(({ apiName }) => apiName), key]);
  }

  /**
   * Adds a field, or uses one of another object with the same name and type. Returns its API name.
   * @param used names that the object uses itself; the new one is added
   */
  add(field: ProposedCustom, used: Set<string>): string {
    for (let number = 0; ; number += 1) {
      const label = numbered(field.label, number);
      const name = apiNameOf(label);
      if (this.#taken.has(name) || used.has(name)) continue;
      const known = this.fields.get(name);
      if (known && (known.type !== field.type || known.separator !== field.separator)) continue;
      used.add(name);
      this.fields.set(name, known ? merged(known, field) : { ...field, label });
      return name;
    }
  }
}

/** `Created At`, `Source Created At`, `Source Created At 2` … */
function numbered(label: string, number: number): string {
  if (number === 0) return label;
  const end = number === 1 ? '' : ` ${number}`;
  return `${`Source ${label}`.slice(0, longestLabel - end.length).trim()}${end}`;
}

/** A field that holds the values of two objects. */
function merged(one: ProposedCustom, other: ProposedCustom): ProposedCustom {
  const length = Math.max(one.length ?? 0, other.length ?? 0);
  return {
    ...one,
    ...(length > 0 ? { length } : {}),
    ...(one.values ? { values: [...new Set([...one.values, ...other.values!])].toSorted() } : {}),
  };
}
