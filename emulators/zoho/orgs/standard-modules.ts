import { activityModules } from './activity-modules.ts';
import type { Shape } from './field.ts';

export const must = { mandatory: true };
const computed = { readOnly: true };
const to = (lookup: string) => ({ lookup });
const texts = (length: number, ...names: string[]): Shape[] => names.map((name) => [name, 'text', { length }]);
const picks = (...names: string[]): Shape[] => names.map((name) => [name, 'picklist', { length: 120 }]);
const phones = (...names: string[]): Shape[] => names.map((name) => [name, 'phone', { length: 30 }]);
const moneys = (...names: string[]): Shape[] => names.map((name) => [name, 'currency', { length: 16 }]);
const dates = (...names: string[]): Shape[] => names.map((name) => [name, 'date']);
const address = (prefix: string, code = 'Code'): Shape[] =>
  texts(250, ...['Street', 'City', 'State', code, 'Country'].map((part) => `${prefix}_${part}`));

/** On every record. docs: get-records */
export const system: Shape[] = [
  ['Owner', 'ownerlookup'],
  ['Created_By', 'ownerlookup', computed],
  ['Modified_By', 'ownerlookup', computed],
  ['Created_Time', 'datetime', computed],
  ['Modified_Time', 'datetime', computed],
  ['Last_Activity_Time', 'datetime', computed],
  ['Record_Status__s', 'picklist', computed],
  ['Locked__s', 'boolean', computed],
  ['Tag', 'text'],
  ['Layout', 'layout'],
  ['Description', 'textarea', { length: 32_000, textarea: 'large' }],
];

const trade = (subform: string, party: Shape): Shape[] => [
  ['Subject', 'text', { ...must, length: 300 }],
  party,
  ['Contact_Name', 'lookup', to('Contacts')],
  ['Deal_Name', 'lookup', to('Deals')],
  ['Status', 'picklist', { length: 120, values: ['Created', 'Approved', 'Delivered', 'Cancelled'] }],
  ...picks('Carrier'),
  ...moneys('Excise_Duty', 'Sales_Commission'),
  ['Terms_and_Conditions', 'textarea', { length: 32_000, textarea: 'large' }],
  [subform, 'subform', { ...must, subform }],
  ...address('Billing'),
  ...address('Shipping'),
  ['Currency', 'picklist', { length: 120 }],
  ['Exchange_Rate', 'double', { length: 16 }],
  ['Sub_Total', 'currency', computed],
  ['Discount', 'discount'],
  ['Tax', 'currency', computed],
  ['Adjustment', 'currency', { length: 16 }],
  ['Grand_Total', 'currency', computed],
  ...system,
];
const account: Shape = ['Account_Name', 'lookup', { ...must, ...to('Accounts') }];

const rows: Shape[] = [
  ['Product_Name', 'lookup', { ...must, ...to('Products') }],
  ['Quantity', 'double', { length: 16 }],
  ['List_Price', 'currency', { length: 16 }],
  ['Discount', 'discount'],
  ['Description', 'textarea', { length: 2_000, textarea: 'small' }],
  ['Price_Book_Name', 'lookup', to('Price_Books')],
  ['Line_Tax', 'taxes'],
  ['Total', 'currency', computed],
  ['Total_After_Discount', 'currency', computed],
  ['Tax', 'currency', computed],
  ['Net_Total', 'currency', computed],
  ['Sequence_Number', 'integer', computed],
  ['Parent_Id', 'lookup', computed],
];

/** Modules whose rows are lines of another module's records, by the module they belong to. */
export const subforms: Record<string, string> = {
  Quoted_Items: 'Quotes',
  Ordered_Items: 'Sales_Orders',
  Purchase_Items: 'Purchase_Orders',
  Invoiced_Items: 'Invoices',
  Pricing_Details: 'Price_Books',
};

