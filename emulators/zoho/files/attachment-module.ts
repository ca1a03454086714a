import { systemFields } from '../orgs/field-groups.ts';
import type { FieldDefinition } from '../orgs/field.ts';
import type { Attachment, Module, Org, StoredRecord } from '../orgs/org.ts';
import { sideModule } from '../orgs/side-module.ts';

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
export const attachmentModule = (org: Org): Module =>
  sideModule(
    org,
    900,
    {
      name: 'Attachments',
      singular: 'Attachment',
      plural: 'Attachments',
      displayField: 'File_Name',
      definitions,
    },
    new Map([...org.attachments].map(([id, one]) => [id, recordOf(one)])),
  );
