import { subscriber, type Row } from '../people.ts';
import { invoiceNo, offeringCode, orderNo, numberIn } from '../scale.ts';
import { bundleDiscounts, bundleItems, categoryPath, offering, plan } from '../catalogue.ts';
import { invoice, order } from '../trade.ts';
import { labelOf } from '../labels.ts';
import type { Operator } from './parties.ts';
import { characteristics, date, filled, money, number as digits, text, time, type Resource } from './values.ts';

const states: Record<string, string> = {
  New: 'acknowledged',
  Completed: 'completed',
  'In progress': 'inProgress',
  Cancelled: 'cancelled',
};
const kinds: Record<string, string> = { service_plans: 'Plan', product_catalog: 'Item' };

export function planOffering({ seed, scale }: Operator, number: number): Resource {
  const row = plan(seed, scale, number);
  const use = (name: string): Resource => ({ name, productSpecCharacteristicValue: [{ value: text(row[name]) }] });
  return filled({
    id: text(row['plan_code']),
    name: text(row['name']),
    description: text(row['description']),
    isBundle: false,
    version: text(row['version']),
    lifecycleStatus: labelOf('product', row['status_code']),
    lastUpdate: time(row['updated_at']),
    validFor: { startDateTime: date(row['valid_from']), endDateTime: date(row['valid_to']) },
    category: [{ id: 'plans', name: 'Plans' }],
    productOfferingPrice: [
      {
        name: 'Monthly price',
        priceType: 'recurring',
        recurringChargePeriod: 'month',
        price: money(row['monthly_price']),
      },
    ],
    prodSpecCharValueUse: ['minutes', 'megabytes', 'sms'].map(use),
  });
}

export function itemOffering({ seed }: Operator, number: number): Resource {
  const row = offering(seed, number);
  const reference = (one: Row): Resource => ({ id: text(one['category_id']), name: text(one['name']) });
  const formula = text(row['pricing_formula']);
  return filled({
    id: offeringCode(number),
    name: text(row['name']),
    description: text(row['description']),
    isBundle: row['is_bundle'] === true,
    lifecycleStatus: labelOf('product', row['status_code']),
    lastUpdate: time(row['updated_at']),
    category: categoryPath(row['category_id']).map(reference),
    bundledProductOffering: bundleItems(number).map((item) => ({ id: text(item['item_code']) })),
    productOfferingPrice: [
      filled({
        name: 'Price',
        priceType: 'oneTime',
        price: money(row['price']),
        pricingLogicAlgorithm: formula ? [{ name: 'formula', description: formula }] : [],
      }),
      ...bundleDiscounts(seed, number).map(({ condition, percent }): Resource => ({
        name: text(condition),
        priceType: 'discount',
        percentage: digits(percent),
      })),
    ],
  });
}

export function productOrder({ seed, scale }: Operator, number: number): Resource {
  const { row, lines } = order(seed, scale, number);
  const owner = text(row['subscriber_no']);
  const isPerson = subscriber(seed, scale, numberIn(owner)).row['customer_type'] === 'RES';
  return filled({
    id: orderNo(number),
    description: text(row['description']),
    state: states[labelOf('order', row['status_code'])] ?? 'held',
    orderDate: time(row['ordered_at']),
    completionDate: row['activated_at'] ? time(row['activated_at']) : null,
    cancellationDate: row['cancelled_at'] ? time(row['cancelled_at']) : null,
    billingAccount: { id: text(row['account_no']) },
    relatedParty: [
      { id: owner, role: 'subscriber', '@referredType': isPerson ? 'Individual' : 'Organization' },
      { id: text(row['owner_login']), role: 'salesAgent', '@referredType': 'Individual' },
    ],
    productOrderItem: lines.map((line) => ({
      id: text(line['line_no']),
      action: 'add',
      quantity: digits(line['quantity']),
      productOffering: { id: text(line['item_code']), '@referredType': kinds[text(line['item_object'])] ?? 'Item' },
      itemTerm: [{ name: 'contractEnd', description: date(row['contract_end']) }],
      itemPrice: [
        {
          name: text(line['description']),
          priceType: 'recurring',
          price: { dutyFreeAmount: money(line['unit_price']) },
          priceAlteration: [{ priceType: 'discount', price: { dutyFreeAmount: money(line['discount']) } }],
        },
      ],
    })),
    // TM Forum lets a vendor add attributes to a type of its own.
    lastUpdate: time(row['updated_at']),
    '@baseType': 'ProductOrder',
    '@type': 'NorthwindProductOrder',
  });
}

export function customerBill({ seed, scale }: Operator, number: number): Resource {
  const { row, taxes, payments } = invoice(seed, scale, number);
  const currency = text(row['currency']);
  const open = payments.length > 0 ? 'partiallyPaid' : 'sent';
  return filled({
    id: invoiceNo(number),
    billNo: invoiceNo(number),
    billDate: date(row['issued_on']),
    paymentDueDate: date(row['due_on']),
    lastUpdate: time(row['updated_at']),
    state: labelOf('invoice', row['status_code']) === 'Paid' ? 'settled' : open,
    runType: 'onCycle',
    category: 'normal',
    taxIncludedAmount: money(row['total'], currency),
    remainingAmount: money(row['open_balance'], currency),
    taxItem: taxes.map(({ code, rate, amount }) => ({
      taxCategory: text(code),
      taxRate: digits(rate),
      taxAmount: money(amount, currency),
    })),
    appliedPayment: payments.map(({ payment_no, amount }) => ({
      appliedAmount: money(amount, currency),
      payment: { id: text(payment_no), '@referredType': 'Payment' },
    })),
    billingAccount: { id: text(row['account_no']) },
  });
}

/** Lines of a bill, which the API has as a list of its own. */
export const billingRates = ({ seed, scale }: Operator, number: number): Resource[] =>
  invoice(seed, scale, number).lines.map((line) => ({
    id: `${invoiceNo(number)}-${text(line['line_no'])}`,
    name: text(line['description']),
    type: 'appliedBillingCharge',
    isBilled: true,
    bill: { id: invoiceNo(number) },
    product: { id: text(line['item_code']), '@referredType': kinds[text(line['item_object'])] ?? 'Item' },
    characteristic: characteristics({
      lineNo: line['line_no'],
      quantity: line['quantity'],
      unitPrice: line['unit_price'],
      discount: line['discount'],
    }),
  }));
