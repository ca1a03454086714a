import type { SemanticType } from '../../schemas/column-facts.ts';
import type { Module } from '../../schemas/terms.ts';
import { readName, type Word } from './names.ts';

/** A field of Zoho, as its metadata describes it. */
export interface TargetField {
  apiName: string;
  label: string;
  dataType: string;
  length: number | null;
  custom: boolean;
  mandatory: boolean;
  unique: boolean;
  writable: boolean;
  lookupModule: string | null;
  pickListValues: string[];
}

/** A field with what its columns are usually called and hold. */
export interface Target<Field = TargetField> {
  field: Field;
  /** Alternatives: concepts that together name the field. */
  names: string[][];
  /** Concepts of names that can also mean something else, so that a decision by them is never certain. */
  doubtful: readonly string[];
  fits: ReadonlySet<SemanticType>;
  /** What the field can't hold, whatever the column is called. */
  cannotHold: (semantic: SemanticType) => boolean;
}

const address = (prefix: string, code: string, ...words: string[]): string =>
  [
    ['Street', 'street', 'street; address2'],
    ['City', 'city', 'city'],
    ['State', 'text city', 'state'],
    [code, 'postcode', 'zip'],
    ['Country', 'country', 'country; country code'],
  ]
    .map(([part, types, names]) => {
      const all = names!.split('; ').flatMap((name) => words.map((word) => `${name} ${word}`.trim()));
      return `${prefix}_${part}|${types}|${all.join('; ')}`;
    })
    .join('\n');

const everywhere = `
Owner|user reference|owner; owner login; owner id; owner name; owner account; owner customer
Description|text|description; note; note customer; description note; body
`;
const orders = `
Subject|id code title text|order number; order; order code; order id; order name; number; name; subject; id
Account_Name|reference|account; customer; account customer; account id; customer id; account number; customer number; login id; id; company
Contact_Name|reference|contact; contact id; subscriber; subscriber id; subscriber number; contact number
Status|status code|status; order status; invoice status; status type
Due_Date|date timestamp|due date; due; ? shipping date
Customer_No|id code|customer number
Purchase_Order|code id text|purchaseorder number; purchaseorder; external order number; customer order number; external id; customer order external; external order; customer order id
Terms_and_Conditions|text|terms
${address('Billing', 'Code', '', 'billing')}
${address('Shipping', 'Code', 'shipping')}
`;

/**
 * Field, semantic types that fit it, and the concepts that name it; `?` stands before a name that can mean something else, too.
 * Zoho's standard fields. docs: 5.1–5.11
 */
const standard: Partial<Record<Module, string>> = {
  Accounts: `
Account_Name|company person_name title|name; customer name; account name; company name; company; fullname; company customer; company fullname; fullname customer
Account_Number|number|account number; customer number; account code; customer code
Account_Type|code status|account type; customer type; type; company type; type segment; customer segment
Industry|code text|industry
Ownership|code|ownership
Rating|code|rating
Employees|number quantity|employees; employees number; number employees
SIC_Code|number|sic; sic code; industry code
Annual_Revenue|money number|revenue; annual revenue
Parent_Account|reference|parent; parent account; parent customer; parent id; parent customer id; parent account id; account; account number; account id; customer; customer id
Phone|phone|phone; phone contact; phone company; phone number; phone billing; phone customer; phone account; mobile subscriber
Fax|phone|fax; fax phone; fax contact
Website|url|website
${address('Billing', 'Code', '', 'billing', 'contact')}
${address('Shipping', 'Code', 'shipping')}
`,
  Contacts: `
First_Name|given_name|first; first name; name
Last_Name|family_name person_name|last; last name; name; fullname; contact name; name customer; name subscriber
Salutation|code title|salutation
Email|email|email; email contact; email subscriber
Secondary_Email|email|email other; email home
Phone|phone|phone; phone home company; phone contact; phone number
Mobile|phone|mobile; mobile phone; mobile number; number
Home_Phone|phone|phone home
Other_Phone|phone|phone other; mobile other
Fax|phone|fax
Title|text title code|jobtitle; jobtitle name; contact salutation
Department|text code|department
Date_of_Birth|birth_date|birth; birth date
Account_Name|reference|account; customer; account number; account id; customer id; customer number; account customer; login id; parent; parent id
Reporting_To|reference|reporting; reporting contact; reporting id
Lead_Source|code|lead source; source; account source; contact source; sales source
Email_Opt_Out|flag|optin email; flag optin email
${address('Mailing', 'Zip', '', 'home', 'contact')}
${address('Other', 'Zip', 'other')}
`,
  Products: `
Product_Name|title person_name|name; product name; product; name subject; description
Product_Code|id code|product code; product id; product number; code; number; id; product; code number; product name
Product_Active|flag status code|active; product active; status; product status; active flag
Product_Category|code text title status|product type; type; catalog; catalog product; catalog name; type name; catalog type; product catalog; segment; product segment
Manufacturer|code text company|manufacturer; ? vendor
Usage_Unit|code text|uom; uom name; product uom
Unit_Price|money number|price; product price; price amount; month price; catalog price; annual price; price cycle
Commission_Rate|money percentage|commission
Taxable|flag|tax; exempt
Qty_in_Stock|number quantity|stock; stock quantity; stock number
Reorder_Level|number quantity|reorder level
Sales_Start_Date|date timestamp|start; start date; valid start; sales start; start active; product start
Sales_End_Date|date timestamp|end; end date; valid end; sales end; end active; product end
Support_Start_Date|date timestamp|support start
Support_Expiry_Date|date timestamp|support end
`,
  Vendors: `
Vendor_Name|company title person_name|name; vendor name; vendor; company; company name
Email|email|email; email vendor; email contact
Phone|phone|phone; phone vendor; phone number; phone contact
Website|url|website
Category|code text title|type; vendor type
Street|street|street; address2
City|city|city
State|text city|state
Zip_Code|postcode|zip
Country|country|country; country code
`,
  Sales_Orders: orders,
  Purchase_Orders: `${orders}
Vendor_Name|reference|vendor; vendor id; vendor number; vendor code
PO_Date|date timestamp|order date; date; created date; order created
`,
  Invoices: `${orders.replaceAll(/(?<!purchase)order/g, 'invoice').replace(/^Purchase_Order.*$/m, 'Purchase_Order|code id text|purchaseorder number; purchaseorder; customer order number')}
Invoice_Date|date timestamp|invoice date; date; issued date; issued; invoice created; created date; invoice issued
Sales_Order|reference|order; order number; order id; invoice source
`,
  Calls: 'Subject|title text|subject; name; body',
  Events: 'Event_Title|title text|subject; name; body',
  Tasks: 'Subject|title text|subject; name; body',
  Notes: 'Note_Title|title text|subject; name\nNote_Content|text title|note; body; description',
};

