import { pickListOf, type PickList } from './pick-list.ts';

/** What a profile may do with a field. docs: create-custom-field, profiles */
export type Permission = 'read_write' | 'read_only' | 'hidden';

/** A field as the emulator stores it. `metadata/fields.ts` converts it to Zoho's format. */
export interface Field {
  id: string;
  apiName: string;
  label: string;
  type: string;
  length: number | null;
  custom: boolean;
  /** The API requires it on every insert. */
  mandatory: boolean;
  readOnly: boolean;
  unique: boolean;
  caseSensitive: boolean;
  external: 'org' | 'user' | null;
  /** The target module of a lookup. `se_module` means that the record itself names it. */
  lookup: string | null;
  /** A second target module: `Who_Id` names a contact or a lead. */
  orLookup: string | null;
  /** The module of a subform's rows. */
  subform: string | null;
  /** The field's own values. A field of a global pick list has those of the list: `pickListFor`. */
  pickList: PickList;
  /** Id of a global pick list. */
  globalList: string | null;
  /** A pick list that rejects other values, such as a deal's stage. */
  strict: boolean;
  /** For an auto-number: the text before and after the number, and the first number. */
  autoNumber: { prefix: string; start: number; suffix: string } | null;
  /** Ids of profiles that may not write the field, or not even see it. */
  permissions: Record<string, Permission>;
  /** Kind of a text area: small, large or rich_text. */
  textarea: string | null;
  /** Decimal places of a number; null if nobody has set them. */
  decimals: number | null;
  /** How an amount is rounded; null if nobody has set it. Values are stored as they are sent. */
  rounding: Rounding | null;
}

/** docs: create-custom-field, currency */
export interface Rounding {
  rounding_option: string;
  precision: number;
}

/** `values` are the values of a pick list. */
export type FieldDefinition = [apiName: string, type: string, options?: Partial<Field> & { values?: string[] }];

export function createField(id: string, [apiName, type, given]: FieldDefinition): Field {
  const { values = [], ...options } = given ?? {};
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
    caseSensitive: false,
    external: null,
    lookup: null,
    orLookup: null,
    subform: null,
    pickList: pickListOf(values),
    globalList: null,
    strict: false,
    autoNumber: null,
    permissions: {},
    textarea: null,
    decimals: null,
    rounding: null,
    ...options,
  };
}

/** The JSON type of a field type. docs: insert-records, types table; field metadata */
export const jsonTypes: Record<string, string> = {
  integer: 'integer',
  double: 'double',
  currency: 'double',
  percent: 'double',
  boolean: 'boolean',
  lookup: 'jsonobject',
  ownerlookup: 'jsonobject',
  userlookup: 'jsonobject',
  multiselectpicklist: 'jsonarray',
  subform: 'jsonarray',
  fileupload: 'jsonarray',
  imageupload: 'jsonarray',
  taxes: 'jsonarray',
  linetax: 'jsonarray',
  participants: 'jsonarray',
  multireminder: 'jsonarray',
  ALARM: 'jsonobject',
  RRULE: 'jsonobject',
  text: 'string',
};

/** The expected type that an error states. docs: insert-records, errors */
export const expectedTypes: Record<string, string> = {
  ...jsonTypes,
  email: 'email',
  phone: 'phone',
  website: 'website',
  date: 'date',
  datetime: 'datetime',
};
