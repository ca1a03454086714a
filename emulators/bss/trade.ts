import { plant } from './defects.ts';
import { diceFor } from './dice.ts';
import { plantedIn } from './identifiers.ts';
import { accountNo, invoiceNo, offeringCode, orderNo, planCode, subscriberNo, type Scale } from './scale.ts';
import { homeOf, isTestAccount, isLostContact, type Defect, type Entity, type Row } from './people.ts';
import { day, moment } from './vocabulary.ts';

const families = ['Mobile', 'Fibre', 'Roaming', 'Business', 'IoT'];
const grades = ['Basic', 'Plus', 'Max', 'Flex'];

/** A plan. The last ones are second versions of the first, under nearly their codes, for times that overlap. */
export function plan(seed: number, scale: Scale, number: number): Row {
  const isVersion = number > scale.plans - scale.planVersions;
  const original = isVersion ? number - scale.plans + scale.planVersions : number;
  const dice = diceFor(seed, 'plan', original);
  return {
    plan_code: isVersion ? planCode(original).toLowerCase() : planCode(number),
    name: `${dice.pick(families)} ${dice.pick(grades)} ${original}`,
    description: 'Monthly plan with bundled allowances',
    monthly_price: `${dice.between(5, 90)}.${dice.pick(['00', '49', '99'])}00000000`,
    minutes: dice.between(0, 20) * 100,
    megabytes: dice.between(1, 50) * 1_024,
    sms: dice.between(0, 10) * 100,
    valid_from: day(dice, 2010, 2020),
    valid_to: '9999-12-31',
    status_code: dice.pick([1, 1, 1, 2]),
    updated_at: '2024-01-01 10:00:00',
  };
}

/** A tree of two levels: five families, four grades in each. */
export const categories: Row[] = families.flatMap((name, place) => [
  { category_id: place + 1, parent_id: null, name },
  ...grades.map((grade, step) => ({ category_id: 10 * (place + 1) + step, parent_id: place + 1, name: grade })),
]);

export function offering(seed: number, number: number): Row {
  const dice = diceFor(seed, 'offering', number);
  const bundle = number % 10 === 0;
  return {
    offering_code: offeringCode(number),
    category_id: 10 * dice.between(1, families.length) + dice.between(0, 3),
    name: `${bundle ? 'Bundle' : dice.pick(['Router', 'Handset', 'Add-on', 'Support'])} ${number}`,
    description: bundle ? 'Bundle of offerings' : 'Single offering',
    price: `${dice.between(1, 400)}.${dice.pick(['00', '50', '95'])}00000000`,
    is_bundle: bundle,
    pricing_formula: bundle ? 'if term >= 24 then price * 0.9 else price' : '',
    status_code: dice.pick([1, 1, 1, 2]),
    updated_at: '2024-01-01 10:00:00',
  };
}

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

export function invoice(seed: number, scale: Scale, number: number): Document {
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
  const open = dice.chance(0.15) ? total : 0;
  const money = (cents: number) => `${(cents / 100).toFixed(2)}00000000`;
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
  return { defects, row, lines: rows.map((line) => ({ invoice_no: id, ...line })) };
}

export const extensionDefinitions: Row[] = [
  {
    entity_type: 'subscribers',
    name: 'loyalty_tier',
    label: 'Loyalty Tier',
    data_type: 'picklist',
    options: 'Bronze;Silver;Gold',
    mandatory: false,
  },
  {
    entity_type: 'subscribers',
    name: 'nps_score',
    label: 'NPS Score',
    data_type: 'numeric',
    options: '',
    mandatory: false,
  },
  {
    entity_type: 'subscribers',
    name: 'paperless',
    label: 'Paperless',
    data_type: 'checkbox',
    options: '',
    mandatory: false,
  },
  {
    entity_type: 'subscribers',
    name: 'dealer_note',
    label: 'Dealer Note',
    data_type: 'text',
    options: '',
    mandatory: false,
  },
  {
    entity_type: 'billing_accounts',
    name: 'segment',
    label: 'Segment',
    data_type: 'picklist',
    options: 'Consumer;SME;Corporate',
    mandatory: false,
  },
  {
    entity_type: 'billing_accounts',
    name: 'review_date',
    label: 'Review Date',
    data_type: 'date',
    options: '',
    mandatory: false,
  },
];

/** Values of a subscriber's custom fields; one of them may hide a network identifier. */
export function subscriberExtensions(seed: number, scale: Scale, number: number): { rows: Row[]; defects: Defect[] } {
  const dice = diceFor(seed, 'extension', number);
  const id = subscriberNo(number);
  const planted = plantedIn(scale, 'extensions', number, dice);
  const value = (name: string, text: string): Row => ({
    entity_type: 'subscribers',
    entity_key: id,
    name,
    value: text,
  });
  const rows = [
    value('loyalty_tier', dice.pick(['Bronze', 'Silver', 'Gold'])),
    value('nps_score', String(dice.between(0, 10))),
    value('paperless', dice.pick(['Y', 'N'])),
  ];
  const note = value('dealer_note', planted ? `swap ${planted.value}` : '');
  const defects = planted ? [] : plant('extensions', note, { seed, scale, number, id, keyed: 'entity_key' });
  if (note['value'] !== '') rows.push(note);
  if (planted)
    defects.push({ object: 'subscribers', id, rule: planted.kind, expected: 'withheld', value: planted.value });
  for (const defect of defects) defect.field = 'extensions';
  return { rows, defects };
}

export function accountExtensions(seed: number, number: number): Row[] {
  const dice = diceFor(seed, 'account-extension', number);
  const value = (name: string, text: string): Row => ({
    entity_type: 'billing_accounts',
    entity_key: accountNo(number),
    name,
    value: text,
  });
  return [value('segment', dice.pick(['Consumer', 'SME', 'Corporate'])), value('review_date', day(dice, 2025, 2027))];
}