/** Standard modules with the fields of the Records API; lengths where sample metadata shows one. docs: 5.1–5.11 */
export const standardModules: Record<string, Shape[]> = {
  Leads: [
    ...texts(40, 'First_Name'),
    ['Last_Name', 'text', { ...must, length: 80 }],
    ['Full_Name', 'text', computed],
    ...texts(200, 'Company'),
    ...texts(100, 'Designation'),
    ['Email', 'email', { length: 100 }],
    ...phones('Phone', 'Mobile', 'Fax'),
    ['Website', 'website', { length: 255 }],
    ...picks('Lead_Source', 'Lead_Status', 'Industry', 'Rating'),
    ['No_of_Employees', 'integer', { length: 9 }],
    ...moneys('Annual_Revenue'),
    ...texts(250, 'Street', 'City', 'State', 'Zip_Code', 'Country'),
    ['Email_Opt_Out', 'boolean'],
    ...system,
  ],
  Accounts: [
    ['Account_Name', 'text', { ...must, length: 200 }],
    ['Account_Number', 'bigint', { length: 18 }],
    ['Account_Type', 'picklist', { length: 120, values: ['Customer', 'Prospect', 'Reseller'] }],
    ...texts(100, 'Account_Site'),
    ...moneys('Annual_Revenue'),
    ...picks('Industry', 'Ownership', 'Rating'),
    ['Employees', 'integer', { length: 9 }],
    ['SIC_Code', 'integer', { length: 9 }],
    ...texts(30, 'Ticker_Symbol'),
    ['Parent_Account', 'lookup', to('Accounts')],
    ...phones('Phone', 'Fax'),
    ['Website', 'website', { length: 255 }],
    ...address('Billing'),
    ...address('Shipping'),
    ['Currency', 'picklist', { length: 120 }],
    ['Exchange_Rate', 'double', { length: 16 }],
    ...system,
  ],
  Contacts: [
    ...texts(40, 'First_Name'),
    ['Last_Name', 'text', { ...must, length: 80 }],
    ['Full_Name', 'text', computed],
    ['Salutation', 'picklist', { length: 120, values: ['Mr.', 'Mrs.', 'Ms.', 'Dr.'] }],
    ['Email', 'email', { length: 100 }],
    ['Secondary_Email', 'email', { length: 100 }],
    ...phones('Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Asst_Phone', 'Fax'),
    ...texts(100, 'Title'),
    ...texts(50, 'Department', 'Assistant', 'Skype_ID', 'Twitter'),
    ...dates('Date_of_Birth'),
    ['Account_Name', 'lookup', to('Accounts')],
    ['Vendor_Name', 'lookup', to('Vendors')],
    ['Reporting_To', 'lookup', to('Contacts')],
    ...picks('Lead_Source'),
    ['Email_Opt_Out', 'boolean'],
    ...address('Mailing', 'Zip'),
    ...address('Other', 'Zip'),
    ...system,
  ],
  Deals: [
    ['Deal_Name', 'text', { ...must, length: 120 }],
    ['Account_Name', 'lookup', to('Accounts')],
    ['Contact_Name', 'lookup', to('Contacts')],
    [
      'Stage',
      'picklist',
      {
        ...must,
        length: 120,
        strict: true,
        values: ['Qualification', 'Negotiation/Review', 'Closed Won', 'Closed Lost'],
      },
    ],
    ...moneys('Amount'),
    ...dates('Closing_Date'),
    ...picks('Type', 'Lead_Source'),
    ...system,
  ],
  Vendors: [
    ['Vendor_Name', 'text', { ...must, length: 120 }],
    ['Email', 'email', { length: 100 }],
    ...phones('Phone'),
    ['Website', 'website', { length: 255 }],
    ...texts(50, 'Category'),
    ...picks('GL_Account'),
    ...texts(250, 'Street', 'City', 'State', 'Zip_Code', 'Country'),
    ['Email_Opt_Out', 'boolean'],
    ...system,
  ],
  Products: [
    ['Product_Name', 'text', { ...must, length: 200 }],
    ...texts(40, 'Product_Code'),
    ['Product_Active', 'boolean'],
    ...picks('Product_Category', 'Manufacturer', 'Usage_Unit'),
    ['Vendor_Name', 'lookup', to('Vendors')],
    ...moneys('Unit_Price', 'Commission_Rate'),
    ['Tax', 'taxes'],
    ['Taxable', 'boolean'],
    ['Qty_in_Stock', 'double', { length: 16 }],
    ['Reorder_Level', 'double', { length: 16 }],
    ...dates('Sales_Start_Date', 'Sales_End_Date', 'Support_Start_Date', 'Support_Expiry_Date'),
    ...system,
  ],
  Price_Books: [
    ['Price_Book_Name', 'text', { ...must, length: 120 }],
    ['Active', 'boolean'],
    ['Pricing_Model', 'picklist', { length: 120, values: ['Flat', 'Differential'] }],
    ['Pricing_Details', 'subform', { ...must, subform: 'Pricing_Details' }],
    ...system,
  ],
  Quotes: [
    ['Quote_Number', 'autonumber', computed],
    ['Quote_Stage', 'picklist', { length: 120 }],
    ...dates('Valid_Till'),
    ...trade('Quoted_Items', account),
  ],
  Sales_Orders: [
    ['SO_Number', 'autonumber', computed],
    ['Quote_Name', 'lookup', to('Quotes')],
    ...texts(100, 'Purchase_Order', 'Customer_No', 'Pending'),
    ...dates('Due_Date'),
    ...trade('Ordered_Items', account),
  ],
  Purchase_Orders: [
    ['PO_Number', 'autonumber', computed],
    ...dates('PO_Date', 'Due_Date'),
    ...texts(100, 'Requisition_No', 'Tracking_Number'),
    ...trade('Purchase_Items', ['Vendor_Name', 'lookup', { ...must, ...to('Vendors') }]),
  ],
  Invoices: [
    ['Invoice_Number', 'autonumber', computed],
    ['Sales_Order', 'lookup', to('Sales_Orders')],
    ...texts(100, 'Purchase_Order'),
    ...dates('Invoice_Date', 'Due_Date'),
    ...trade('Invoiced_Items', account),
  ],
  ...activityModules(system),
  Quoted_Items: rows,
  Ordered_Items: rows,
  Purchase_Items: rows,
  Invoiced_Items: rows,
  Pricing_Details: [
    ['From_Range', 'double', must],
    ['To_Range', 'double', must],
    ['Discount', 'double'],
    ['Sequence_Number', 'integer', computed],
    ['Parent_Id', 'lookup', computed],
  ],
};

