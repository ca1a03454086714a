import { z } from 'zod';
import { ApiName, plainCustomTypes, TransformName } from './mapping.ts';
import { Module } from './terms.ts';

/** Which source rule of a module an edit is about: its place under `sources`. */
const place = { module: Module, source: z.int().min(0).max(200) };
const Column = z.string().min(1).max(200);

/** One change of a mapping that people make in the console. */
export const MappingEdit = z.discriminatedUnion('kind', [
  /** The source field goes into a field of Zoho. `custom`: the field is a custom field that is created. */
  z.strictObject({
    kind: z.literal('map'),
    ...place,
    column: Column,
    into: ApiName,
    custom: z.enum(plainCustomTypes).optional(),
    transforms: z.array(TransformName).max(15).optional(),
    /** Name of a value map; empty for none. */
    map: z.string().max(100).optional(),
    required: z.boolean().optional(),
    /** Most characters; null for no limit. */
    length: z.int().positive().nullable().optional(),
  }),
  /** The source field is left out on purpose. */
  z.strictObject({ kind: z.literal('ignore'), ...place, column: Column, reason: z.string().trim().min(3).max(300) }),
  /** The values of a value map. */
  z.strictObject({
    kind: z.literal('values'),
    map: z.string().regex(/^[\w-]{1,100}$/, 'must have letters, digits, _ or - only'),
    values: z.array(z.tuple([z.string().min(1).max(300), z.string().max(300)])).max(2_000),
  }),
]);
export type MappingEdit = z.infer<typeof MappingEdit>;
