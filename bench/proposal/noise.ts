import type { SemanticType } from '../../schemas/column-facts.ts';
import type { GoldTable } from './gold.ts';

/** Types whose values look alike, so that the discovery may take one for the other. */
const alike: Partial<Record<SemanticType, SemanticType[]>> = {
  id: ['number', 'code', 'text'],
  reference: ['number', 'id', 'code'],
  network_identifier: ['number', 'id'],
  given_name: ['text', 'family_name', 'person_name', 'city'],
  family_name: ['text', 'given_name', 'person_name', 'city'],
  person_name: ['text', 'company', 'title'],
  company: ['text', 'title', 'person_name'],
  title: ['text', 'company', 'code'],
  email: ['text', 'user'],
  phone: ['number', 'id', 'code'],
  street: ['text', 'title'],
  city: ['text', 'family_name', 'code'],
  postcode: ['number', 'code'],
  country: ['code', 'text', 'language'],
  language: ['code', 'country'],
  birth_date: ['date'],
  date: ['timestamp', 'text'],
  timestamp: ['date', 'text'],
  money: ['number', 'quantity', 'percentage'],
  currency: ['code', 'country'],
  percentage: ['number', 'money', 'quantity'],
  quantity: ['number', 'money', 'code'],
  day_of_month: ['number', 'quantity', 'code'],
  number: ['quantity', 'code', 'id', 'day_of_month'],
  tax_number: ['id', 'code', 'text'],
  status: ['code', 'flag', 'text'],
  code: ['text', 'status', 'title', 'id'],
  flag: ['code', 'number', 'status'],
  user: ['code', 'person_name', 'text'],
  file_name: ['text', 'url'],
  url: ['text', 'file_name'],
  json: ['text'],
  text: ['title', 'code', 'street'],
};

/** A number of 0–1 that is always the same for a text. */
function chance(text: string): number {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16_777_619);
  // Texts that differ in their last letter only would be close to each other.
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The same tables, with a share of the semantic types wrong. A column whose reference was not seen refers to nothing. */
export const withWrongTypes = (tables: GoldTable[], share: number, seed: number): GoldTable[] =>
  tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => {
      const { facts } = column;
      const name = `${seed} ${table.schema} ${table.object} ${facts.column}`;
      const others = alike[facts.semantic];
      if (!others || chance(name) >= share) return column;
      const semantic = others[Math.floor(chance(`${name} other`) * others.length)]!;
      return { ...column, facts: { ...facts, semantic, references: [] } };
    }),
  }));