/** The field that names a record. */
export const displayFields: Record<string, string> = {
  Leads: 'Full_Name',
  Accounts: 'Account_Name',
  Contacts: 'Full_Name',
  Deals: 'Deal_Name',
  Vendors: 'Vendor_Name',
  Products: 'Product_Name',
  Price_Books: 'Price_Book_Name',
  Quotes: 'Subject',
  Sales_Orders: 'Subject',
  Purchase_Orders: 'Subject',
  Invoices: 'Subject',
  Tasks: 'Subject',
  Calls: 'Subject',
  Events: 'Event_Title',
  Notes: 'Note_Title',
};

/** The system field that a bare upsert compares; modules that are missing have no upsert. docs: upsert-records */
export const systemKeys: Record<string, string> = {
  Leads: 'Email',
  Accounts: 'Account_Name',
  Contacts: 'Email',
  Deals: 'Deal_Name',
  Vendors: 'Vendor_Name',
  Products: 'Product_Name',
  Price_Books: 'Price_Book_Name',
  Quotes: 'Subject',
  Sales_Orders: 'Subject',
  Purchase_Orders: 'Subject',
  Invoices: 'Subject',
};

/** Products and the inventory need Professional. docs: plan comparison */
export const professionalModules = [
  'Products',
  'Price_Books',
  'Vendors',
  'Quotes',
  'Sales_Orders',
  'Purchase_Orders',
  'Invoices',
];
