import { createBucketSums } from '../../../domain/handoff/buckets.ts';
import type { NumberFormat } from '../../../schemas/profile-fields.ts';

const columns = {
  ...{ id: 'id', owner: 'owner', opening: 'opening', used: 'used', remaining: 'remaining', unit: 'unit' },
  ...{ currency: 'currency', expiry: 'expiry', shared: 'shared' },
};
const bucket = (changes: Record<string, string> = {}) => ({
  ...{ id: 'BKT-000001', owner: 'SUB-1', opening: '100', used: '40', remaining: '60', unit: 'MB', currency: '' },
  ...{ expiry: '2026-12-31 23:59:59', shared: 'false' },
  ...changes,
});
function sum(rows: Record<string, string>[], numberFormat?: NumberFormat) {
  const sums = createBucketSums(columns, { takenAt: '2026-03-01T10:00:00Z', numberFormat });
  rows.forEach(sums.add);
  return sums.result();
}

test('buckets are added up for each unit and currency', () => {
  const { groups, buckets } = sum([
    bucket(),
    bucket({ opening: '10.5', used: '0.5', remaining: '10' }),
    bucket({ unit: 'money', currency: 'GBP', opening: '5', used: '5', remaining: '0' }),
    bucket({ unit: 'money', currency: 'EUR' }),
  ]);
  expect(buckets).toBe(4);
  expect(groups).toMatchObject([
    { unit: 'MB', currency: '', buckets: 2, opening: '110.5', used: '40.5', remaining: '70', difference: '0', open: 0 },
    { unit: 'money', currency: 'GBP', buckets: 1, remaining: '0' },
    { unit: 'money', currency: 'EUR', buckets: 1 },
  ]);
});

test('a bucket that does not close is listed with its difference, and its key is masked', () => {
  const { groups, open } = sum([bucket({ id: '447700900123', used: '45' }), bucket({ id: 'short', remaining: '61' })]);
  expect(open).toEqual([
    { row: 2, bucket: '447…123', unit: 'MB', currency: '', difference: '-5' },
    { row: 3, bucket: '…', unit: 'MB', currency: '', difference: '-1' },
  ]);
  expect(groups).toMatchObject([{ open: 2, difference: '-6' }]);
});

test('differences that cancel out are still open buckets', () => {
  expect(sum([bucket({ used: '45' }), bucket({ used: '35' })]).groups).toMatchObject([{ difference: '0', open: 2 }]);
});

test('the first buckets that do not close are listed, and all are counted', () => {
  const { groups, open } = sum(Array.from({ length: 60 }, () => bucket({ used: '0' })));
  expect([open.length, groups[0]?.open]).toEqual([50, 60]);
});

test('a negative amount is an amount', () => {
  expect(sum([bucket({ opening: '-200', used: '50', remaining: '-250' })]).groups).toMatchObject([{ open: 0 }]);
});

test('owners, expiry and shared buckets are counted', () => {
  expect(
    sum([bucket({ owner: ' ' }), bucket({ expiry: '' }), bucket({ expiry: '2026-02-28' }), bucket({ shared: 't' })]),
  ).toMatchObject({ withoutOwner: 1, withoutExpiry: 1, expired: 1, shared: 1, groups: [{ shared: 1 }] });
});

test('an amount that is missing or no number puts the bucket in no sum', () => {
  expect(sum([bucket({ used: '' }), bucket({ remaining: 'unlimited' }), bucket()])).toMatchObject({
    unreadable: 2,
    groups: [{ buckets: 1 }],
  });
});

test('amounts are read in the number format of the profile', () => {
  const comma = { decimal: ',', thousands: '.' } as NumberFormat;
  expect(sum([bucket({ opening: '1.234', used: '0,5', remaining: '1.233,5' })], comma).groups).toMatchObject([
    { opening: '1234', open: 0 },
  ]);
});

test('columns that the profile does not name are left out', () => {
  const { id, owner, opening, used, remaining, unit } = columns;
  const sums = createBucketSums({ id, owner, opening, used, remaining, unit }, { takenAt: '2026-03-01' });
  sums.add({ id: 'BKT-000001', owner: 'SUB-1', opening: '1', used: '0', remaining: '1' });
  expect(sums.result()).toMatchObject({ shared: 0, withoutExpiry: 1, groups: [{ unit: '', currency: '' }] });
});
