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
  /** The module of a subform's rows. */
  subform: string | null;
  values: string[];
  /** A pick list that rejects other values, such as a deal's stage. */
  strict: boolean;
  /** Kind of a text area: small, large or rich_text. */
  textarea: string | null;
}

export type FieldDefinition = [apiName: string, type: string, options?: Partial<Field>];

export function createField(id: string, [apiName, type, options]: FieldDefinition): Field {
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
    subform: null,
    values: [],
    strict: false,
    textarea: null,
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
