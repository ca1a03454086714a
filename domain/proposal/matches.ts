import type { Module } from '../../schemas/terms.ts';

/** How a record of the source is recognised as one that Zoho has, as it is written into the mapping file. */
export interface ProposedMatch {
  name: string;
  fields: string[];
  then: 'adopt' | 'ask';
}

/** The strictest first. A family shares an e-mail address or a phone, so that these alone only ask. */
const rules: Partial<Record<Module, ProposedMatch[]>> = {
  Accounts: [
    { name: 'name and postcode', fields: ['Account_Name', 'Billing_Code'], then: 'adopt' },
    { name: 'phone', fields: ['Phone'], then: 'ask' },
  ],
  Contacts: [
    { name: 'e-mail and name', fields: ['Email', 'First_Name', 'Last_Name'], then: 'adopt' },
    { name: 'e-mail', fields: ['Email'], then: 'ask' },
    { name: 'mobile', fields: ['Mobile'], then: 'ask' },
  ],
  Products: [{ name: 'product code', fields: ['Product_Code'], then: 'adopt' }],
};

/** The rules by which records in an org that is not empty are found. @param filled fields that a source fills */
export const matchFor = (module: Module, records: number, filled: ReadonlySet<string>): ProposedMatch[] =>
  records === 0 ? [] : (rules[module] ?? []).filter(({ fields }) => fields.every((field) => filled.has(field)));

/** Whether records of a module are looked for at all. */
export const hasMatches = (module: Module): boolean => rules[module] !== undefined;
