import { DateTime } from 'luxon';
import { text, type Source } from './source.ts';
import { any, keyOf, type Reader, type Value, type Values } from './values.ts';

const countries: Record<string, string> = {
  GB: 'United Kingdom',
  IE: 'Ireland',
  FR: 'France',
  DE: 'Germany',
  ES: 'Spain',
};
const languages: Record<string, string> = { en: 'English', fr: 'French', de: 'German', es: 'Spanish' };
const deliveries: Record<string, string> = { EMAIL: 'E-mail', PAPER: 'Paper', BOTH: 'Both' };
const orderStates: Record<string, string> = {
  New: 'Created',
  Completed: 'Delivered',
  'In progress': 'Approved',
  Cancelled: 'Cancelled',
};
const owners = ['arun', 'beth', 'carl', 'dora'];

/** Applies a rule to a text; an empty text gives an empty field. */
const by =
  (rule: (value: string) => Value) =>
  (value: string | typeof any): Value =>
    value === any ? any : value.trim() === '' ? null : rule(value.normalize('NFC').trim());

const plain = by((value) => value);
const spaced = by((value) => value.replaceAll(/\s+/g, ' '));
const number = by((value) => Number(value));
/** The operator writes British numbers only. */
const phone = by((value) => {
  const digits = value.replaceAll(/\(0\)|\D/g, '').replace(/^00/, '');
  return `+${digits.startsWith('0') ? `44${digits.slice(1)}` : digits}`;
});
const lower = by((value) => value.toLowerCase());
const date = by((value) => (value.startsWith('9999') ? null : value.slice(0, 10)));
const time = by((value) => ({
  at: DateTime.fromISO(value.replace(' ', 'T').slice(0, 19), { zone: 'Europe/London' }).toMillis(),
}));
const country = by((value) => countries[value] ?? `no country ${value}`);
const cut = (length: number) => by((value) => value.slice(0, length));
/** The one city that the operator stores in a broken encoding. */
const city = by((value) => (value === 'MÃ¡laga' ? 'Málaga' : value));
const owner = by((value) => ({ owner: owners.includes(value) ? value : 'mia.migration' }));
const to = (object: string, id: string): Value => (id === '' ? null : { to: keyOf(object, id) });
const label = (source: Source, entity: string, { row }: Reader) =>
  text(source.labels.get(`${entity} ${row['status_code']}`));

export const accountOf = (one: Reader, source: Source): Values => ({
  Account_Name: spaced(one.read('holder_name')),
  Account_Type: 'Customer',
  Parent_Account: to('billing_accounts', text(one.row['parent_account_no'])),
  Phone: phone(one.read('phone')),
  Billing_Street: plain(one.read('street')),
  Billing_City: city(one.read('city')),
  Billing_Code: plain(one.read('postcode')),
  Billing_Country: country(one.read('country_code')),
  Owner: owner(one.read('owner_login')) ?? { owner: 'mia.migration' },
  Description: plain(one.read('remarks')),
  Source_Status: label(source, 'account', one),
  Credit_Limit: number(one.read('credit_limit')),
  Account_Balance: number(one.read('balance')),
  Payment_Terms: plain(one.read('payment_terms')),
  Invoice_Delivery: by((value) => deliveries[value] ?? null)(one.read('invoice_delivery')),
  Bill_Cycle_Day: number(one.read('bill_cycle_day')),
  Customer_Currency: by((value) => value.toUpperCase())(one.read('currency')),
  Tax_Registration: plain(one.read('tax_reg_no')),
  Billing_Email: lower(one.read('email')),
  Segment: plain(one.extension('segment')),
  Review_Date: date(one.extension('review_date')),
  Source_Created_Time: time(one.read('created_at')),
});

