import { isTestAccount } from './accounts.ts';
import { plantDefect } from './defects.ts';
import { hasDefectiveNote } from './dealer-note.ts';
import { accountNo, planCode, subscriberNo } from './ids.ts';
import { isNotMigrated, plantItems, plantItemsOf } from './planting.ts';
import { randomFor } from './random.ts';
import type { Defect, GeneratedRecord, Row } from './records.ts';
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
  const { row, defects } = subscriberToPlant(seed, scale, number);
  const isFree = (field: string) =>
    isFreeFor(field, row) && (isSingle(scale, number, defects) || !identifying.has(field));
  const context = { seed, scale, number, id: subscriberNo(number), isFree };
  const planted = hasDefectiveNote(seed, scale, number)
    ? plantItemsOf('extensions', 'subscribers', row, { ...context, defects })
    : [];
  planted.push(...plantItems('subscribers', row, { ...context, defects: [...defects, ...planted] }));
  return { row, defects: [...defects, ...planted] };
}

/** Fields by which duplicates are recognised. Names and e-mail also belong to several rules of the catalogue. */
const identifying = new Set(['first_name', 'last_name', 'company_name', 'tax_id', 'email']);
/** Names are empty for the other kind of subscriber. A city with a broken encoding can only be repaired as it is. */
const isFreeFor = (field: string, row: Row) =>
  field === 'city' ? row[field] !== brokenCity : field === 'alt_phone' || row[field] !== '';
/** Whether neither this subscriber nor the next one is a duplicate of another. */
const isSingle = (scale: Scale, number: number, defects: Defect[]) =>
  defects.length === 0 && originalOf(number + 1) === null && !(scale.defects.DQ04 && number % 2 === 1);

/** A subscriber before identifiers are planted in its texts. */
function subscriberToPlant(seed: number, scale: Scale, number: number): GeneratedRecord {
  const generated = baseSubscriber(seed, scale, number);
  const canPlant = generated.defects.length === 0 && originalOf(number + 1) === null;
  if (!canPlant) return generated;
  const { row } = generated;
  const previous = () => {
    // Even numbers only: the previous subscriber is odd then and looks no further back.
    if (number % 2 === 1) return null;
    const other = subscriberToPlant(seed, scale, number - 1);
    return other.defects.length === 0 ? other.row : null;
  };
  const context = { seed, scale, number, id: subscriberNo(number), keyField: 'subscriber_no', previous };
  return { row, defects: plantDefect('subscribers', row, context) };
}

const brokenCity = 'MÃ¡laga';

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
  const text = own.pick(remarks);
  const email = `${last}.${original ?? number}@example.org`.normalize('NFKD').replaceAll(/[^\w.@]/g, '');
  const createdAt = localTime(own, 2013, 2024);
  return {
    defects,
    row: {
      subscriber_no: id,
      account_no: orphan ? 'BA-999999' : accountNo(scale, account),
      customer_type: business ? 'BUS' : 'RES',
      first_name: business ? '' : original ? `${first} ` : first,
      last_name: business ? '' : original ? last.toUpperCase() : last,
      company_name: business ? `${random.pick(placeNames)} ${random.pick(businesses)} ${original ?? number} Ltd` : '',
      tax_id: `SX${String(original ?? number).padStart(7, '0')}`,
      email: badEmail ? 'noemail@@example' : `s${email}`.toLowerCase(),
      msisdn: phone(own),
      alt_phone: own.chance(0.2) ? phone(own) : '',
      street: `${own.between(1, 199)} ${own.pick(placeNames)} Road`,
      city: mojibake ? brokenCity : city,
      postcode,
      country_code: country,
      birth_date: badBirth ? own.pick(badDates) : business ? '' : date(own, 1950, 2004),
      status_code: unknownStatus ? 97 : own.pick([1, 1, 1, 2, 3, 4]),
      plan_code: planCode(own.between(1, scale.plans - scale.planVersions)),
      language: own.pick(['en', 'fr', 'de', 'es']),
      login_name: `user${number}`,
      selfcare_password: `{SSHA}${own.hex(40)}`,
      owner_login: own.pick(logins),
      remarks: text,
      created_at: createdAt,
      updated_at: createdAt,
    },
  };
}

/** Whether a subscriber becomes a contact in the CRM. Businesses become accounts. */
export function hasContact(seed: number, scale: Scale, number: number): boolean {
  const { row, defects } = subscriberToPlant(seed, scale, number);
  return row['customer_type'] === 'RES' && !isNotMigrated(defects);
}

/** Whether a subscriber, or the one that it duplicates, is not migrated. */
export function isSubscriberMissing(seed: number, scale: Scale, number: number): boolean {
  const { defects } = subscriberToPlant(seed, scale, originalOf(number) ?? number);
  return defects.some(({ expected }) => expected === 'rejected' || expected === 'excluded');
}

/** Whether the contact of a residential subscriber, or of the one that it duplicates, is not migrated. */
export function isContactMissing(seed: number, scale: Scale, number: number): boolean {
  const { row } = subscriberToPlant(seed, scale, originalOf(number) ?? number);
  return row['customer_type'] === 'RES' && isSubscriberMissing(seed, scale, number);
}
