import { plantDefect } from './defects.ts';
import { accountNo, isIdentifierKey } from './ids.ts';
import { plantItems } from './planting.ts';
import { randomFor } from './random.ts';
import type { Defect, GeneratedRecord, Row } from './records.ts';
import {
  businesses,
  firstNames,
  lastNames,
  localTime,
  logins,
  phone,
  placeNames,
  remarks,
  towns,
} from './sample-values.ts';
import type { Scale } from './scale.ts';

export const isTestAccount = (number: number) => number % 397 === 13;

/** Number of the account that this one duplicates, or null. */
const originalOf = (number: number) =>
  number % 701 === 9 && !isTestAccount(number) && !isTestAccount(number - 1) ? number - 1 : null;

/** A billing account. */
export function account(seed: number, scale: Scale, number: number): GeneratedRecord {
  const original = originalOf(number);
  // A duplicate shares these values with its original.
  const random = randomFor(seed, 'account', original ?? number);
  const own = randomFor(seed, 'account-own', number);
  const id = accountNo(scale, number);
  const defects: Defect[] = [];
  const business = random.chance(0.2);
  const person = `${random.pick(firstNames)} ${random.pick(lastNames)}`;
  let name = business
    ? `${random.pick(placeNames)} ${random.pick(businesses)} ${original ?? number}`
    : `${person} ${original ?? number}`;
  const taxRegNo = `TX${String(original ?? number).padStart(7, '0')}`;
  if (isTestAccount(number)) {
    name = `TEST account ${number} do not use`;
    defects.push({ object: 'billing_accounts', id, rule: 'test-account', expected: 'excluded' });
  } else if (original) {
    name = name.toUpperCase();
    defects.push({
      object: 'billing_accounts',
      id,
      rule: 'exact-duplicate',
      expected: 'merged',
      into: accountNo(scale, original),
    });
  }
  const [city, postcode, country] = random.pick(towns);
  // The first twelve form four hierarchies of three levels. Some of the others have one of the twelve as their parent.
  const above = number > 20 && own.chance(0.05) ? own.between(1, 12) : number <= 12 ? Math.max(0, number - 4) : 0;
  const parent = above > 0 ? accountNo(scale, above) : '';
  const text = own.pick(remarks);
  const createdAt = localTime(own, 2012, 2024);
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
    street: `${own.between(1, 199)} ${own.pick(placeNames)} Street`,
    city,
    postcode,
    country_code: country,
    remarks: text,
    created_at: createdAt,
    updated_at: createdAt,
  };
  const isInPair = original !== null || originalOf(number + 1) !== null;
  const context = { seed, scale, number, id };
  if (defects.length === 0 && !isInPair)
    defects.push(...plantDefect('billing_accounts', row, { ...context, keyField: 'account_no' }));
  // A duplicate and its original are recognised by these fields.
  const isFree = (field: string) => !isInPair || !['holder_name', 'tax_reg_no'].includes(field);
  const planted = plantItems('billing_accounts', row, { ...context, defects, isFree });
  if (isIdentifierKey(scale, number)) planted.push(identifierKey(id));
  return { defects: [...defects, ...planted], row };
}

/** The entry of the answer key for an account whose number is an IMSI. */
const identifierKey = (id: string): Defect => ({
  object: 'billing_accounts',
  id,
  rule: 'identifier',
  field: 'account_no',
  expected: 'withheld',
  value: id,
  identifier: { kind: 'imsi', notation: 'IMSI, plain', owner: 'own', numbers: [id] },
});
