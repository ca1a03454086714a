import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import { folded, phoneDigits } from '../quality/conditions.ts';
import type { Reading } from '../quality/readings.ts';
import { column, literal } from '../sql-text.ts';

/** The columns of an object that are compared. */
export interface PartyColumns {
  given?: string | undefined;
  family?: string | undefined;
  whole?: string | undefined;
  company?: string | undefined;
  birth?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  document?: string | undefined;
  street?: string | undefined;
  line?: string | undefined;
  city?: string | undefined;
  postcode?: string | undefined;
}

/** Finds the columns by their semantic type. Null: the object has no names. */
export function partyColumns(facts: readonly ColumnFacts[]): PartyColumns | null {
  const own = facts.filter(({ within }) => within === null);
  const find = (type: SemanticType, place = 0) => own.filter(({ semantic }) => semantic === type)[place]?.column;
  const names = {
    given: find('given_name'),
    family: find('family_name'),
    whole: find('person_name'),
    company: find('company'),
  };
  if (Object.values(names).every((name) => name === undefined)) return null;
  return {
    ...names,
    birth: find('birth_date'),
    email: find('email'),
    phone: find('phone'),
    document: find('tax_number'),
    street: find('street'),
    line: find('street', 1),
    city: find('city'),
    postcode: find('postcode'),
  };
}

/** Stand between the parts of a text that is appended as one. Texts that hold one of them are no names. */
export const [partMark, nameMark] = ['\u001e', '\u001f'];

/** Columns of the prepared name, in the order in which they are appended behind the name as it is in the source. */
export const nameParts = ['given', 'family', 'mark', 'core', 'form'] as const;

/** The names of a row as one text, in SQL. */
export const namesOf = ({ given, family, whole, company }: PartyColumns): string => {
  const marks = literal(partMark + nameMark);
  const texts = [given, family, whole, company].map((name) =>
    name === undefined ? `''` : `coalesce(translate(${column(name)}, ${marks}, '  '), '')`,
  );
  return texts.join(` || ${literal(nameMark)} || `);
};

const orNull = (name: string | undefined, sql: (x: string) => string): string =>
  name === undefined ? 'null::varchar' : `nullif(${sql(column(name))}, '')`;

/** A line of an address: letters and digits of any alphabet, one spelling of each umlaut. */
const addressText = (x: string): string =>
  String.raw`trim(regexp_replace(regexp_replace(replace(${folded(x)}, 'ß', 'ss'), '[^\p{L}\p{N}]+', ' ', 'g'), '([aou])e', '\1', 'g'))`;
const codeText = (x: string): string => `regexp_replace(lower(${x}), '[^a-z0-9]', '', 'g')`;
/** The house number is the first number of an address. */
const houseNumber = String.raw`\b\d+[a-z]?\b`;

/**
 * The prepared rows of an object, without what a column of names says. `#key`: the id.
 * @param births reads the column of births as the load does
 */
export function preparedRows(table: string, columns: PartyColumns, births: Pick<Reading, 'of'> | null): string {
  const birth = births ? `strftime(${births.of(column(columns.birth!))}, '%Y%m%d')` : 'null::varchar';
  const email = (x: string) =>
    String.raw`case when regexp_full_match(trim(${x}), '[^\s@]+@[^\s@]+\.[^\s@]+') then lower(trim(${x})) end`;
  const lines = [columns.street, columns.line].map((name) => orNull(name, addressText));
  return `select place, id, names, birth, email, phone, document, city, postcode,
      nullif(regexp_extract(concat_ws(' ', street, line), ${literal(houseNumber)}), '') as house,
      nullif(trim(regexp_replace(street, ${literal(houseNumber)}, '')), '') as street,
      nullif(trim(regexp_replace(line, ${literal(houseNumber)}, '')), '') as line
    from (select rowid as place, "#key" as id, ${namesOf(columns)} as names,
      ${birth} as birth, ${orNull(columns.email, email)} as email,
      ${orNull(columns.phone, phoneDigits)} as phone,
      ${orNull(columns.document, (x) => `case when length(${codeText(x)}) >= 4 then ${codeText(x)} end`)} as document,
      ${lines[0]} as street, ${lines[1]} as line,
      ${orNull(columns.city, addressText)} as city, ${orNull(columns.postcode, codeText)} as postcode
    from ${column(table)})`;
}

