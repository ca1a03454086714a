/** A field as the emulator keeps it; `wire.ts` gives it Zoho's shape. */
export interface Field {
  id: string;
  apiName: string;
  label: string;
  type: string;
  length: number | null;
  custom: boolean;
  mandatory: boolean;
  readOnly: boolean;
  unique: boolean;
  external: boolean;
  lookup: string | null;
  /** Module of the rows, for a subform. */
  subform: string | null;
  values: string[];
}

type Shape = [apiName: string, type: string, more?: Partial<Field>];

const must = { mandatory: true };
const to = (lookup: string) => ({ lookup });
const address = (prefix: string): Shape[] =>
  ['Street', 'City', 'State', 'Code', 'Country'].map((part) => [`${prefix}_${part}`, 'text', { length: 250 }]);

const money: Shape[] = [
  ['Sub_Total', 'currency', { readOnly: true }],
  ['Discount', 'currency'],
  ['Tax', 'currency', { readOnly: true }],
  ['Adjustment', 'currency'],
  ['Grand_Total', 'currency', { readOnly: true }],
];
const trade = (subform: string): Shape[] => [
  ['Subject', 'text', { ...must, length: 300 }],
  ['Account_Name', 'lookup', { ...must, ...to('Accounts') }],
  ['Contact_Name', 'lookup', to('Contacts')],
  ['Purchase_Order', 'text', { length: 100 }],
  ['Status', 'picklist', { values: ['Created', 'Approved', 'Delivered', 'Cancelled'] }],
  ['Due_Date', 'date'],
  ['Excise_Duty', 'currency'],
  ['Sales_Commission', 'currency'],
  ['Terms_and_Conditions', 'textarea', { length: 32_000 }],
  [subform, 'subform', { ...must, subform }],
  ...address('Billing'),
  ...address('Shipping'),
  ...money,
];
const rows: Shape[] = [
  ['Product_Name', 'lookup', { ...must, ...to('Products') }],
  ['Quantity', 'double'],
  ['List_Price', 'currency'],
  ['Discount', 'currency'],
  ['Description', 'textarea', { length: 2_000 }],
  ['Total', 'currency', { readOnly: true }],
  ['Total_After_Discount', 'currency', { readOnly: true }],
  ['Tax', 'currency', { readOnly: true }],
  ['Net_Total', 'currency', { readOnly: true }],
  ['Sequence_Number', 'integer', { readOnly: true }],
  ['Parent_Id', 'lookup', { readOnly: true }],
];

/** On every record. */
const system: Shape[] = [
  ['Owner', 'ownerlookup'],
  ['Created_By', 'ownerlookup', { readOnly: true }],
  ['Modified_By', 'ownerlookup', { readOnly: true }],
  ['Created_Time', 'datetime', { readOnly: true }],
  ['Modified_Time', 'datetime', { readOnly: true }],
  ['Tag', 'text'],
  ['Description', 'textarea', { length: 32_000 }],
];

