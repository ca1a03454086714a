import { systemFields } from '../orgs/field-groups.ts';
import type { FieldDefinition } from '../orgs/field.ts';
import type { Module, Org } from '../orgs/org.ts';
import { sideModule } from '../orgs/side-module.ts';

const readOnly = { readOnly: true };
const times = new Set(['Created_Time', 'Created_By', 'Modified_Time', 'Modified_By']);

const definitions: FieldDefinition[] = [
  ['Locked_Reason__s', 'text', { length: 255 }],
  ['Lock_Source__s', 'picklist', { ...readOnly, values: ['Manual', 'Automatic'] }],
  ['Locked_By__s', 'userlookup', readOnly],
  ['Locked_Time__s', 'datetime', readOnly],
  ['Locked_For__s', 'lookup', { ...readOnly, lookup: 'se_module' }],
  ['Record_Locking_Configuration_Id__s', 'bigint', readOnly],
  ['Record_Locking_Rule_Id__s', 'bigint', readOnly],
  ...systemFields.filter(([name]) => times.has(name)),
];

/** The locks of records as a module. Zoho's own clients read its fields before they lock a record. docs: lock-records */
export const lockModule = (org: Org): Module =>
  sideModule(org, 950, {
    name: 'Locking_Information__s',
    singular: 'Locking Information',
    plural: 'Locking Information',
    displayField: 'Locked_Reason__s',
    definitions,
  });
