/** How much of everything there is. */
export interface Scale {
  accounts: number;
  subscribers: number;
  plans: number;
  offerings: number;
  orders: number;
  invoices: number;
  /** Network identifiers hidden in free text and custom fields. */
  plantedIdentifiers: number;
}

export type Size = 'small' | 'medium' | 'large' | { accounts: number; plantedIdentifiers?: number };

const factors = { small: 1, medium: 10, large: 50 };

/** `small` has 2,000 accounts, `medium` ten times as many, `large` fifty times; any number keeps the proportions. */
export function scaleOf(size: Size): Scale {
  const accounts = typeof size === 'string' ? 2_000 * factors[size] : Math.max(20, size.accounts);
  const planted =
    typeof size === 'string' ? 60 * factors[size] : (size.plantedIdentifiers ?? Math.ceil(accounts * 0.03));
  return {
    accounts,
    subscribers: Math.round(accounts * 2.5),
    plans: 60,
    offerings: 60,
    orders: accounts * 4,
    invoices: accounts * 6,
    plantedIdentifiers: planted,
  };
}

/** The numbers of a table’s rows, from 1 or behind another. */
export function* numbersTo(last: number, after = 0): Generator<number> {
  for (let number = after + 1; number <= last; number += 1) yield number;
}

export const accountNo = (number: number) => `BA-${String(number).padStart(6, '0')}`;
export const subscriberNo = (number: number) => `SUB-${String(number).padStart(6, '0')}`;
export const planCode = (number: number) => `PLAN-${String(number).padStart(3, '0')}`;
export const offeringCode = (number: number) => `OFF-${String(number).padStart(3, '0')}`;
export const orderNo = (number: number) => `ORD-${String(number).padStart(7, '0')}`;
export const invoiceNo = (number: number) => `INV-${String(number).padStart(7, '0')}`;
