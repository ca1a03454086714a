import { systemFields } from '../orgs/field-groups.ts';
import { createField, type FieldDefinition } from '../orgs/field.ts';
import type { Attachment, Module, Org, StoredRecord } from '../orgs/org.ts';

const definitions: FieldDefinition[] = [
  ['File_Name', 'text', { length: 255 }],
  ['Size', 'integer', { readOnly: true }],
  ['Parent_Id', 'lookup', { lookup: 'se_module' }],
  ...systemFields.filter(([name]) => !['Description', 'Tag', 'Layout'].includes(name)),
];

const recordOf = ({ id, at, by, name, bytes, parent, module }: Attachment): StoredRecord => ({
  ...{ id, createdAt: at, modifiedAt: at, createdBy: by, modifiedBy: by, lines: null, tags: null, lock: null },
  values: { File_Name: name, Size: bytes.length, Parent_Id: parent, $se_module: module, Owner: by },
});

/** The attachments of an org as a module for queries. Other operations reach them through their records. */
export const attachmentModule = ({ attachments, prefix }: Org): Module => ({
  name: 'Attachments',
  id: `${prefix}0000000000`,
  singular: 'Attachment',
  plural: 'Attachments',
  kind: 'default',
  displayField: 'File_Name',
  fields: new Map(definitions.map((one) => [one[0], createField('', one)])),
  layouts: [],
  records: new Map([...attachments].map(([id, one]) => [id, recordOf(one)])),
  unique: new Map(),
  deleted: new Map(),
  tags: new Map(),
  locks: [],
  nextNumber: 1,
  counts: [],
  version: attachments.size,
});
