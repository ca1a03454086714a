import type { HandoffLists } from '../../schemas/mapping.ts';
import { textIn } from '../condition.ts';
import type { ListedRecord, ListRow } from './row.ts';

export const dunningColumns = [
  ...['object', 'id', 'kind', 'level', 'since', 'amount', 'currency', 'next_action', 'next_on'],
] as const;

type Rule = NonNullable<NonNullable<HandoffLists>['dunning']>;

/** How far an account is dunned, with the texts of the source. No row for one that is not. The kind is the level. */
export const dunningRows =
  (rule: Rule) =>
  ({ object, id, row }: ListedRecord): ListRow[] => {
    const text = (field: string | undefined) => (field === undefined ? '' : textIn(row, field).trim());
    const level = text(rule.level);
    if (/^0*$/.test(level)) return [];
    const rest = { currency: text(rule.currency), next_action: text(rule.next_action), next_on: text(rule.next_on) };
    const about = { object, id, kind: `level ${level}`, level };
    return [{ ...about, since: text(rule.since), amount: text(rule.amount), ...rest }];
  };
