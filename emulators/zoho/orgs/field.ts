/** A field as the emulator keeps it; `metadata/fields.ts` gives it Zoho's shape. */
export interface Field {
  id: string;
  apiName: string;
  label: string;
  type: string;
  length: number | null;
  custom: boolean;
  /** Wanted by the API on every insert. */
  mandatory: boolean;
  readOnly: boolean;
  unique: boolean;
  caseSensitive: boolean;
  external: 'org' | 'user' | null;
  lookup: string | null;
  /** Module of the rows, for a subform. */
  subform: string | null;
  values: string[];
  /** A pick list that refuses values it does not have, such as a stage. */
  strict: boolean;
  /** Kind of a textarea: small, large or rich_text. */
  textarea: string | null;
}

export type Shape = [apiName: string, type: string, more?: Partial<Field>];

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
    caseSensitive: false,
    external: null,
    lookup: null,
    subform: null,
    values: [],
    strict: false,
    textarea: null,
    ...more,
  };
}

/** What a type is in JSON. docs: insert-records, types table; field metadata */
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

/** What an error says a field wants. docs: insert-records, errors */
export const expectedTypes: Record<string, string> = {
  ...jsonTypes,
  email: 'email',
  phone: 'phone',
  website: 'website',
  date: 'date',
  datetime: 'datetime',
};
