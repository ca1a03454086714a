import { Amount } from '../handoff/amounts.ts';
import type { BalanceSum, InZoho } from '../handoff/balance-sums.ts';
import { amount, counted, section, table } from './markdown.ts';

const names: Record<InZoho, string> = {
  yes: 'yes',
  outdated: 'with earlier values: the newest load leaves it out',
  merged: 'no: merged into another account',
  excluded: 'no: excluded',
  rejected: 'no: rejected',
  pending: 'no: not loaded yet',
};

/** How much of the balances belongs to accounts that are in Zoho, so that the sums of source and Zoho can be compared. */
export function balancesSection(sums: BalanceSum[]): string {
  const unread = sums.reduce((total, one) => total + one.unread, 0);
  const currencies = [...new Set(sums.map(({ currency }) => currency))];
  return section(
    'Balances, and what of them is in Zoho',
    sums.length > 0 &&
      'The sum of the accounts in Zoho is what to compare Zoho with. The others are in `balances.csv` only: its column `in_zoho` says why.',
    sums.some(({ inZoho }) => inZoho === 'outdated') &&
      'Accounts that are in Zoho with earlier values are in the sums of Zoho with these, and not with the balances here: leave them out there, or correct them by hand.',
    unread > 0 && `**${counted(unread, 'balance', 'balances')} can not be read and are in no sum.**`,
    table(
      ['Currency', 'In Zoho', 'Accounts', 'Balance'],
      currencies.flatMap((currency) => {
        const own = sums.filter((one) => one.currency === currency);
        return [
          ...own.map(({ inZoho, accounts, balance }) => [currency, names[inZoho], accounts, amount(balance)]),
          [currency, 'all', ...totalsOf(own)],
        ];
      }),
    ),
  );
}

const totalsOf = (sums: BalanceSum[]): [accounts: number, balance: string] => [
  sums.reduce((total, { accounts }) => total + accounts, 0),
  amount(
    sums
      .reduce((total, { balance }) => total.plus(balance), new Amount(0))
      .toFixed(Math.max(...sums.map(({ balance }) => balance.split('.')[1]?.length ?? 0))),
  ),
];
