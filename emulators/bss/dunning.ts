import { account } from './accounts.ts';
import { accountNo } from './ids.ts';
import { invoice } from './invoices.ts';
import { randomFor } from './random.ts';
import type { Row } from './records.ts';
import type { Scale } from './scale.ts';

/** What dunning does next, from the first level on. */
const nextActions = [
  'send the second reminder',
  'send the final notice',
  'bar outgoing calls',
  'hand over to collection',
];

/** Columns of flat rows of accounts, which are empty for an account that is not dunned. */
export const dunningColumns = ['level', 'since', 'amount', 'next_action', 'next_on'] as const;

/** The numbers of an account's invoices. */
function* invoicesOf({ accounts, invoices }: Scale, number: number): Generator<number> {
  for (let one = number - 1 || accounts; one <= invoices; one += accounts) yield one;
}

/** How far an account is dunned for its open invoices; null for an account that is not. */
export function dunningCase(seed: number, scale: Scale, number: number): Row | null {
  const random = randomFor(seed, 'dunning', number);
  if (!random.chance(0.2)) return null;
  const open = [...invoicesOf(scale, number)]
    .map((one) => invoice(seed, scale, one).row)
    .filter((row) => row['account_no'] === accountNo(scale, number) && Number(row['open_balance']) > 0);
  const dues = open.map((row) => String(row['due_on'])).filter((due) => /^\d{4}-\d{2}-\d{2}$/.test(due));
  const [oldest] = dues.sort();
  if (oldest === undefined) return null;
  const level = random.between(1, nextActions.length);
  const pence = open.reduce((sum, row) => sum + Math.round(Number(row['open_balance']) * 100), 0);
  return {
    account_no: account(seed, scale, number).row['account_no']!,
    level,
    since: daysAfter(oldest, 14 * level),
    amount: (pence / 100).toFixed(2),
    next_action: nextActions[level - 1]!,
    next_on: daysAfter(oldest, 14 * (level + 1)),
  };
}

function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
