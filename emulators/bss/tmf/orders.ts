import { numberIn } from '../ids.ts';
import { orderAt } from '../purchases.ts';
import { statusLabel } from '../status-labels.ts';
import { subscriber } from '../subscribers.ts';
import { offeringTypes } from './offerings.ts';
import type { Operator } from './operator.ts';
import { date, filled, money, number as numeric, text, time, type Resource } from './values.ts';

const states: Record<string, string> = {
  New: 'acknowledged',
  Completed: 'completed',
  'In progress': 'inProgress',
  Cancelled: 'cancelled',
};

/** An order of a customer, or one with a supplier. @param place its place in the table of orders */
export function productOrder({ seed, scale }: Operator, place: number): Resource {
  const { row, lines } = orderAt(seed, scale, place);
  const supplier = text(row['supplier_no']);
  const owner = text(row['subscriber_no']);
  const isPerson = owner !== '' && subscriber(seed, scale, numberIn(owner)).row['customer_type'] === 'RES';
  return filled({
    id: text(row['order_no']),
    description: text(row['description']),
    state: states[statusLabel('order', row['status_code'])] ?? 'held',
    orderDate: time(row['ordered_at']),
    completionDate: row['activated_at'] ? time(row['activated_at']) : null,
    cancellationDate: row['cancelled_at'] ? time(row['cancelled_at']) : null,
    billingAccount: supplier ? null : { id: text(row['account_no']) },
    relatedParty: [
      supplier
        ? { id: supplier, role: 'supplier', '@referredType': 'Organization' }
        : { id: owner, role: 'subscriber', '@referredType': isPerson ? 'Individual' : 'Organization' },
      { id: text(row['owner_login']), role: 'salesAgent', '@referredType': 'Individual' },
    ],
    productOrderItem: lines.map((line) => ({
      id: text(line['line_no']),
      action: 'add',
      quantity: numeric(line['quantity']),
      productOffering: {
        id: text(line['item_code']),
        '@referredType': offeringTypes[text(line['item_object'])] ?? 'Item',
      },
      ...(supplier ? {} : { itemTerm: [{ name: 'contractEnd', description: date(row['contract_end']) }] }),
      itemPrice: [
        {
          name: text(line['description']),
          priceType: 'recurring',
          price: { dutyFreeAmount: money(line['unit_price']) },
          priceAlteration: [{ priceType: 'discount', price: { dutyFreeAmount: money(line['discount']) } }],
        },
      ],
    })),
    // The specification lets vendors add attributes to their own types.
    lastUpdate: time(row['updated_at']),
    '@baseType': 'ProductOrder',
    '@type': 'NorthwindProductOrder',
  });
}
