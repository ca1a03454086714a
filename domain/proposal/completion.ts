import type { Module } from '../../schemas/terms.ts';
import type { Column } from './features.ts';
import { speaksOf } from './names.ts';
import type { ProposedRule } from './rules.ts';
import type { SourceTable } from './source.ts';

/** A rule that another column completes, and what is said beside it. */
export interface Completed {
  rule: ProposedRule;
  evidence: string | null;
}

/**
 * Contacts need a surname, and firms among them have none: their rows are named by the company, where it is kept only in a custom
 * field. Surnames in several columns are joined, so that no person may have a company, too.
 * @param group the columns that the field is made from
 * @param kept the names of the columns that custom fields keep
 */
export function completedName(
  rule: ProposedRule,
  { module, field }: { module: Module; field: string },
  group: readonly Column[],
  { columns, companiesWithoutPerson }: Pick<SourceTable, 'columns' | 'companiesWithoutPerson'>,
  kept: ReadonlySet<string>,
): Completed {
  const isBlank = group.every(({ facts }) => facts.filled < facts.rows);
  const company = companyOf(columns.filter(({ facts }) => kept.has(facts.column)));
  if (module !== 'Contacts' || field !== 'Last_Name' || !isBlank || !company) return { rule, evidence: null };
  // That no person has a company was seen in the first column with companies.
  const isOfFirmsOnly = companiesWithoutPerson === 1 && columns.find(isOfCompanies) === company;
  if (group.length > 1 && !isOfFirmsOnly) return { rule, evidence: null };
  const { column } = company.facts;
  return {
    rule: { ...rule, from: [...group.map(({ facts }) => facts.column), column] },
    evidence: `completed by ${column}`,
  };
}

const isOfCompanies = ({ facts }: Column): boolean => facts.semantic === 'company';
const isSpare = ({ words }: Column): boolean => speaksOf(words, 'other');

/** The column with the names of companies, rather than that with the names by which they trade. */
const companyOf = (columns: readonly Column[]): Column | undefined => {
  const companies = columns.filter(isOfCompanies);
  return companies.find((one) => !isSpare(one)) ?? companies[0];
};

/** Whether a column has another name of companies whose own name is in another column. */
export const isSpareName = (column: Column, columns: readonly Column[]): boolean =>
  isOfCompanies(column) && companyOf(columns) !== column;