/** Standard modules with the fields of the Records API; lengths where sample metadata shows one. */
export const standardModules: Record<string, Shape[]> = {
  Accounts: [
    ['Account_Name', 'text', { ...must, length: 200 }],
    ['Account_Number', 'bigint'],
    ['Account_Type', 'picklist', { values: ['Customer', 'Prospect', 'Reseller'] }],
    ['Account_Site', 'text', { length: 100 }],
    ['Annual_Revenue', 'currency'],
    ['Industry', 'picklist'],
    ['Employees', 'integer', { length: 9 }],
    ['Ownership', 'picklist'],
    ['Rating', 'picklist'],
    ['Parent_Account', 'lookup', to('Accounts')],
    ['Phone', 'phone', { length: 30 }],
    ['Fax', 'phone', { length: 30 }],
    ['Website', 'website', { length: 255 }],
    ...address('Billing'),
    ...address('Shipping'),
    ...system,
  ],
  Contacts: [
    ['First_Name', 'text', { length: 40 }],
    ['Last_Name', 'text', { ...must, length: 80 }],
    ['Full_Name', 'text', { readOnly: true }],
    ['Salutation', 'picklist', { values: ['Mr.', 'Mrs.', 'Ms.', 'Dr.'] }],
    ['Email', 'email', { length: 100 }],
    ['Secondary_Email', 'email', { length: 100 }],
    ...['Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Fax'].map((name): Shape => [name, 'phone', { length: 30 }]),
    ['Title', 'text', { length: 100 }],
    ['Department', 'text', { length: 50 }],
    ['Date_of_Birth', 'date'],
    ['Account_Name', 'lookup', to('Accounts')],
    ['Reporting_To', 'lookup', to('Contacts')],
    ['Lead_Source', 'picklist'],
    ['Email_Opt_Out', 'boolean'],
    ...['Mailing', 'Other'].flatMap((kind) =>
      ['Street', 'City', 'State', 'Zip', 'Country'].map((part): Shape => [`${kind}_${part}`, 'text', { length: 250 }]),
    ),
    ...system,
  ],
  Products: [
    ['Product_Name', 'text', { ...must, length: 200 }],
    ['Product_Code', 'text', { length: 40 }],
    ['Product_Active', 'boolean'],
    ['Product_Category', 'picklist'],
    ['Manufacturer', 'picklist'],
    ['Vendor_Name', 'lookup', to('Vendors')],
    ['Unit_Price', 'currency'],
    ['Taxable', 'boolean'],
    ['Commission_Rate', 'currency'],
    ['Usage_Unit', 'picklist'],
    ['Sales_Start_Date', 'date'],
    ['Sales_End_Date', 'date'],
    ['Support_Start_Date', 'date'],
    ['Support_Expiry_Date', 'date'],
    ...system,
  ],
  Vendors: [
    ['Vendor_Name', 'text', { ...must, length: 120 }],
    ['Email', 'email', { length: 100 }],
    ['Phone', 'phone', { length: 30 }],
    ['Website', 'website', { length: 255 }],
    ['City', 'text', { length: 30 }],
    ['Country', 'text', { length: 30 }],
    ...system,
  ],
  Sales_Orders: [['SO_Number', 'autonumber', { readOnly: true }], ...trade('Ordered_Items'), ...system],
  Purchase_Orders: [
    ['PO_Number', 'autonumber', { readOnly: true }],
    ['Vendor_Name', 'lookup', { ...must, ...to('Vendors') }],
    ['PO_Date', 'date'],
    ...trade('Purchase_Items').filter(([name]) => name !== 'Account_Name'),
    ...system,
  ],
  Invoices: [
    ['Invoice_Number', 'autonumber', { readOnly: true }],
    ['Sales_Order', 'lookup', to('Sales_Orders')],
    ['Invoice_Date', 'date'],
    ...trade('Invoiced_Items'),
    ...system,
  ],
  Ordered_Items: rows,
  Purchase_Items: rows,
  Invoiced_Items: rows,
};

export const subforms = ['Ordered_Items', 'Purchase_Items', 'Invoiced_Items'];

/** The field that a bare upsert compares. docs: upsert-records */
export const nameFields: Record<string, string> = {
  Accounts: 'Account_Name',
  Contacts: 'Email',
  Products: 'Product_Name',
  Vendors: 'Vendor_Name',
  Sales_Orders: 'Subject',
  Purchase_Orders: 'Subject',
  Invoices: 'Subject',
};

export function createField(id: string, [apiName, type, more]: Shape): Field {
  return {
    id,
    apiName,
    label: apiName.replaceAll('_', ' '),
    type,
    length: null,
    custom: false,
    mandatory: false,
    readOnly: false,
    unique: false,
    external: false,
    lookup: null,
    subform: null,
    values: [],
    ...more,
  };
}
