import { isTestAccount } from './accounts.ts';
import { plantDefect } from './defects.ts';
import { accountNo, invoiceNo } from './ids.ts';
import { lineItems, type WithLines } from './line-items.ts';
import { plantItems } from './planting.ts';
import { randomFor } from './random.ts';
import type { Defect, Row } from './records.ts';
import { date } from './sample-values.ts';
import type { Scale } from './scale.ts';

/** The sum of quantity × price − discount, in pence. */
function totalOf(lines: Row[]): number {
  const pence = (value: unknown) => Math.round(Number(value) * 100);
  return lines.reduce(
    (sum, line) => sum + Number(line['quantity']) * pence(line['unit_price']) - pence(line['discount']),
    0,
  );
}

/** An invoice with its taxes and payments. Its prices include the tax. */
export interface Invoice extends WithLines {
  taxes: Row[];
  payments: Row[];
}

export function invoice(seed: number, scale: Scale, number: number): Invoice {
  const random = randomFor(seed, 'invoice', number);
  const id = invoiceNo(number);
  const account = (number % scale.accounts) + 1;
  const orphan = number % 2_003 === 77;
  const defects: Defect[] = [];
  if (orphan) defects.push({ object: 'invoices', id, rule: 'orphan', field: 'account_no', expected: 'rejected' });
  else if (isTestAccount(account)) {
    defects.push({ object: 'invoices', id, rule: 'parent-excluded', field: 'account_no', expected: 'rejected' });
  }
  const lines = lineItems(seed, 'invoice', number, random.between(1, 5), scale);
  const total = totalOf(lines);
  const payments = paymentsOf(seed, number, { total, isOpen: random.chance(0.15) });
  const open = payments.reduce((sum, { pence }) => sum - pence, total);
  const issued = date(random, 2018, 2025);
  const row: Row = {
    invoice_no: id,
    account_no: orphan ? 'BA-999998' : accountNo(scale, account),
    order_no: '',
    issued_on: issued,
    due_on: issued.replace(/-\d\d$/, '-28'),
    status_code: open > 0 ? 2 : 1,
    total: money(total),
    open_balance: money(open),
    currency: 'GBP',
    updated_at: `${issued} 06:00:00`,
  };
  const context = { seed, scale, number, id, keyField: 'invoice_no' };
  if (defects.length === 0) defects.push(...plantDefect('invoices', row, context));
  const planted = lines[0] ? plantItems('invoice_lines', lines[0], { ...context, defects }) : [];
  return {
    defects: [...defects, ...planted],
    row,
    lines: lines.map((line) => ({ invoice_no: id, ...line })),
    taxes: [taxOf(seed, number, total)],
    payments: payments.map(({ pence, ...payment }) => ({ ...payment, amount: money(pence) })),
  };
}

const money = (pence: number) => `${(pence / 100).toFixed(2)}00000000`;

/** The tax that is included in a total. */
function taxOf(seed: number, number: number, total: number): Row {
  const rate = randomFor(seed, 'tax', number).pick([20, 20, 20, 5, 0]);
  return { code: 'VAT', rate: rate.toFixed(2), amount: money(Math.round((total * rate) / (100 + rate))) };
}

/** The payments of an invoice. A paid one has one or two; an open one has one for a half of it, or none. */
function paymentsOf(
  seed: number,
  number: number,
  { total, isOpen }: { total: number; isOpen: boolean },
): { payment_no: string; pence: number }[] {
  const random = randomFor(seed, 'payment', number);
  const half = Math.floor(total / 2);
  const isSplit = random.chance(0.25);
  const amounts = isOpen ? (isSplit ? [half] : []) : isSplit ? [half, total - half] : [total];
  return amounts.map((pence, place) => ({ payment_no: `PAY-${number}-${place + 1}`, pence }));
}
