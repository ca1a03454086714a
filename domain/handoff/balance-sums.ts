import type { NumberFormat } from '../../schemas/profile-fields.ts';
import { minorUnitOf } from '../values/numbers.ts';
import { Amount, amountIn } from './amounts.ts';

/**
 * Whether a record of the source is in Zoho, or its outcome if it is not. `outdated`: it is, with the values of an earlier load, because
 * the newest one excludes, merges or rejects its row.
 */
export const placesInZoho = ['yes', 'outdated', 'merged', 'excluded', 'rejected', 'pending'] as const;
export type InZoho = (typeof placesInZoho)[number];

/** The balances of the accounts in one currency with one outcome. */
export interface BalanceSum {
  currency: string;
  inZoho: InZoho;
  accounts: number;
  /** A decimal text. */
  balance: string;
  /** Accounts whose balance can't be read, so it is in no sum. */
  unread: number;
}

/** Adds up balances by currency and outcome. */
export function createBalanceSums() {
  const sums = new Map<string, Omit<BalanceSum, 'balance'> & { balance: Amount }>();
  return {
    add(
      { balance, currency, inZoho }: { balance: string; currency: string; inZoho: InZoho },
      format: NumberFormat | undefined,
    ): void {
      const amount = balance === '' ? new Amount(0) : amountIn(balance, format);
      const key = JSON.stringify([currency, inZoho]);
      const sum = sums.get(key) ?? { currency, inZoho, accounts: 0, balance: new Amount(0), unread: 0 };
      sums.set(key, sum);
      sum.accounts += 1;
      if (amount === null) sum.unread += 1;
      else sum.balance = sum.balance.plus(amount);
    },
    /** The sums of each currency: those in Zoho first, then the outcomes of the others. */
    result(): BalanceSum[] {
      const currencies = [...new Set([...sums.values()].map(({ currency }) => currency))];
      const found = currencies.flatMap((currency) =>
        placesInZoho.flatMap((inZoho) => sums.get(JSON.stringify([currency, inZoho])) ?? []),
      );
      return found.map((sum) => ({ ...sum, balance: sum.balance.toFixed(placesOf(sum)) }));
    },
  };
}

/** The places of the currency, or more where the source has more. */
const placesOf = ({ currency, balance }: { currency: string; balance: Amount }): number =>
  Math.max(balance.decimalPlaces(), /^[A-Z]{3}$/.test(currency) ? minorUnitOf(currency) : 0);
