import type { FieldDefinition } from './field.ts';

export const mandatory = { mandatory: true };
export const computed = { readOnly: true };
export const lookupTo = (lookup: string) => ({ lookup });
export const texts = (length: number, ...names: string[]): FieldDefinition[] =>
  names.map((name) => [name, 'text', { length }]);
export const pickLists = (...names: string[]): FieldDefinition[] =>
  names.map((name) => [name, 'picklist', { length: 120 }]);
export const phones = (...names: string[]): FieldDefinition[] => names.map((name) => [name, 'phone', { length: 30 }]);
export const currencies = (...names: string[]): FieldDefinition[] =>
  names.map((name) => [name, 'currency', { length: 16 }]);
export const dates = (...names: string[]): FieldDefinition[] => names.map((name) => [name, 'date']);
export const address = (prefix: string, code = 'Code'): FieldDefinition[] =>
  texts(250, ...['Street', 'City', 'State', code, 'Country'].map((part) => `${prefix}_${part}`));

/** Fields of every record. docs: get-records */
export const systemFields: FieldDefinition[] = [
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
