import type { Rates } from './defects.ts';

/** How much of everything there is. */
export interface Scale {
  accounts: number;
  subscribers: number;
  plans: number;
  offerings: number;
  orders: number;
  invoices: number;
  notes: number;
  interactions: number;
  documents: number;
  /** Network identifiers hidden in free text and custom fields. */
  plantedIdentifiers: number;
  /** Plans that are a second version of another, under nearly its code; they are counted in `plans`. */
  planVersions: number;
  /** Defects of the catalogue of data quality. */
  defects: Rates;
}

export type Named = 'small' | 'medium' | 'large';
export type Size = Named | { accounts: number | Named; plantedIdentifiers?: number; defects?: Rates };

const plans = 60;
const factors = { small: 1, medium: 10, large: 50 };

/** `small` has 2,000 accounts, `medium` ten times as many, `large` fifty times; any number keeps the proportions. */
export function scaleOf(size: Size): Scale {
  const wanted = typeof size === 'string' ? { accounts: size } : size;
  const named = typeof wanted.accounts === 'string' ? factors[wanted.accounts] : null;
  const accounts = named === null ? Math.max(20, Number(wanted.accounts)) : 2_000 * named;
  const planted = named === null ? Math.ceil(accounts * 0.03) : 60 * named;
  const { defects = {} } = wanted;
  const planVersions = Math.ceil((plans * (defects.DQ23 ?? 0)) / 1_000);
  const subscribers = Math.round(accounts * 2.5);
  return {
    accounts,
    subscribers,
    plans: plans + planVersions,
    offerings: 60,
    orders: accounts * 4,
    invoices: accounts * 6,
    notes: Math.floor(subscribers / 20),
    interactions: Math.floor(subscribers / 10),
    documents: Math.floor(subscribers / 25),
    plantedIdentifiers: wanted.plantedIdentifiers ?? planted,
    planVersions,
    defects,
  };
}

/** The numbers of a table’s rows, from 1 or behind another. */
export function* numbersTo(last: number, after = 0): Generator<number> {
  for (let number = after + 1; number <= last; number += 1) yield number;
}

/** The number in an id; 0 without one. */
export const numberIn = (id: string): number => Number(/\d+/.exec(id)?.[0] ?? 0);
export const accountNo = (number: number) => `BA-${String(number).padStart(6, '0')}`;
export const subscriberNo = (number: number) => `SUB-${String(number).padStart(6, '0')}`;
export const planCode = (number: number) => `PLAN-${String(number).padStart(3, '0')}`;
export const offeringCode = (number: number) => `OFF-${String(number).padStart(3, '0')}`;
export const orderNo = (number: number) => `ORD-${String(number).padStart(7, '0')}`;
export const interactionNo = (number: number) => `INT-${String(number).padStart(7, '0')}`;
export const documentNo = (number: number) => `DOC-${String(number).padStart(6, '0')}`;
export const invoiceNo = (number: number) => `INV-${String(number).padStart(7, '0')}`;
