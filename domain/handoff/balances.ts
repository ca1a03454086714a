import type { HandoffLists } from '../../schemas/mapping.ts';
import { textIn } from '../condition.ts';
import { textsOf } from './entries.ts';
import type { ListedRecord, ListRow } from './row.ts';

export const balanceColumns = [
  'object',
  'id',
  'kind',
  'balance',
  'credit_limit',
  'currency',
  'dunning',
  'in_zoho',
] as const;
export const receivableColumns = [
  'object',
  'id',
  'kind',
  'account',
  'open',
  'currency',
  'issued',
  'due',
  'status',
] as const;

type Rules = NonNullable<HandoffLists>;

/** The sign of an amount as the source writes it. `unread`: in another notation, which a person must read. */
function signOf(amount: string): 'positive' | 'negative' | 'zero' | 'unread' {
  if (amount === '') return 'zero';
  if (!/^[+-]?\d+(\.\d+)?$/.test(amount)) return 'unread';
  if (!/[1-9]/.test(amount)) return 'zero';
  return amount.startsWith('-') ? 'negative' : 'positive';
}

/** Balance, credit limit and dunning of an account, with the texts of the source. The kind is the sign of the balance. */
export const balanceRows =
  (rule: NonNullable<Rules['balances']>) =>
  ({ object, id, row }: ListedRecord): ListRow[] => {
    const text = (field: string | undefined) => (field === undefined ? '' : textIn(row, field).trim());
    const found = {
      balance: text(rule.balance),
      credit_limit: text(rule.credit_limit),
      dunning: textsOf(rule.dunning, row).join(', '),
    };
    if (Object.values(found).every((one) => one === '')) return [];
    // Whether the account is in Zoho is not said by its row.
    return [{ object, id, kind: signOf(found.balance), ...found, currency: text(rule.currency), in_zoho: '' }];
  };

/** What is still to be paid of an invoice, with the texts of the source. No row for one that is paid. */
export const receivableRows =
  (rule: NonNullable<Rules['receivables']>) =>
  ({ object, id, row }: ListedRecord): ListRow[] => {
    const text = (field: string | undefined) => (field === undefined ? '' : textIn(row, field).trim());
    const open = text(rule.open);
    const sign = signOf(open);
    if (sign === 'zero') return [];
    return [
      {
        ...{ object, id, kind: sign === 'unread' ? sign : sign === 'positive' ? 'open' : 'overpaid' },
        ...{ account: text(rule.account), open, currency: text(rule.currency) },
        ...{ issued: text(rule.issued), due: text(rule.due), status: text(rule.status) },
      },
    ];
  };
