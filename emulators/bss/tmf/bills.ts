import { invoiceNo } from '../ids.ts';
import { invoice } from '../invoices.ts';
import { statusLabel } from '../status-labels.ts';
import { offeringTypes } from './offerings.ts';
import type { Operator } from './operator.ts';
import { characteristics, date, filled, money, number as numeric, text, time, type Resource } from './values.ts';

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
    state: statusLabel('invoice', row['status_code']) === 'Paid' ? 'settled' : open,
    runType: 'onCycle',
    category: 'normal',
    taxIncludedAmount: money(row['total'], currency),
    remainingAmount: money(row['open_balance'], currency),
    taxItem: taxes.map(({ code, rate, amount }) => ({
      taxCategory: text(code),
      taxRate: numeric(rate),
      taxAmount: money(amount, currency),
    })),
    appliedPayment: payments.map(({ payment_no, amount }) => ({
      appliedAmount: money(amount, currency),
      payment: { id: text(payment_no), '@referredType': 'Payment' },
    })),
    billingAccount: { id: text(row['account_no']) },
  });
}

/** The lines of a bill. The API lists them as a resource of their own. */
export const billingRates = ({ seed, scale }: Operator, number: number): Resource[] =>
  invoice(seed, scale, number).lines.map((line) => ({
    id: `${invoiceNo(number)}-${text(line['line_no'])}`,
    name: text(line['description']),
    type: 'appliedBillingCharge',
    isBilled: true,
    bill: { id: invoiceNo(number) },
    product: { id: text(line['item_code']), '@referredType': offeringTypes[text(line['item_object'])] ?? 'Item' },
    characteristic: characteristics({
      lineNo: line['line_no'],
      quantity: line['quantity'],
      unitPrice: line['unit_price'],
      discount: line['discount'],
    }),
  }));
