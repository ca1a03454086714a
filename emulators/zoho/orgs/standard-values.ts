/** The values that a new org has in its standard pick lists, by field. docs: field metadata, global pick lists */
const none = '-None-';

const industries = [
  none,
  ...['ASP (Application Service Provider)', 'Data/Telecom OEM', 'ERP (Enterprise Resource Planning)'],
  ...['Government/Military', 'Large Enterprise', 'ManagementISV', 'MSP (Management Service Provider)'],
  ...['Network Equipment Enterprise', 'Non-management ISV', 'Optical Networking', 'Service Provider'],
  ...['Small/Medium Enterprise', 'Storage Equipment', 'Storage Service Provider', 'Systems Integrator'],
  'Wireless Industry',
];
const sources = [
  ...[none, 'Advertisement', 'Cold Call', 'Employee Referral', 'External Referral', 'Online Store', 'Twitter'],
  ...['Facebook', 'Partner', 'Google+', 'Public Relations', 'Sales Email Alias', 'Seminar Partner'],
  ...['Internal Seminar', 'Trade Show', 'Web Download', 'Web Research', 'Chat'],
];

const byField: Record<string, string[]> = {
  Industry: industries,
  Lead_Source: sources,
  Lead_Status: [
    ...[none, 'Attempted to Contact', 'Contact in Future', 'Contacted', 'Junk Lead', 'Lost Lead', 'Not Contacted'],
    ...['Pre-Qualified', 'Not Qualified'],
  ],
  Rating: [none, 'Acquired', 'Active', 'Market Failed', 'Project Cancelled', 'Shut Down'],
  Ownership: [none, 'Other', 'Private', 'Public', 'Subsidiary', 'Partnership', 'Government', 'Privately Held'],
  Product_Category: [none, 'Hardware', 'Software', 'CRM Applications'],
  Manufacturer: [none, 'AltvetPet Inc.', 'LexPon Inc.', 'MetBeat Corp.'],
  Usage_Unit: [
    ...['Box', 'Carton', 'Dozen', 'Each', 'Hours', 'Impressions', 'Lb', 'M', 'Pack', 'Pages', 'Pieces', 'Quantity'],
    ...['Reams', 'Sheet', 'Spiral Binder', 'Square Feet'],
  ],
  GL_Account: [
    ...[none, 'Sales-Software', 'Sales-Hardware', 'Rental-Income', 'Interest-Income', 'Sales-Software-Support'],
    ...['Sales-Other', 'Internet-Sales', 'Service-Hardware-Labor', 'Sales-Books'],
  ],
  Carrier: ['FedEX', 'UPS', 'USPS', 'DHL', 'BlueDart'],
  Quote_Stage: ['Draft', 'Negotiation', 'Delivered', 'On Hold', 'Confirmed', 'Closed Won', 'Closed Lost'],
  Type: [none, 'Existing Business', 'New Business'],
  Call_Purpose: [none, 'Prospecting', 'Administrative', 'Negotiation', 'Demo', 'Project', 'Desk'],
  Record_Status__s: ['Available', 'Draft', 'Trash'],
};

/** The values of a standard pick list that the module doesn't list itself; none if the org starts without values. */
export const standardValues = (field: string): string[] => byField[field] ?? [];
