import { plant } from './defects.ts';
import { diceFor } from './dice.ts';
import { plantedIn } from './identifiers.ts';
import { accountNo, invoiceNo, offeringCode, orderNo, planCode, subscriberNo, type Scale } from './scale.ts';
import { homeOf, isTestAccount, isLostContact, type Defect, type Entity, type Row } from './people.ts';
import { day, moment } from './vocabulary.ts';

/** Lines with two-decimal prices, so that their sum is exact. */
function lines(seed: number, kind: string, number: number, count: number, scale: Scale): Row[] {
  return Array.from({ length: count }, (_, place) => {
    const dice = diceFor(seed, `${kind}-line-${place}`, number);
    const isPlan = dice.chance(0.6);
    const price = `${dice.between(1, 120)}.${String(dice.between(0, 99)).padStart(2, '0')}`;
    return {
      line_no: place + 1,
      item_object: isPlan ? 'service_plans' : 'product_catalog',
      item_code: isPlan
        ? planCode(dice.between(1, scale.plans - scale.planVersions))
        : offeringCode(dice.between(1, scale.offerings)),
      description: isPlan ? 'Monthly charge' : 'Equipment',
      quantity: `${dice.between(1, 3)}.0000000000`,
      unit_price: `${price}00000000`,
      discount: dice.chance(0.1) ? '0.5000000000' : '0.0000000000',
    };
  });
}

/** Subscriber of an order, spread over all of them. */
const ownerOf = (scale: Scale, number: number) => ((number * 7_919) % scale.subscribers) + 1;

export interface Document extends Entity {
  lines: Row[];
}

export function order(seed: number, scale: Scale, number: number): Document {
  const dice = diceFor(seed, 'order', number);
  const id = orderNo(number);
  const owner = ownerOf(scale, number);
  const home = homeOf(scale, owner);
  const defects: Defect[] = [];
  const add = (rule: string, field: string) =>
    defects.push({ object: 'orders', id, rule, field, expected: 'rejected' });
  if (isTestAccount(home)) add('parent-excluded', 'account_no');
  else if (isLostContact(seed, scale, owner)) add('parent-rejected', 'subscriber_no');
  const rows = lines(seed, 'order', number, dice.between(1, 3), scale);
  if (number % 1_009 === 41 && rows[0]) {
    rows[0]['item_code'] = 'PLAN-999';
    rows[0]['item_object'] = 'service_plans';
    add('missing-plan', 'lines');
  }
  const badEnd = number % 401 === 3;
  if (badEnd) defects.push({ object: 'orders', id, rule: 'bad-date', field: 'contract_end', expected: 'blank' });
  const planted = plantedIn(scale, 'orders', number, dice);
  if (planted)
    defects.push({
      object: 'orders',
      id,
      rule: planted.kind,
      field: 'description',
      expected: 'withheld',
      value: planted.value,
    });
  const orderedAt = moment(dice, 2016, 2025);
  const cancelled = dice.chance(0.06);
  const row: Row = {
    order_no: id,
    account_no: accountNo(home),
    subscriber_no: subscriberNo(owner),
    status_code: cancelled ? 4 : dice.pick([1, 2, 2, 2, 3]),
    ordered_at: orderedAt,
    activated_at: cancelled ? null : orderedAt,
    cancelled_at: cancelled ? orderedAt : null,
    contract_end: badEnd ? '31/02/2027' : dice.chance(0.3) ? '9999-12-31' : day(dice, 2025, 2028),
    description: planted
      ? `Activation, device ${planted.value}`
      : dice.pick(['New line', 'Upgrade', 'Port-in', 'Renewal']),
    owner_login: dice.pick(['arun', 'beth', 'carl', 'dora']),
    updated_at: orderedAt,
  };
  const about = { seed, scale, number, id, keyed: 'order_no' };
  if (defects.length === 0) defects.push(...plant('orders', row, about));
  if (defects.length === 0 && rows[0]) defects.push(...plant('order_lines', rows[0], about));
  return { defects, row, lines: rows.map((line) => ({ order_no: id, ...line })) };
}

/** Sum of quantity × price − discount, in hundredths. */
function totalOf(rows: Row[]): number {
  const cents = (value: unknown) => Math.round(Number(value) * 100);
  return rows.reduce(
    (sum, row) => sum + Number(row['quantity']) * cents(row['unit_price']) - cents(row['discount']),
    0,
  );
}

/** An invoice with what was paid of it. Its prices hold the tax. */
export interface Bill extends Document {
  taxes: Row[];
  payments: Row[];
}

export function invoice(seed: number, scale: Scale, number: number): Bill {
  const dice = diceFor(seed, 'invoice', number);
  const id = invoiceNo(number);
  const home = (number % scale.accounts) + 1;
  const orphan = number % 2_003 === 77;
  const defects: Defect[] = [];
  if (orphan) defects.push({ object: 'invoices', id, rule: 'orphan', field: 'account_no', expected: 'rejected' });
  else if (isTestAccount(home)) {
    defects.push({ object: 'invoices', id, rule: 'parent-excluded', field: 'account_no', expected: 'rejected' });
  }
  const rows = lines(seed, 'invoice', number, dice.between(1, 5), scale);
  const total = totalOf(rows);
  const payments = paymentsOf(seed, number, { total, isOpen: dice.chance(0.15) });
  const open = payments.reduce((sum, { cents }) => sum - cents, total);
  const issued = day(dice, 2018, 2025);
  const row: Row = {
    invoice_no: id,
    account_no: orphan ? 'BA-999998' : accountNo(home),
    order_no: '',
    issued_on: issued,
    due_on: issued.replace(/-\d\d$/, '-28'),
    status_code: open > 0 ? 2 : 1,
    total: money(total),
    open_balance: money(open),
    currency: 'GBP',
    updated_at: `${issued} 06:00:00`,
  };
  if (defects.length === 0) defects.push(...plant('invoices', row, { seed, scale, number, id, keyed: 'invoice_no' }));
  return {
    defects,
    row,
    lines: rows.map((line) => ({ invoice_no: id, ...line })),
    taxes: [taxOf(seed, number, total)],
    payments: payments.map(({ cents, ...payment }) => ({ ...payment, amount: money(cents) })),
  };
}

const money = (cents: number) => `${(cents / 100).toFixed(2)}00000000`;

/** The tax that a total holds. */
function taxOf(seed: number, number: number, total: number): Row {
  const rate = diceFor(seed, 'tax', number).pick([20, 20, 20, 5, 0]);
  return { code: 'VAT', rate: rate.toFixed(2), amount: money(Math.round((total * rate) / (100 + rate))) };
}

/** What was paid of an invoice: all of it, in one amount or two, or a part of one that is open, or nothing. */
function paymentsOf(
  seed: number,
  number: number,
  { total, isOpen }: { total: number; isOpen: boolean },
): { payment_no: string; cents: number }[] {
  const dice = diceFor(seed, 'payment', number);
  const half = Math.floor(total / 2);
  const isSplit = dice.chance(0.25);
  const amounts = isOpen ? (isSplit ? [half] : []) : isSplit ? [half, total - half] : [total];
  return amounts.map((cents, place) => ({ payment_no: `PAY-${number}-${place + 1}`, cents }));
}