/** Values that more different names hold belong to a firm, a shop or nobody. */
export const mostNames = 6;

/** Values that are shared by too many: of each, all must be equal. */
export const sharedBy: Record<string, readonly string[]> = {
  email: ['email'],
  phone: ['phone'],
  document: ['document'],
  address: ['street', 'house', 'city'],
};

/** Rows that agree in one of these lists are compared. A wide one is left out where it would compare too many. */
export const blocks: readonly { keys: readonly string[]; isWide: boolean }[] = [
  ...[
    ['document'],
    ['email'],
    ['phone'],
    ['least(given, family)', 'greatest(given, family)'],
    ['birth', 'left(family, 3)'],
    ['birth', 'left(given, 3)'],
    ['street', 'house'],
    ['family', 'postcode'],
    ['core'],
    ['left(core, 5)', 'coalesce(postcode, city)'],
  ].map((keys) => ({ keys, isWide: false })),
  ...[
    ['least(left(given, 4), left(family, 4))', 'greatest(left(given, 4), left(family, 4))'],
    ['left(family, 3)', 'house'],
    ['left(given, 3)', 'house'],
    ['left(family, 4)', 'left(city, 4)'],
    ['left(given, 4)', 'left(city, 4)'],
    ['left(family, 4)', 'left(given, 2)'],
    ['left(family, 3)', 'left(street, 4)'],
    ['left(street, 6)', 'left(city, 4)'],
    ['least(street, line)', 'greatest(street, line)'],
    ['city', 'house'],
    ['postcode'],
    ['birth'],
    ['left(core, 8)'],
  ].map((keys) => ({ keys, isWide: true })),
];

/** Rows of which each block is searched in full. */
export const fullySearched = 20_000;
/** Most rows of a block. */
const mostOfBlock = 200;

/**
 * The largest size of a block, so that all blocks together don't compare more pairs than the rows allow.
 * @param sizes how many blocks have so many rows, the smallest first
 */
export function largestBlock(rows: number, sizes: readonly { size: number; blocks: number }[]): number {
  const budget = Math.max(30_000, rows / 2);
  let pairs = 0;
  let largest = 0;
  for (const { size, blocks: count } of sizes) {
    pairs += (count * size * (size - 1)) / 2;
    if (pairs > budget || size > mostOfBlock) break;
    largest = size;
  }
  return largest;
}

const near = (one: string, other: string, least: number): string =>
  `jaro_winkler_similarity(${one}, ${other}) >= ${least}`;

/** Points from which on a pair is compared: of many records, only what has a chance. */
const [fewPoints, manyPoints] = [4, 10];

/** Whether a pair is worth a comparison field by field: a few points for each agreement, in SQL. `a` and `b` are the rows. */
export function isWorthComparing(records: number): string {
  const equal = (name: string, points: number) => `case when a.${name} = b.${name} then ${points} else 0 end`;
  const [one, other] = ['a', 'b'].map((row) => `concat_ws(' ', ${row}.given, ${row}.family)`) as [string, string];
  return `${[
    equal('document', 8),
    equal('birth', 5),
    equal('email', 6),
    equal('phone', 5),
    equal('street', 4),
    equal('house', 2),
    equal('city', 1),
    equal('postcode', 2),
    `case when ${near(one, other, 0.9)} then 6 when ${near(one, other, 0.8)} or ${near(one, `concat_ws(' ', b.family, b.given)`, 0.8)} then 4
       when a.family = b.family or a.given = b.given then 2 else 0 end`,
    `case when ${near('a.core', 'b.core', 0.9)} then 6 when ${near('a.core', 'b.core', 0.8)} then 3 else 0 end`,
  ].join(' + ')} >= ${records > fullySearched ? manyPoints : fewPoints}`;
}
