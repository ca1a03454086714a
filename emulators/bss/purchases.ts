import { offeringCode, purchaseNo, supplierNo } from './ids.ts';
import type { WithLines } from './line-items.ts';
import { order } from './orders.ts';
import { randomFor } from './random.ts';
import type { Defect, Row } from './records.ts';
import { localTime } from './sample-values.ts';
import type { Scale } from './scale.ts';

/** An order that the operator places with a supplier. It is in the table of orders, without a customer. */
export function purchase(seed: number, scale: Scale, number: number): WithLines {
  const random = randomFor(seed, 'purchase', number);
  const id = purchaseNo(number);
  const isOrphan = number % 40 === 27;
  const defects: Defect[] = isOrphan
    ? [{ object: 'orders', id, rule: 'orphan', field: 'supplier_no', expected: 'rejected' }]
    : [];
  const orderedAt = localTime(random, 2018, 2025);
  const cancelled = random.chance(0.1);
  return {
    defects,
    row: {
      order_no: id,
      account_no: '',
      subscriber_no: '',
      status_code: cancelled ? 4 : random.pick([1, 2, 2, 3]),
      ordered_at: orderedAt,
      activated_at: null,
      cancelled_at: cancelled ? orderedAt : null,
      contract_end: '',
      description: random.pick(['Device purchase', 'Wholesale purchase']),
      owner_login: random.pick(['arun', 'beth', 'carl', 'dora']),
      updated_at: orderedAt,
      supplier_no: isOrphan ? 'SUP-9999' : supplierNo(random.between(1, scale.suppliers)),
    },
    lines: Array.from({ length: random.between(1, 3) }, (_, place): Row => {
      const price = `${random.between(10, 300)}.${String(random.between(0, 99)).padStart(2, '0')}`;
      return {
        order_no: id,
        line_no: place + 1,
        item_object: 'product_catalog',
        item_code: offeringCode(random.between(1, scale.offerings)),
        description: 'Purchase price',
        quantity: `${random.between(1, 20) * 10}.0000000000`,
        unit_price: `${price}00000000`,
        discount: '0.0000000000',
      };
    }),
  };
}

/** Number of rows in the table of orders. */
export const ordersAndPurchases = ({ orders, purchases }: Scale): number => orders + purchases;

/** The order at a place in the table: those of customers first, then those with suppliers. */
export const orderAt = (seed: number, scale: Scale, place: number): WithLines =>
  place <= scale.orders ? order(seed, scale, place) : purchase(seed, scale, place - scale.orders);
