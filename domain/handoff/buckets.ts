import type { NumberFormat } from '../../schemas/profile-fields.ts';
import type { BucketColumns } from '../../schemas/profile.ts';
import type { SourceRow } from '../condition.ts';
import { Amount, amountIn } from './amounts.ts';

/** The buckets of one unit and currency. Amounts are decimal texts. */
export interface BucketGroup {
  unit: string;
  currency: string;
  buckets: number;
  shared: number;
  opening: string;
  used: string;
  remaining: string;
  /** What opening − used − remaining leaves, over all buckets. */
  difference: string;
  /** Buckets that do not close. */
  open: number;
}

/** A bucket that does not close, by its row in the file and a part of its id. */
export interface OpenBucket {
  /** As spreadsheets count: the header is row 1. */
  row: number;
  bucket: string;
  unit: string;
  currency: string;
  difference: string;
}

/** What the buckets of a snapshot add up to. */
export interface BucketSums {
  buckets: number;
  groups: BucketGroup[];
  /** The first buckets that do not close. */
  open: OpenBucket[];
  shared: number;
  withoutOwner: number;
  withoutExpiry: number;
  /** Their expiry is before the day of the snapshot. */
  expired: number;
  /** An amount is missing or can't be read, so they are in no sum. */
  unreadable: number;
}

/** Buckets that are listed one by one. All are counted. */
const listed = 50;

interface Group {
  unit: string;
  currency: string;
  buckets: number;
  shared: number;
  opening: Amount;
  used: Amount;
  remaining: Amount;
  open: number;
}

/**
 * Adds up buckets row by row: opening − used = remaining, for each bucket and for each unit and currency.
 *
 * @param takenAt time of the snapshot, ISO 8601
 */
export function createBucketSums(
  columns: BucketColumns,
  { takenAt, numberFormat }: { takenAt: string; numberFormat?: NumberFormat | undefined },
): { add: (row: SourceRow) => void; result: () => BucketSums } {
  const groups = new Map<string, Group>();
  const open: OpenBucket[] = [];
  const counts = { buckets: 0, shared: 0, withoutOwner: 0, withoutExpiry: 0, expired: 0, unreadable: 0 };
  const textOf = (row: SourceRow, column: keyof BucketColumns) => (row[columns[column] ?? ''] ?? '').trim();
  const groupOf = (unit: string, currency: string): Group => {
    const key = JSON.stringify([unit, currency]);
    const zero = new Amount(0);
    const group = groups.get(key) ?? {
      ...{ unit, currency, buckets: 0, shared: 0, open: 0, opening: zero, used: zero, remaining: zero },
    };
    groups.set(key, group);
    return group;
  };

  return {
    add(row) {
      const isShared = /^(t|true|1|y|yes)$/i.test(textOf(row, 'shared'));
      const expiry = textOf(row, 'expiry');
      counts.buckets += 1;
      counts.shared += Number(isShared);
      counts.withoutOwner += Number(textOf(row, 'owner') === '');
      counts.withoutExpiry += Number(expiry === '');
      counts.expired += Number(/^\d{4}-\d{2}-\d{2}/.test(expiry) && expiry.slice(0, 10) < takenAt.slice(0, 10));
      const [opening, used, remaining] = (['opening', 'used', 'remaining'] as const).map((column) =>
        amountIn(textOf(row, column), numberFormat),
      );
      if (!opening || !used || !remaining) return void (counts.unreadable += 1);
      const group = groupOf(textOf(row, 'unit'), textOf(row, 'currency'));
      group.buckets += 1;
      group.shared += Number(isShared);
      group.opening = group.opening.plus(opening);
      group.used = group.used.plus(used);
      group.remaining = group.remaining.plus(remaining);
      const difference = opening.minus(used).minus(remaining);
      if (difference.isZero()) return;
      group.open += 1;
      const { unit, currency } = group;
      const bucket = maskedKey(textOf(row, 'id'));
      if (open.length < listed)
        open.push({ row: counts.buckets + 1, bucket, unit, currency, difference: difference.toFixed() });
    },
    result: () => ({ ...counts, open, groups: [...groups.values()].map(shown) }),
  };
}

const shown = ({ opening, used, remaining, ...group }: Group): BucketGroup => ({
  ...group,
  ...{ opening: opening.toFixed(), used: used.toFixed(), remaining: remaining.toFixed() },
  difference: opening.minus(used).minus(remaining).toFixed(),
});

/** The ends of a key: enough to look it up beside its amounts, too little to be a number of a subscriber. */
function maskedKey(key: string): string {
  const characters = [...key];
  return characters.length < 8 ? '…' : `${characters.slice(0, 3).join('')}…${characters.slice(-3).join('')}`;
}
