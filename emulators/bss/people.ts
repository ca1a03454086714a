import { plant } from './defects.ts';
import { diceFor } from './dice.ts';
import { plantedIn } from './identifiers.ts';
import { accountNo, planCode, subscriberNo, type Scale } from './scale.ts';
import {
  firstNames,
  lastNames,
  trades,
  places,
  towns,
  remarks,
  logins,
  badDates,
  phone,
  moment,
  day,
} from './vocabulary.ts';

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

/** A planted defect and what should become of its record. */
export interface Defect {
  object: string;
  id: string;
  rule: string;
  field?: string;
  /** `reported` and `kept` leave the value as it is, with and without a word to people. */
  expected: 'rejected' | 'merged' | 'excluded' | 'blank' | 'repaired' | 'withheld' | 'reported' | 'kept';
  /** The record that it is merged into, or looks like. */
  into?: string;
  /** What a repaired value should be. */
  right?: string;
  /** The hidden identifier, for tests that look for it where it must not be. */
  value?: string;
}

export interface Entity {
  row: Row;
  defects: Defect[];
}

const isTest = (number: number) => number % 397 === 13;
const accountTwin = (number: number) =>
  number % 701 === 9 && !isTest(number) && !isTest(number - 1) ? number - 1 : null;
const subscriberTwin = (number: number) => (number % 499 === 7 ? number - 1 : null);

/** A billing account; its number alone decides all of it. */
export function account(seed: number, scale: Scale, number: number): Entity {
  const twin = accountTwin(number);
  const dice = diceFor(seed, 'account', twin ?? number);
  const own = diceFor(seed, 'account-own', number);
  const id = accountNo(number);
  const defects: Defect[] = [];
  const business = dice.chance(0.2);
  const person = `${dice.pick(firstNames)} ${dice.pick(lastNames)}`;
  let name = business ? `${dice.pick(places)} ${dice.pick(trades)} ${twin ?? number}` : `${person} ${twin ?? number}`;
  const taxRegNo = `TX${String(twin ?? number).padStart(7, '0')}`;
  if (isTest(number)) {
    name = `TEST account ${number} do not use`;
    defects.push({ object: 'billing_accounts', id, rule: 'test-account', expected: 'excluded' });
  } else if (twin) {
    name = name.toUpperCase();
    defects.push({
      object: 'billing_accounts',
      id,
      rule: 'exact-duplicate',
      expected: 'merged',
      into: accountNo(twin),
    });
  }
  const [city, postcode, country] = dice.pick(towns);
  // The first twelve are three groups on top of each other, and many hang on any of them.
  const above = number > 20 && own.chance(0.05) ? own.between(1, 12) : number <= 12 ? Math.max(0, number - 4) : 0;
  const parent = above > 0 ? accountNo(above) : '';
  const planted = plantedIn(scale, 'accounts', number, own);
  const text = own.pick(remarks);
  if (planted) {
    defects.push({
      object: 'billing_accounts',
      id,
      rule: planted.kind,
      field: 'remarks',
      expected: 'withheld',
      value: planted.value,
    });
  }
  const createdAt = moment(own, 2012, 2024);
  const row: Row = {
    account_no: id,
    parent_account_no: parent,
    holder_name: name,
    tax_reg_no: taxRegNo,
    account_class: business ? 'BUS' : 'RES',
    status_code: own.pick([1, 1, 1, 1, 2, 3]),
    currency: 'GBP',
    credit_limit: `${own.between(1, 50) * 100}.0000000000`,
    balance: `${own.between(-500, 2_000)}.${String(own.between(0, 99)).padStart(2, '0')}00000000`,
    payment_terms: own.pick(['NET14', 'NET30', 'DD']),
    invoice_delivery: own.pick(['EMAIL', 'PAPER', 'BOTH']),
    bill_cycle_day: own.pick([1, 8, 15, 22, 28]),
    vat_scheme: 'STANDARD',
    tax_exempt_cert: own.chance(0.02) ? `CERT-${number}` : '',
    owner_login: own.pick(logins),
    email: `billing${number}@example.com`,
    phone: phone(own),
    street: `${own.between(1, 199)} ${own.pick(places)} Street`,
    city,
    postcode,
    country_code: country,
    remarks: planted ? `${text} SIM swap ${planted.value} noted`.trim() : text,
    created_at: createdAt,
    updated_at: createdAt,
  };
  const isSound = defects.length === 0 && accountTwin(number + 1) === null;
  if (isSound) defects.push(...plant('billing_accounts', row, { seed, scale, number, id, keyed: 'account_no' }));
  return { defects, row };
}