/** A subscriber: a firm becomes an account, a person a contact. */
export function contactOf(one: Reader, source: Source, kind: 'firm' | 'person'): Values {
  const common: Values = {
    Owner: owner(one.read('owner_login')),
    Description: plain(one.read('remarks')),
    Source_Status: label(source, 'subscriber', one),
    Service_Plan: plain(one.read('plan_code')),
    Loyalty_Tier: plain(one.extension('loyalty_tier')),
    Tax_Registration: plain(one.read('tax_id')),
    Source_Created_Time: time(one.read('created_at')),
  };
  if (kind === 'firm')
    return {
      ...common,
      Account_Name: spaced(one.read('company_name')),
      Account_Type: 'Customer',
      Parent_Account: to('billing_accounts', text(one.row['account_no'])),
      Phone: phone(one.read('msisdn')),
      Billing_Street: plain(one.read('street')),
      Billing_City: city(one.read('city')),
      Billing_Code: plain(one.read('postcode')),
      Billing_Country: country(one.read('country_code')),
      Billing_Email: lower(one.read('email')),
    };
  return {
    ...common,
    First_Name: spaced(one.read('first_name')),
    Last_Name: spaced(one.read('last_name')),
    Account_Name: to('billing_accounts', text(one.row['account_no'])),
    Email: lower(one.read('email')),
    Mobile: phone(one.read('msisdn')),
    Other_Phone: phone(one.read('alt_phone')),
    Date_of_Birth: date(one.read('birth_date')),
    Mailing_Street: plain(one.read('street')),
    Mailing_City: city(one.read('city')),
    Mailing_Zip: plain(one.read('postcode')),
    Mailing_Country: country(one.read('country_code')),
    Language: by((value) => languages[value] ?? null)(one.read('language')),
    NPS_Score: number(one.extension('nps_score')),
    Paperless: by((value) => value === 'Y')(one.extension('paperless')),
    Dealer_Note: cut(2_000)(one.extension('dealer_note')),
  };
}

export const planOf = (one: Reader, source: Source): Values => ({
  Product_Name: spaced(one.read('name')),
  Product_Code: plain(one.read('plan_code')),
  Product_Active: label(source, 'product', one) === 'Active',
  Product_Category: 'Service plan',
  Unit_Price: number(one.read('monthly_price')),
  Sales_Start_Date: date(one.read('valid_from')),
  Sales_End_Date: date(one.read('valid_to')),
  Description: plain(one.read('description')),
  Minutes_Included: number(one.read('minutes')),
  MB_Included: number(one.read('megabytes')),
  SMS_Included: number(one.read('sms')),
});

export const offeringOf = (one: Reader, source: Source): Values => ({
  Product_Name: spaced(one.read('name')),
  Product_Code: plain(one.read('offering_code')),
  Product_Active: label(source, 'product', one) === 'Active',
  Product_Category: text(source.categories.get(text(one.row['category_id']))),
  Unit_Price: number(one.read('price')),
  Description: plain(one.read('description')),
  Bundle_Items: plain((source.bundles.get(one.id) ?? []).map(({ item_code: item }) => text(item)).join(', ')),
});

/** An item of a bundle. @param itemOf the object of its product */
export const componentOf = ({ row }: Reader, itemOf: string): Values => ({
  Name: `${row['bundle_code']} – ${row['item_code']}`,
  Bundle: to('product_catalog', text(row['bundle_code'])),
  Component: to(itemOf, text(row['item_code'])),
  Quantity: Number(row['quantity']),
});

export const orderOf = (one: Reader, source: Source, contactNo: string): Values => ({
  Subject: one.id,
  Account_Name: to('billing_accounts', text(one.row['account_no'])),
  Contact_Name: to('subscribers', contactNo),
  Status: orderStates[label(source, 'order', one)] ?? null,
  Owner: owner(one.read('owner_login')),
  Description: plain(one.read('description')),
  Ordered_Time: time(one.read('ordered_at')),
  Activated_Time: time(one.read('activated_at')),
  Cancelled_Time: time(one.read('cancelled_at')),
  Contract_End: date(one.read('contract_end')),
});

export const vendorOf = (one: Reader): Values => ({
  Vendor_Name: spaced(one.read('name')),
  Category: plain(one.read('category')),
  Email: lower(one.read('email')),
  Phone: phone(one.read('phone')),
  Street: plain(one.read('street')),
  City: plain(one.read('city')),
  Zip_Code: plain(one.read('postcode')),
  Country: country(one.read('country_code')),
});

export const purchaseOf = (one: Reader, source: Source): Values => ({
  Subject: one.id,
  Vendor_Name: to('suppliers', text(one.row['supplier_no'])),
  PO_Date: date(one.read('ordered_at')),
  Status: orderStates[label(source, 'order', one)] ?? null,
  Owner: owner(one.read('owner_login')),
  Description: plain(one.read('description')),
  Ordered_Time: time(one.read('ordered_at')),
  Cancelled_Time: time(one.read('cancelled_at')),
});

export function invoiceOf(one: Reader, source: Source): Values {
  const isPaid = label(source, 'invoice', one) === 'Paid';
  return {
    Subject: one.id,
    Account_Name: to('billing_accounts', text(one.row['account_no'])),
    Invoice_Date: date(one.read('issued_on')),
    Due_Date: date(one.read('due_on')),
    Status: isPaid ? 'Delivered' : 'Created',
    Open_Balance: number(one.read('open_balance')),
    Has_Open_Balance: Number(number(one.read('open_balance'))) !== 0,
  };
}

