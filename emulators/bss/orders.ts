import { isTestAccount } from './accounts.ts';
import { plantDefect } from './defects.ts';
import { accountNo, orderNo, subscriberNo } from './ids.ts';
import { lineItems, type WithLines } from './line-items.ts';
import { plantItems } from './planting.ts';
import { randomFor } from './random.ts';
import type { Defect, Row } from './records.ts';
import { date, localTime } from './sample-values.ts';
import type { Scale } from './scale.ts';
import { accountOf, isContactMissing } from './subscribers.ts';

/** Number of the subscriber who placed an order. */
const subscriberOf = (scale: Scale, number: number) => ((number * 7_919) % scale.subscribers) + 1;

export function order(seed: number, scale: Scale, number: number): WithLines {
  const random = randomFor(seed, 'order', number);
  const id = orderNo(number);
  const subscriber = subscriberOf(scale, number);
  const account = accountOf(scale, subscriber);
  const defects: Defect[] = [];
  const add = (rule: string, field: string) =>
    defects.push({ object: 'orders', id, rule, field, expected: 'rejected' });
  if (isTestAccount(account)) add('parent-excluded', 'account_no');
  else if (isContactMissing(seed, scale, subscriber)) add('parent-rejected', 'subscriber_no');
  const lines = lineItems(seed, 'order', number, random.between(1, 3), scale);
  if (number % 1_009 === 41 && lines[0]) {
    lines[0]['item_code'] = 'PLAN-999';
    lines[0]['item_object'] = 'service_plans';
    add('missing-plan', 'lines');
  }
  const badEnd = number % 401 === 3;
  if (badEnd) defects.push({ object: 'orders', id, rule: 'bad-date', field: 'contract_end', expected: 'blank' });
  const orderedAt = localTime(random, 2016, 2025);
  const cancelled = random.chance(0.06);
  const row: Row = {
    order_no: id,
    account_no: accountNo(scale, account),
    subscriber_no: subscriberNo(subscriber),
    status_code: cancelled ? 4 : random.pick([1, 2, 2, 2, 3]),
    ordered_at: orderedAt,
    activated_at: cancelled ? null : orderedAt,
    cancelled_at: cancelled ? orderedAt : null,
    contract_end: badEnd ? '31/02/2027' : random.chance(0.3) ? '9999-12-31' : date(random, 2025, 2028),
    description: random.pick(['New line', 'Upgrade', 'Port-in', 'Renewal']),
    owner_login: random.pick(['arun', 'beth', 'carl', 'dora']),
    updated_at: orderedAt,
    supplier_no: '',
  };
  const context = { seed, scale, number, id, keyField: 'order_no' };
  if (defects.length === 0) defects.push(...plantDefect('orders', row, context));
  if (defects.length === 0 && lines[0]) defects.push(...plantDefect('order_lines', lines[0], context));
  const planted = plantItems('orders', row, { ...context, defects });
  if (lines[0]) planted.push(...plantItems('order_lines', lines[0], { ...context, defects }));
  return { defects: [...defects, ...planted], row, lines: lines.map((line) => ({ order_no: id, ...line })) };
}
