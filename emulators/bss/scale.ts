import type { Rates } from './defect-rates.ts';

/** How many records of each kind the operator has. */
export interface Scale {
  accounts: number;
  subscribers: number;
  plans: number;
  offerings: number;
  suppliers: number;
  /** Orders of customers. */
  orders: number;
  /** Orders that the operator itself places with suppliers. They are numbered after those of customers. */
  purchases: number;
  invoices: number;
  notes: number;
  interactions: number;
  documents: number;
  /** Network identifiers that are planted in texts, custom fields and file names. */
  plantedIdentifiers: number;
  /** Values in the same places that look like network identifiers and are none. */
  lookAlikes: number;
  /** Accounts whose number is an IMSI of the operator. */
  identifierKeys: number;
  /** Plans that are a second version of another plan, with almost the same code. `plans` includes them. */
  planVersions: number;
  /** Rates of the defects from the data quality catalogue. */
  defects: Rates;
}

export type NamedSize = 'small' | 'medium' | 'large';
export type Size =
  | NamedSize
  | ({ accounts: number | NamedSize } & Partial<
      Pick<Scale, 'plantedIdentifiers' | 'lookAlikes' | 'identifierKeys' | 'defects'>
    >);

const plans = 60;
const factors = { small: 1, medium: 10, large: 50 };

/**
 * `small` has 2,000 accounts, `medium` 20,000 and `large` 100,000. Any other number keeps the proportions. There are as many
 * look-alikes as identifiers unless the size says otherwise.
 */
export function scaleOf(size: Size): Scale {
  const wanted: Exclude<Size, string> = typeof size === 'string' ? { accounts: size } : size;
  const factor = typeof wanted.accounts === 'string' ? factors[wanted.accounts] : null;
  const accounts = factor === null ? Math.max(20, Number(wanted.accounts)) : 2_000 * factor;
  const planted = factor === null ? Math.ceil(accounts * 0.03) : 60 * factor;
  const { defects = {}, plantedIdentifiers = planted, lookAlikes = plantedIdentifiers, identifierKeys = 0 } = wanted;
  const planVersions = Math.ceil((plans * (defects.DQ23 ?? 0)) / 1_000);
  const subscribers = Math.round(accounts * 2.5);
  return {
    accounts,
    subscribers,
    plans: plans + planVersions,
    offerings: 60,
    suppliers: Math.max(3, Math.round(accounts / 250)),
    orders: accounts * 4,
    purchases: Math.max(4, Math.round(accounts / 25)),
    invoices: accounts * 6,
    notes: Math.floor(subscribers / 20),
    interactions: Math.floor(subscribers / 10),
    documents: Math.floor(subscribers / 25),
    plantedIdentifiers,
    lookAlikes,
    identifierKeys,
    planVersions,
    defects,
  };
}

/** The numbers from `after + 1` to `last`, as records are numbered. */
export function* numbersTo(last: number, after = 0): Generator<number> {
  for (let number = after + 1; number <= last; number += 1) yield number;
}