const london = { zone: 'Europe/London' };
/** A time with its zone, as the profile gives it: in London, without a zone. */
const localTime = by((value) => {
  const local = DateTime.fromISO(value, london).toFormat("yyyy-MM-dd'T'HH:mm:ss");
  return { at: DateTime.fromISO(local, london).toMillis() };
});
const millis = (value: Value): number =>
  typeof value === 'object' && value !== null && 'at' in value ? value.at : Number.NaN;

/** Minutes and seconds between two times. Zoho takes no call without a duration. */
function lengthOf(begin: Value, end: Value): string {
  const seconds = Math.max(1, Math.round((millis(end) - millis(begin)) / 1_000) || 1);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The record that an activity is about: a person, or something else. */
const aboutOf = (one: Reader, module: string): Values => {
  const customer = to('subscribers', text(one.row['subscriber_no']));
  return module === 'Contacts' ? { Who_Id: customer, What_Id: null } : { Who_Id: null, What_Id: customer };
};

export function callOf(one: Reader, module: string): Values {
  const begin = localTime(one.read('started_at'));
  const end = localTime(one.read('ended_at'));
  const isOutbound = text(one.row['direction']) === 'outbound';
  return {
    ...aboutOf(one, module),
    Subject: plain(one.read('subject')),
    Call_Type: isOutbound ? 'Outbound' : 'Inbound',
    Call_Start_Time: begin,
    Call_Duration: lengthOf(begin, end),
    Outbound_Call_Status: isOutbound ? 'Completed' : null,
    Description: plain(one.read('body')),
    Channel: plain(one.read('channel')),
    Owner: owner(one.read('agent')) ?? { owner: 'mia.migration' },
  };
}

export function meetingOf(one: Reader, module: string): Values {
  const begin = localTime(one.read('started_at'));
  return {
    ...aboutOf(one, module),
    Event_Title: plain(one.read('subject')),
    Start_DateTime: begin,
    End_DateTime: localTime(one.read('ended_at')) ?? begin,
    Description: plain(one.read('body')),
    Channel: plain(one.read('channel')),
    Owner: owner(one.read('agent')) ?? { owner: 'mia.migration' },
  };
}

const address = /^(?:"(?<name>[^"]*)" |(?<plain>[^<"]*) )?<?(?<email>[^\s<>@]+@[^\s<>@]+)>?$/;

/** A person as Zoho has one: without a name, the address stands for it. */
function personOf(header: string): string | null {
  const { name, plain: unquoted, email } = address.exec(header.trim())?.groups ?? {};
  return email === undefined ? null : `${name ?? unquoted ?? email} <${email}>`;
}
const people = (header: string): (string | null)[] =>
  header.split(';').flatMap((one) => (one.trim() === '' ? [] : [personOf(one)]));

/** Whether Zoho takes an e-mail: it has people with addresses, a short subject, a text and a time in the past. */
export function isSendable({ row }: Reader): boolean {
  const [from, to] = [people(text(row['sender'])), people(text(row['recipients']))];
  return (
    from.length === 1 &&
    to.length > 0 &&
    ![...from, ...to].includes(null) &&
    text(row['subject']).length <= 500 &&
    text(row['body']).trim() !== '' &&
    Date.parse(text(row['started_at'])) < Date.now()
  );
}

/** An e-mail, with its people as texts. */
export const mailOf = (one: Reader): Values => ({
  from: people(text(one.row['sender'])).join(', '),
  to: people(text(one.row['recipients'])).join(', '),
  subject: plain(one.read('subject')),
  content: plain(one.read('body')),
  date_time: localTime(one.read('started_at')),
  sent: one.row['direction'] === 'outbound',
  original_message_id: text(one.row['message_id']),
  owner: owner(one.read('agent')) ?? { owner: 'mia.migration' },
  Parent_Id: to('subscribers', text(one.row['subscriber_no'])),
});

export const noteOf = (one: Reader): Values => ({
  Parent_Id: to('subscribers', text(one.row['subscriber_no'])),
  Note_Content: plain(one.read('body')),
  Owner: owner(one.read('author')) ?? { owner: 'mia.migration' },
});

/** A file: its key is before the extension of its name. */
export const fileOf = (one: Reader): Values => ({
  File_Name: by((value) => value.replace(/(\.[a-z]+)$/, ` [northwind.documents.${one.id}]$1`))(one.read('name')),
  Parent_Id: to(text(one.row['owner_object']), text(one.row['owner_no'])),
  Size: Number(one.row['bytes']),
  $sha256: text(one.row['sha256']),
});
