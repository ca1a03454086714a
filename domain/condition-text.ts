import type { Condition, SourceRule } from '../schemas/mapping.ts';

/** A condition of the mapping in words: `kind is one of BUS, SME`. */
export function conditionText(condition: Condition): string {
  const { field } = condition;
  if ('in' in condition) return `${field} is ${oneOf(condition.in)}`;
  if ('not_in' in condition) return `${field} is not ${oneOf(condition.not_in)}`;
  if ('matches' in condition) return `${field} matches ${condition.matches}`;
  return `${field} is ${condition.empty ? 'blank' : 'not blank'}`;
}

const oneOf = (values: string[]): string => (values.length === 1 ? values[0]! : `one of ${values.join(', ')}`);

/** What a source leaves out and why: `name is TEST (test customer)`. */
export const exclusionTexts = ({ exclude }: Pick<SourceRule, 'exclude'>): string[] =>
  exclude.map(({ when, reason }) => `${conditionText(when)} (${reason})`);
