import { isTestAccount } from './accounts.ts';
import { plantDefect } from './defects.ts';
import { hiddenIdentifier } from './hidden-identifiers.ts';
import { accountNo, planCode, subscriberNo } from './ids.ts';
import { randomFor } from './random.ts';
import type { Defect, GeneratedRecord } from './records.ts';
import {
  badDates,
  businesses,
  date,
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

/** Number of the subscriber that this one duplicates, or null. */
const originalOf = (number: number) => (number % 499 === 7 ? number - 1 : null);

/** Number of the account that a subscriber belongs to. */
export const accountOf = (scale: Scale, number: number) => ((originalOf(number) ?? number) % scale.accounts) + 1;

/** A subscriber, residential or business. */
export function subscriber(seed: number, scale: Scale, number: number): GeneratedRecord {
  const generated = baseSubscriber(seed, scale, number);
  const canPlant = generated.defects.length === 0 && originalOf(number + 1) === null;
  if (!canPlant) return generated;
  const { row } = generated;
  const previous = () => {
    // Even numbers only: the previous subscriber is odd then and looks no further back.
    if (number % 2 === 1) return null;
    const other = subscriber(seed, scale, number - 1);
    return other.defects.length === 0 ? other.row : null;
  };
  const context = { seed, scale, number, id: subscriberNo(number), keyField: 'subscriber_no', previous };
  return { row, defects: plantDefect('subscribers', row, context) };
}

/** A subscriber without the defects of the catalogue. */
function baseSubscriber(seed: number, scale: Scale, number: number): GeneratedRecord {
  const original = originalOf(number);
  // A duplicate shares these values with its original.
  const random = randomFor(seed, 'subscriber', original ?? number);
  const own = randomFor(seed, 'subscriber-own', number);
  const id = subscriberNo(number);
  const defects: Defect[] = [];
  const add = (rule: string, expected: Defect['expected'], field?: string) =>
    defects.push({ object: 'subscribers', id, rule, expected, ...(field ? { field } : {}) });
  const business = random.chance(0.15);
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const account = accountOf(scale, number);
  const isInPair = original !== null || originalOf(number + 1) !== null;
  const orphan = !isInPair && number % 797 === 21;
  if (original) {
    const into = subscriberNo(original);
    defects.push({ object: 'subscribers', id, rule: 'exact-duplicate', expected: 'merged', into });
  }
  // A business becomes an account in the CRM. Its parent account is a lookup that may be blank.
  const withoutAccount = business ? 'blank' : 'rejected';
  if (orphan) add('orphan', withoutAccount, 'account_no');
  const isParentExcluded = isTestAccount(account) && !orphan;
  const unknownStatus = !isInPair && number % 907 === 33;
  if (unknownStatus) add('unknown-status', 'rejected', 'status_code');
  else if (isParentExcluded && !original) add('parent-excluded', withoutAccount, 'account_no');
  const badBirth = number % 151 === 5 && !business;
  if (badBirth) add('bad-date', 'blank', 'birth_date');
  const badEmail = !original && number % 211 === 11;
  if (badEmail) add('bad-email', 'blank', 'email');
  const [city, postcode, country] = random.pick(towns);
  const mojibake = number % 307 === 17;
  const hidden = hiddenIdentifier(scale, 'subscribers', number, own);
  const text = own.pick(remarks);
  if (hidden)
    defects.push({
      object: 'subscribers',
      id,
      rule: hidden.kind,
      field: 'remarks',
      expected: 'withheld',
      value: hidden.value,
    });
  const email = `${last}.${original ?? number}@example.org`.normalize('NFKD').replaceAll(/[^\w.@]/g, '');
  const createdAt = localTime(own, 2013, 2024);
  return {
    defects,
    row: {
      subscriber_no: id,
      account_no: orphan ? 'BA-999999' : accountNo(account),
      customer_type: business ? 'BUS' : 'RES',
      first_name: business ? '' : original ? `${first} ` : first,
      last_name: business ? '' : original ? last.toUpperCase() : last,
      company_name: business ? `${random.pick(placeNames)} ${random.pick(businesses)} ${original ?? number} Ltd` : '',
      tax_id: `SX${String(original ?? number).padStart(7, '0')}`,
      email: badEmail ? 'noemail@@example' : `s${email}`.toLowerCase(),
      msisdn: phone(own),
      alt_phone: own.chance(0.2) ? phone(own) : '',
      street: `${own.between(1, 199)} ${own.pick(placeNames)} Road`,
      city: mojibake ? 'MÃ¡laga' : city,
      postcode,
      country_code: country,
      birth_date: badBirth ? own.pick(badDates) : business ? '' : date(own, 1950, 2004),
      status_code: unknownStatus ? 97 : own.pick([1, 1, 1, 2, 3, 4]),
      plan_code: planCode(own.between(1, scale.plans - scale.planVersions)),
      language: own.pick(['en', 'fr', 'de', 'es']),
      login_name: `user${number}`,
      selfcare_password: `{SSHA}${own.hex(40)}`,
      owner_login: own.pick(logins),
      remarks: hidden ? `${text} handset replaced ${hidden.value}`.trim() : text,
      created_at: createdAt,
      updated_at: createdAt,
    },
  };
}

/** Whether the contact of a residential subscriber, or of the one that it duplicates, is not migrated. */
export function isContactMissing(seed: number, scale: Scale, number: number): boolean {
  const { row, defects } = subscriber(seed, scale, originalOf(number) ?? number);
  return (
    row['customer_type'] === 'RES' && defects.some(({ expected }) => expected === 'rejected' || expected === 'excluded')
  );
}
