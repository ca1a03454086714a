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

/** Fields that quotes, orders and invoices have in common. */
const inventoryFields = (subform: string, party: FieldDefinition): FieldDefinition[] => [
  ['Subject', 'text', { ...mandatory, length: 300 }],
  party,
  ['Contact_Name', 'lookup', lookupTo('Contacts')],
  ['Deal_Name', 'lookup', lookupTo('Deals')],
  ['Status', 'picklist', { length: 120, values: ['Created', 'Approved', 'Delivered', 'Cancelled'] }],
  ...pickLists('Carrier'),
  ...currencies('Excise_Duty', 'Sales_Commission'),
  ['Terms_and_Conditions', 'textarea', { length: 32_000, textarea: 'large' }],
  [subform, 'subform', { ...mandatory, subform }],
  ...address('Billing'),
  ...address('Shipping'),
  ['Currency', 'picklist', { length: 120 }],
  ['Exchange_Rate', 'double', { length: 16 }],
  ['Sub_Total', 'currency', computed],
  ['Discount', 'discount'],
  ['Tax', 'currency', computed],
  ['Adjustment', 'currency', { length: 16 }],
  ['Grand_Total', 'currency', computed],
  ...systemFields,
];
const account: FieldDefinition = ['Account_Name', 'lookup', { ...mandatory, ...lookupTo('Accounts') }];

/** Fields of a line item. */
const lineItemFields: FieldDefinition[] = [
  ['Product_Name', 'lookup', { ...mandatory, ...lookupTo('Products') }],
  ['Quantity', 'double', { length: 16 }],
  ['List_Price', 'currency', { length: 16 }],
  ['Discount', 'discount'],
  ['Description', 'textarea', { length: 2_000, textarea: 'small' }],
  ['Price_Book_Name', 'lookup', lookupTo('Price_Books')],
  ['Line_Tax', 'linetax'],
  ['Total', 'currency', computed],
  ['Total_After_Discount', 'currency', computed],
  ['Tax', 'currency', computed],
  ['Net_Total', 'currency', computed],
  ['Sequence_Number', 'integer', computed],
  ['Parent_Id', 'lookup', computed],
];

/** Modules that contain the subform rows of another module: subform → that module. */
export const subforms: Record<string, string> = {
  Quoted_Items: 'Quotes',
  Ordered_Items: 'Sales_Orders',
  Purchase_Items: 'Purchase_Orders',
  Invoiced_Items: 'Invoices',
  Pricing_Details: 'Price_Books',
};

/** Zoho's inventory modules. docs: 5.5–5.11 */
export const inventoryModules: Record<string, FieldDefinition[]> = {
  Vendors: [
    ['Vendor_Name', 'text', { ...mandatory, length: 120 }],
    ['Email', 'email', { length: 100 }],
    ...phones('Phone'),
    ['Website', 'website', { length: 255 }],
    ...texts(50, 'Category'),
    ...pickLists('GL_Account'),
    ...texts(250, 'Street', 'City', 'State', 'Zip_Code', 'Country'),
    ['Email_Opt_Out', 'boolean'],
    ...systemFields,
  ],
  Products: [
    ['Product_Name', 'text', { ...mandatory, length: 200 }],
    ...texts(40, 'Product_Code'),
    ['Product_Active', 'boolean'],
    ...pickLists('Product_Category', 'Manufacturer', 'Usage_Unit'),
    ['Vendor_Name', 'lookup', lookupTo('Vendors')],
    ...currencies('Unit_Price', 'Commission_Rate'),
    ['Tax', 'taxes'],
    ['Taxable', 'boolean'],
    ['Qty_in_Stock', 'double', { length: 16 }],
    ['Reorder_Level', 'double', { length: 16 }],
    ...dates('Sales_Start_Date', 'Sales_End_Date', 'Support_Start_Date', 'Support_Expiry_Date'),
    ...systemFields,
  ],
  Price_Books: [
    ['Price_Book_Name', 'text', { ...mandatory, length: 120 }],
    ['Active', 'boolean'],
    ['Pricing_Model', 'picklist', { length: 120, values: ['Flat', 'Differential'] }],
    ['Pricing_Details', 'subform', { ...mandatory, subform: 'Pricing_Details' }],
    ...systemFields,
  ],
  Quotes: [
    ['Quote_Number', 'autonumber', computed],
    ['Quote_Stage', 'picklist', { length: 120 }],
    ...dates('Valid_Till'),
    ...inventoryFields('Quoted_Items', account),
  ],
  Sales_Orders: [
    ['SO_Number', 'autonumber', computed],
    ['Quote_Name', 'lookup', lookupTo('Quotes')],
    ...texts(100, 'Purchase_Order', 'Customer_No', 'Pending'),
    ...dates('Due_Date'),
    ...inventoryFields('Ordered_Items', account),
  ],
  Purchase_Orders: [
    ['PO_Number', 'autonumber', computed],
    ...dates('PO_Date', 'Due_Date'),
    ...texts(100, 'Requisition_No', 'Tracking_Number'),
    ...inventoryFields('Purchase_Items', ['Vendor_Name', 'lookup', { ...mandatory, ...lookupTo('Vendors') }]),
  ],
  Invoices: [
    ['Invoice_Number', 'autonumber', computed],
    ['Sales_Order', 'lookup', lookupTo('Sales_Orders')],
    ...texts(100, 'Purchase_Order'),
    ...dates('Invoice_Date', 'Due_Date'),
    ...inventoryFields('Invoiced_Items', account),
  ],
};

/** The modules of the subforms in inventory modules. */
export const subformModules: Record<string, FieldDefinition[]> = {
  Quoted_Items: lineItemFields,
  Ordered_Items: lineItemFields,
  Purchase_Items: lineItemFields,
  Invoiced_Items: lineItemFields,
  // In lower case, as Zoho's own clients send them.
  Pricing_Details: [
    ['from_range', 'double', mandatory],
    ['to_range', 'double', mandatory],
    ['discount', 'double'],
    ['Sequence_Number', 'integer', computed],
    ['Parent_Id', 'lookup', computed],
  ],
};

/** Modules that need the edition Professional. docs: plan comparison */
export const professionalModules = [
  'Products',
  'Price_Books',
  'Vendors',
  'Quotes',
  'Sales_Orders',
  'Purchase_Orders',
  'Invoices',
];
