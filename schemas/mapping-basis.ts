import { z } from 'zod';
import { LoadedObject, Module } from './terms.ts';

const Names = z.partialRecord(LoadedObject, z.array(z.string()));

/** A field of Zoho, as the mapping step saw it. */
export const ZohoFieldInfo = z.object({
  apiName: z.string(),
  label: z.string(),
  dataType: z.string(),
  length: z.number().nullable(),
  writable: z.boolean(),
  mandatory: z.boolean(),
});
export type ZohoFieldInfo = z.infer<typeof ZohoFieldInfo>;

/** What a mapping is checked against: names of fields of the source and of Zoho, without any value. */
export const MappingBasis = z.object({
  columns: Names,
  destination: z.partialRecord(Module, z.array(ZohoFieldInfo)),
  facts: z.object({ keys: z.partialRecord(LoadedObject, z.string()), lines: Names, extensions: Names }),
});
export type MappingBasis = z.infer<typeof MappingBasis>;

/** How full a field of the source is in the first rows of the extraction, and some values, without network identifiers. */
export interface ColumnSample {
  object: string;
  field: string;
  rows: number;
  filled: number;
  samples: string[];
}
