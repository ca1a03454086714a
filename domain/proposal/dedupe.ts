import type { SemanticType } from '../../schemas/column-facts.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Column } from './features.ts';
import type { Decision } from './table.ts';

/** Rows that agree in all columns of a list are one record. An e-mail address or a phone alone is shared by families. */
const lists: Partial<Record<Module, SemanticType[][]>> = {
  Accounts: [
    ['tax_number', 'company'],
    ['tax_number', 'person_name'],
  ],
  Contacts: [
    ['tax_number', 'given_name', 'family_name'],
    ['email', 'given_name', 'family_name'],
    ['given_name', 'family_name', 'birth_date', 'postcode'],
  ],
};

/** The columns by which duplicates are found. */
export function dedupeFor(module: Module, decisions: Decision[], columns: Column[]): string[][] {
  const kept = new Set(
    decisions.filter(({ into, target }) => target !== null || into === 'custom').map(({ column }) => column),
  );
  return (lists[module] ?? []).flatMap((types) => {
    const found = types.flatMap(
      (type) => columns.find(({ facts }) => facts.semantic === type && kept.has(facts.column))?.facts.column ?? [],
    );
    return found.length === types.length ? [found] : [];
  });
}
