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

/** Ids below those of the org's own counter. */
const idOf = (prefix: string, place: number): string => prefix + String(900 + place).padStart(12, '0');

/** The attachments of an org as a module for queries. Other operations reach them through their records. */
export const attachmentModule = ({ attachments, prefix }: Org): Module => ({
  name: 'Attachments',
  id: idOf(prefix, 0),
  singular: 'Attachment',
  plural: 'Attachments',
  kind: 'default',
  displayField: 'File_Name',
  profiles: null,
  fields: new Map(definitions.map((one, place) => [one[0], createField(idOf(prefix, 1 + place), one)])),
  layouts: [],
  records: new Map([...attachments].map(([id, one]) => [id, recordOf(one)])),
  unique: new Map(),
  deleted: new Map(),
  tags: new Map(),
  locks: [],
  views: [],
  nextNumber: 1,
  counts: [],
  version: attachments.size,
});