/** A subscriber, residential or business. */
export function subscriber(seed: number, scale: Scale, number: number): Entity {
  const made = soundSubscriber(seed, scale, number);
  const isSound = made.defects.length === 0 && subscriberTwin(number + 1) === null;
  if (!isSound) return made;
  const about = { seed, scale, number, id: subscriberNo(number), keyed: 'subscriber_no' };
  const before = () => {
    if (number === 1 || number % 2 === 1) return null;
    const { row, defects } = subscriber(seed, scale, number - 1);
    return defects.length === 0 ? row : null;
  };
  return { row: made.row, defects: plant('subscribers', made.row, { ...about, before }) };
}

/** A subscriber but for the defects of the catalogue. */
function soundSubscriber(seed: number, scale: Scale, number: number): Entity {
  const twin = subscriberTwin(number);
  const dice = diceFor(seed, 'subscriber', twin ?? number);
  const own = diceFor(seed, 'subscriber-own', number);
  const id = subscriberNo(number);
  const defects: Defect[] = [];
  const add = (rule: string, expected: Defect['expected'], field?: string) =>
    defects.push({ object: 'subscribers', id, rule, expected, ...(field ? { field } : {}) });
  const business = dice.chance(0.15);
  const first = dice.pick(firstNames);
  const last = dice.pick(lastNames);
  const home = ((twin ?? number) % scale.accounts) + 1;
  const hasTwin = twin !== null || subscriberTwin(number + 1) !== null;
  const orphan = !hasTwin && number % 797 === 21;
  if (twin) {
    const into = subscriberNo(twin);
    defects.push({ object: 'subscribers', id, rule: 'exact-duplicate', expected: 'merged', into });
  }
  // A business becomes an account, whose parent account is a lookup that may stay blank.
  const withoutParent = business ? 'blank' : 'rejected';
  if (orphan) add('orphan', withoutParent, 'account_no');
  const homeless = isTest(home) && !orphan;
  const unknownStatus = !hasTwin && number % 907 === 33;
  if (unknownStatus) add('unknown-status', 'rejected', 'status_code');
  else if (homeless && !twin) add('parent-excluded', withoutParent, 'account_no');
  const badBirth = number % 151 === 5 && !business;
  if (badBirth) add('bad-date', 'blank', 'birth_date');
  const badEmail = !twin && number % 211 === 11;
  if (badEmail) add('bad-email', 'blank', 'email');
  const [city, postcode, country] = dice.pick(towns);
  const mojibake = number % 307 === 17;
  const planted = plantedIn(scale, 'subscribers', number, own);
  const text = own.pick(remarks);
  if (planted)
    defects.push({
      object: 'subscribers',
      id,
      rule: planted.kind,
      field: 'remarks',
      expected: 'withheld',
      value: planted.value,
    });
  const email = `${last}.${twin ?? number}@example.org`.normalize('NFKD').replaceAll(/[^\w.@]/g, '');
  const createdAt = moment(own, 2013, 2024);
  return {
    defects,
    row: {
      subscriber_no: id,
      account_no: orphan ? 'BA-999999' : accountNo(home),
      customer_type: business ? 'BUS' : 'RES',
      first_name: business ? '' : twin ? `${first} ` : first,
      last_name: business ? '' : twin ? last.toUpperCase() : last,
      company_name: business ? `${dice.pick(places)} ${dice.pick(trades)} ${twin ?? number} Ltd` : '',
      tax_id: `SX${String(twin ?? number).padStart(7, '0')}`,
      email: badEmail ? 'noemail@@example' : `s${email}`.toLowerCase(),
      msisdn: phone(own),
      alt_phone: own.chance(0.2) ? phone(own) : '',
      street: `${own.between(1, 199)} ${own.pick(places)} Road`,
      city: mojibake ? 'MÃ¡laga' : city,
      postcode,
      country_code: country,
      birth_date: badBirth ? own.pick(badDates) : business ? '' : day(own, 1950, 2004),
      status_code: unknownStatus ? 97 : own.pick([1, 1, 1, 2, 3, 4]),
      plan_code: planCode(own.between(1, scale.plans - scale.planVersions)),
      language: own.pick(['en', 'fr', 'de', 'es']),
      login_name: `user${number}`,
      selfcare_password: `{SSHA}${own.hex(40)}`,
      owner_login: own.pick(logins),
      remarks: planted ? `${text} handset replaced ${planted.value}`.trim() : text,
      created_at: createdAt,
      updated_at: createdAt,
    },
  };
}

/** Whether a residential subscriber, or the one it is merged into, does not reach the destination. */
export function isLostContact(seed: number, scale: Scale, number: number): boolean {
  const { row, defects } = subscriber(seed, scale, subscriberTwin(number) ?? number);
  return (
    row['customer_type'] === 'RES' && defects.some(({ expected }) => expected === 'rejected' || expected === 'excluded')
  );
}

export const homeOf = (scale: Scale, number: number) => ((subscriberTwin(number) ?? number) % scale.accounts) + 1;
export const isTestAccount = isTest;
