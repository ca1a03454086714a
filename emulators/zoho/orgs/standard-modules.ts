import { activityModules } from './activity-modules.ts';
import {
  address,
  computed,
  currencies,
  dates,
  lookupTo,
  mandatory,
  phones,
  pickLists,
  systemFields,
  texts,
} from './field-groups.ts';
import type { FieldDefinition } from './field.ts';
import { inventoryModules, subformModules } from './inventory-modules.ts';

/**
 * Standard modules with the fields of the Records API, and lengths if Zoho's sample metadata shows them. Ids are assigned in
 * this order. docs: 5.1–5.11
 */
export const standardModules: Record<string, FieldDefinition[]> = {
  Leads: [
    ...texts(40, 'First_Name'),
    ['Last_Name', 'text', { ...mandatory, length: 80 }],
    ['Full_Name', 'text', computed],
    ...texts(200, 'Company'),
    ...texts(100, 'Designation'),
    ['Email', 'email', { length: 100 }],
    ...phones('Phone', 'Mobile', 'Fax'),
    ['Website', 'website', { length: 255 }],
    ...pickLists('Lead_Source', 'Lead_Status', 'Industry', 'Rating'),
    ['No_of_Employees', 'integer', { length: 9 }],
    ...currencies('Annual_Revenue'),
    ...texts(250, 'Street', 'City', 'State', 'Zip_Code', 'Country'),
    ['Email_Opt_Out', 'boolean'],
    ...systemFields,
  ],
  Accounts: [
    ['Account_Name', 'text', { ...mandatory, length: 200 }],
    ['Account_Number', 'bigint', { length: 18 }],
    ['Account_Type', 'picklist', { length: 120, values: ['Customer', 'Prospect', 'Reseller'] }],
    ...texts(100, 'Account_Site'),
    ...currencies('Annual_Revenue'),
    ...pickLists('Industry', 'Ownership', 'Rating'),
    ['Employees', 'integer', { length: 9 }],
    ['SIC_Code', 'integer', { length: 9 }],
    ...texts(30, 'Ticker_Symbol'),
    ['Parent_Account', 'lookup', lookupTo('Accounts')],
    ...phones('Phone', 'Fax'),
    ['Website', 'website', { length: 255 }],
    ...address('Billing'),
    ...address('Shipping'),
    ['Currency', 'picklist', { length: 120 }],
    ['Exchange_Rate', 'double', { length: 16 }],
    ...systemFields,
  ],
  Contacts: [
    ...texts(40, 'First_Name'),
    ['Last_Name', 'text', { ...mandatory, length: 80 }],
    ['Full_Name', 'text', computed],
    ['Salutation', 'picklist', { length: 120, values: ['Mr.', 'Mrs.', 'Ms.', 'Dr.'] }],
    ['Email', 'email', { length: 100 }],
    ['Secondary_Email', 'email', { length: 100 }],
    ...phones('Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Asst_Phone', 'Fax'),
    ...texts(100, 'Title'),
    ...texts(50, 'Department', 'Assistant', 'Skype_ID', 'Twitter'),
    ...dates('Date_of_Birth'),
    ['Account_Name', 'lookup', lookupTo('Accounts')],
    ['Vendor_Name', 'lookup', lookupTo('Vendors')],
    ['Reporting_To', 'lookup', lookupTo('Contacts')],
    ...pickLists('Lead_Source'),
    ['Email_Opt_Out', 'boolean'],
    ...address('Mailing', 'Zip'),
    ...address('Other', 'Zip'),
    ...systemFields,
  ],
  Deals: [
    ['Deal_Name', 'text', { ...mandatory, length: 120 }],
    ['Account_Name', 'lookup', lookupTo('Accounts')],
    ['Contact_Name', 'lookup', lookupTo('Contacts')],
    [
      'Stage',
      'picklist',
      {
        ...mandatory,
        length: 120,
        strict: true,
        values: ['Qualification', 'Negotiation/Review', 'Closed Won', 'Closed Lost'],
      },
    ],
    ...currencies('Amount'),
    ...dates('Closing_Date'),
    ...pickLists('Type', 'Lead_Source'),
    ...systemFields,
  ],
  ...inventoryModules,
  ...activityModules,
  ...subformModules,
};

/** The field with the name of a record. */
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

/** The field that an upsert compares by default. Other standard modules have no upsert. docs: upsert-records */
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