/** Fields that Portage leaves to Zoho, or that have a place of their own in a mapping. */
const leftOut = new Set(['Currency', 'Exchange_Rate', 'Layout', 'Tag', 'Record_Status__s', 'Locked__s']);
const withoutValue = new Set([
  'subform',
  'layout',
  'linetax',
  'ALARM',
  'RRULE',
  'multireminder',
  'autonumber',
  'formula',
  'fileupload',
  'imageupload',
]);

/** Semantic types that a type of Zoho's fields holds. A text holds everything, but the first ones fit. */
const typesOf: Record<string, string> = {
  phone: 'phone',
  email: 'email',
  website: 'url',
  date: 'date timestamp birth_date',
  datetime: 'timestamp date',
  currency: 'money number quantity percentage',
  double: 'number quantity money percentage',
  percent: 'percentage number',
  integer: 'number quantity day_of_month',
  bigint: 'number',
  boolean: 'flag status code',
  picklist: 'status code country language currency title text company flag',
  multiselectpicklist: 'code',
  lookup: 'reference',
  ownerlookup: 'user reference code',
  userlookup: 'user',
  text: 'text code title company person_name given_name family_name id city postcode country street tax_number',
  textarea: 'text title company street code file_name',
};

const read = (list: string): ReadonlySet<SemanticType> => new Set(list.split(' ') as SemanticType[]);

/** The fields of a module that a column could go into. */
export function targetsOf<Field extends Pick<TargetField, 'apiName' | 'label' | 'dataType' | 'writable'>>(
  module: Module,
  fields: readonly Field[],
): Target<Field>[] {
  const known = new Map(
    `${everywhere}${standard[module] ?? ''}`
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('|') as [string, string, string])
      .map(([name, types, names]) => [name, { types, names }]),
  );
  return fields
    .filter(({ apiName, dataType, writable }) => writable && !leftOut.has(apiName) && !withoutValue.has(dataType))
    .map((field): Target<Field> => {
      const held = read(typesOf[field.dataType] ?? typesOf['text']!);
      const own = known.get(field.apiName);
      const all = own?.names.split('; ').map((name) => name.split(' '));
      const fits = own ? read(own.types) : held;
      return {
        field,
        names: all?.map((name) => name.filter((one) => one !== '?')) ?? [
          conceptsOf(readName(field.label || field.apiName)),
        ],
        doubtful: (all ?? []).filter(([first]) => first === '?').flatMap(([, ...name]) => name.slice(0, 1)),
        fits,
        cannotHold: (semantic) => semantic !== 'empty' && !held.has(semantic) && !fits.has(semantic),
      };
    });
}

const conceptsOf = (words: Word[]): string[] => words.map(({ concepts }) => concepts[0]!);
