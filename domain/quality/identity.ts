import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { column } from '../sql-text.ts';
import { folded, hasProblem, key, matches, phoneDigits, repeats } from './conditions.ts';
import { joined } from './treatments.ts';
import type { Reading } from './readings.ts';
import {
  columnsOf,
  inColumn,
  objectsIn,
  timesOf,
  type QualityContext,
  type QualityRule,
  type Search,
  type Treat,
} from './rule.ts';

/** Objects whose records are people or companies. */
export const parties = ['subscribers', 'billing_accounts', 'contacts'] as const satisfies readonly ExtractedObject[];
export const isParty = (object: ExtractedObject): boolean => (parties as readonly ExtractedObject[]).includes(object);

/** Objects whose records are sold. */
export const products = ['service_plans', 'product_catalog'] as const satisfies readonly ExtractedObject[];

/** Whether records of an object are sold. */
export const isProduct = (object: ExtractedObject): boolean =>
  (products as readonly ExtractedObject[]).includes(object);

export const nameTypes = ['given_name', 'family_name', 'person_name', 'company'] as const;

/** A name that people and programs give to records that are none. */
const testName = String.raw`(?i)\b(test|dummy|demo|qa|dnd|do not use|asdf|xxx|mickey mouse)\b`;

/** Columns of one object by type. */
const columnIn = (context: QualityContext, object: ExtractedObject) => (type: ColumnFacts['semantic']) =>
  columnsOf(context, { types: [type], objects: [object], within: 'record' })[0];

/** Values that two records of the same person or company share; each list alone is enough. */
function sharedBySame(
  context: QualityContext,
  object: ExtractedObject,
): { fields: ColumnFacts[]; values: string[]; reads: Reading[] }[] {
  const find = columnIn(context, object);
  const names = nameTypes.map(find).filter((one) => one !== undefined);
  if (names.length === 0) return [];
  const name = `nullif(concat_ws(' ', ${names.map((one) => folded(column(one.column))).join(', ')}), '')`;
  const [tax, email, birth, phone] = (['tax_number', 'email', 'birth_date', 'phone'] as const).map(find);
  const code = (one: ColumnFacts) => `nullif(regexp_replace(lower(${column(one.column)}), '[^a-z0-9]', '', 'g'), '')`;
  const isCompany = names.flatMap((one) => (one.semantic === 'company' ? [`(${column(one.column)} is null)`] : []));
  const born = birth && timesOf(context, birth);
  const lists: { fields: (ColumnFacts | undefined)[]; values: () => string[]; reads?: Reading[] | undefined }[] = [
    { fields: [tax], values: () => [code(tax!), name] },
    { fields: [email], values: () => [folded(column(email!.column)), name] },
    {
      fields: [birth, phone],
      values: () => [born!.of(column(birth!.column)), phoneDigits(column(phone!.column)), name],
      reads: born && [born],
    },
  ];
  return lists
    .filter(({ fields }) => fields.every((one) => one !== undefined))
    .map(({ fields, values, reads = [] }) => ({
      fields: fields as ColumnFacts[],
      values: [...values(), ...isCompany],
      reads,
    }));
}

const firstOfSame =
  'They are rejected, because nothing could tell them apart in Zoho CRM; of several with the same id, the first one is loaded. Correct the ids in the source.';

/** Records of objects that are not loaded have ids, too. */
const rejectedIds: Treat = (context, found) => {
  const others = [...new Set(found.map(({ object }) => object))].filter((object) => !context.isLoaded(object));
  const isAll = found.length > 0 && found.every(({ object }) => others.includes(object));
  return joined(
    isAll ? '' : firstOfSame,
    others.length > 0 ? `The mapping loads no records of ${others.join(', ')}.` : '',
  );
};

const mergedOrNot: Treat = (context, found) => {
  const objects = [...new Set(found.map(({ object }) => object))];
  const merged = objects.filter((object) => context.mergesDuplicates(object));
  const others = objects.filter((object) => !context.mergesDuplicates(object));
  return joined(
    merged.length > 0
      ? `Of ${merged.join(', ')}, records that are equal in the fields of a \`dedupe\` list become one record. A residential and a business record never do.`
      : '',
    others.length > 0 ? `Of ${others.join(', ')}, none are merged: the mapping has no \`dedupe\` for them.` : '',
  );
};

export const identityRules: QualityRule[] = [
  {
    id: 'DQ01',
    sentence: 'Records have no id, or the id of another record.',
    severity: 'blocks',
    treatment: firstOfSame,
    treat: rejectedIds,
    missing: 'The source profile names no objects.',
    search: (context) => [
      ...objectsIn(context).flatMap((object): Search[] => {
        const base = { table: object, object, field: null, blocks: context.isLoaded(object) };
        return [
          { ...base, detail: 'no id', where: `${key} is null` },
          { ...base, detail: 'the id of another record', where: repeats(object, [key]) },
        ];
      }),
      ...context.keyProblems.map(({ object, field, problem, detail }): Search => ({
        ...{ table: object, object, field, detail, isByPlace: true },
        ...{ blocks: context.isLoaded(object), where: hasProblem(object, problem) },
      })),
    ],
  },
  {
    id: 'DQ04',
    sentence: 'Records are of a person or a company that an earlier record describes already.',
    severity: 'warns',
    treatment:
      'Records that are equal in the fields of a `dedupe` list of the mapping become one record. A residential and a business record never do.',
    treat: mergedOrNot,
    missing:
      'No object was found that has a name together with a tax number, an e-mail address, or a birth date and a phone number.',
    search: (context) =>
      parties.flatMap((object) =>
        sharedBySame(context, object).map(({ fields, values, reads }) => ({
          table: object,
          object,
          field: fields.map((one) => one.column).join(', '),
          detail: `the same name and the same ${fields.map((one) => one.semantic.replace('_', ' ')).join(' and ')}`,
          where: repeats(object, values),
          reads,
        })),
      ),
  },
  {
    id: 'DQ33',
    sentence: 'Customers are tests.',
    severity: 'warns',
    treatment: 'They are loaded, unless an `exclude` of the mapping names them. Confirm the list, and exclude them.',
    missing: 'No object was found that has names.',
    search: (context) =>
      columnsOf(context, { types: nameTypes, objects: parties, within: 'record' }).map((one) =>
        inColumn(one, (x) => matches(x, testName)),
      ),
  },
];
