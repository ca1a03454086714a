import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import type { FieldRule, TransformName } from '../../schemas/mapping.ts';
import { isLookup } from '../map-field.ts';
import { activeWords, closedWords, paidWords } from './status-words.ts';

/** What a transform takes its values for. */
const byTransform: Partial<Record<TransformName, SemanticType>> = {
  phone: 'phone',
  email: 'email',
  country: 'country',
  date: 'date',
  datetime: 'timestamp',
  duration: 'timestamp',
  money: 'money',
};

/** Fields of Zoho whose name says what is in them. `Account_Name` is a name only where it is no lookup. */
const byField: Partial<Record<string, SemanticType>> = {
  Date_of_Birth: 'birth_date',
  First_Name: 'given_name',
  Last_Name: 'family_name',
  Account_Name: 'company',
  Quantity: 'quantity',
};
const names: readonly SemanticType[] = ['given_name', 'family_name', 'company'];

const statusWords = new Set([...activeWords, ...closedWords, ...paidWords]);

/** Whether a field of Zoho or a value map is that of a status. @param map what becomes of each value */
const isStatus = (into: string, map: Readonly<Record<string, unknown>>): boolean =>
  /status/i.test(into) ||
  Object.entries(map)
    .flat()
    .some((word) => statusWords.has(String(word).trim().toLowerCase()));

/**
 * What a rule of the mapping takes the values of a column for, whatever they look like.
 * @param into Zoho's field
 * @param isFirst of several columns, the first one with a value is used, and this is the one that comes first
 * @param map the value map of the rule
 */
export function usesIn(
  { into, rule, isFirst }: { into: string; rule: FieldRule; isFirst: boolean },
  map: Readonly<Record<string, unknown>>,
): SemanticType[] {
  if (isLookup(rule)) return [];
  // Parts of a text that is put together are not what the text is.
  if (rule.join !== undefined) return [];
  const named = byField[into];
  return [
    // What stands in for a name is none.
    ...(named === undefined || (names.includes(named) && !isFirst) ? [] : [named]),
    ...rule.transforms.flatMap((name) => byTransform[name] ?? []),
    ...(isStatus(into, map) ? (['status'] as const) : []),
    ...(rule.owner ? (['user'] as const) : []),
  ];
}

const times: readonly SemanticType[] = ['date', 'timestamp', 'birth_date'];
const ids: readonly SemanticType[] = ['id', 'reference'];

/**
 * As which of some types a column counts: the one that the mapping takes it for, or the one that its values and its name have.
 * Undefined if none of them is wanted.
 */
export function typeAmong(
  types: readonly SemanticType[],
  { semantic }: Pick<ColumnFacts, 'semantic'>,
  uses: readonly SemanticType[],
): SemanticType | undefined {
  const used = uses.find(
    (use) =>
      types.includes(use) &&
      // Whether a column has days or times is seen in its values; and an id that is shown as a name is still an id.
      !(use !== 'birth_date' && times.includes(use) && times.includes(semantic)) &&
      !(names.includes(use) && ids.includes(semantic)),
  );
  return used ?? (types.includes(semantic) ? semantic : undefined);
}
