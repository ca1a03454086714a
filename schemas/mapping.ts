import { z } from 'zod';
import { LoadedObject, Module } from './words.ts';

/** Named transforms of one value; each is a function of `domain/`. */
export const transformNames = [
  'trim',
  'collapse_spaces',
  'upper',
  'lower',
  'phone',
  'email',
  'date',
  'datetime',
  'integer',
  'decimal',
  'money',
  'boolean',
  'country',
  'repair_encoding',
] as const;
export const TransformName = z.enum(transformNames);
export type TransformName = z.infer<typeof TransformName>;

/** A condition on the text of one source field. Exactly one of the tests is given. */
export const Condition = z.union([
  z.strictObject({ field: z.string(), in: z.array(z.string()).min(1) }),
  z.strictObject({ field: z.string(), not_in: z.array(z.string()).min(1) }),
  z.strictObject({ field: z.string(), matches: z.string() }),
  z.strictObject({ field: z.string(), empty: z.boolean() }),
]);
export type Condition = z.infer<typeof Condition>;

/** How one destination field gets its value. */
export const FieldRule = z
  .strictObject({
    /** Source field; `extensions.x` reads a custom field. Several are tried in order, or joined when `join` is given. */
    from: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    join: z.string().optional(),
    constant: z.union([z.string(), z.number(), z.boolean()]).optional(),
    transforms: z.array(TransformName).default([]),
    /** Name of a value map under `maps`. A value that the map lacks is an error, never a silent default. */
    map: z.string().optional(),
    /** Longest value in characters; a longer one is an error unless `cut` is set. */
    length: z.int().positive().optional(),
    cut: z.boolean().default(false),
    /** The value is the id of a record of this object (or of the object named by the field `lookup_from`). */
    lookup: LoadedObject.optional(),
    lookup_from: z.string().optional(),
    /** The value is a source user, written as Zoho's owner by the owner map. */
    owner: z.boolean().default(false),
    /** A missing or unusable value rejects the record; otherwise the field stays blank and the fact is counted. */
    required: z.boolean().default(false),
  })
  .refine((rule) => (rule.from === undefined) !== (rule.constant === undefined), 'needs either from or constant');
export type FieldRule = z.infer<typeof FieldRule>;

export const customTypes = [
  'text',
  'textarea',
  'integer',
  'double',
  'currency',
  'picklist',
  'date',
  'datetime',
  'boolean',
  'email',
  'phone',
] as const;

/** A custom field as it is created in Zoho. Zoho derives the API name from the label, and the schema step reads it back. */
export const CustomField = z.strictObject({
  label: z.string().max(25).optional(),
  type: z.enum(customTypes),
  length: z.int().positive().optional(),
  values: z.array(z.string()).optional(),
});
export type CustomField = z.infer<typeof CustomField>;

/** Order and invoice lines: the source column with the lines, and how each line becomes a row of the subform. */
export const LinesRule = z.strictObject({
  from: z.string(),
  into: z.enum(['Ordered_Items', 'Purchase_Items', 'Invoiced_Items']),
  fields: z.record(z.string(), FieldRule),
});
export type LinesRule = z.infer<typeof LinesRule>;

/** How records of one source object become records of one module. */
export const SourceRule = z.strictObject({
  object: LoadedObject,
  /** Which rows of the object take this route; without it all that no earlier route took. */
  route: Condition.optional(),
  exclude: z.array(z.strictObject({ when: Condition, reason: z.string().min(1) })).default([]),
  /** Exact keys: rows that agree on all fields of one list, trimmed and in lower case, are one record. */
  dedupe: z.array(z.array(z.string()).min(1)).default([]),
  fields: z.record(z.string(), FieldRule),
  /** Values of custom fields and of lookups within the module, written by the second pass. */
  custom: z.record(z.string(), FieldRule).default({}),
  lines: LinesRule.optional(),
  /** Source fields that are left behind on purpose, with the reason. */
  ignore: z.record(z.string(), z.string()).default({}),
});
export type SourceRule = z.infer<typeof SourceRule>;

const ApiName = z.string().regex(/^[A-Z][A-Za-z0-9_]*$/, 'must be an API name such as Credit_Limit');

export const ModuleMapping = z.strictObject({
  /** Custom fields that the schema step creates, by API name. */
  custom: z.record(ApiName, CustomField).default({}),
  sources: z.array(SourceRule).min(1),
});
export type ModuleMapping = z.infer<typeof ModuleMapping>;

/** `mapping.yml`: what becomes what. People confirm it at the mapping gate; its digest goes into every later sign-off. */
export const Mapping = z.strictObject({
  version: z.literal(1),
  /** Region of phone numbers without a country code, ISO 3166 alpha-2. */
  phoneRegion: z.string().length(2),
  currency: z.string().length(3),
  /** API name of the unique external text field that holds `<source object>:<source id>`. */
  key: ApiName.default('Portage_Key'),
  /** Source fields that must never reach the CRM whatever they hold, by name. */
  withhold: z.array(z.string()).default([]),
  modules: z.partialRecord(Module, ModuleMapping),
  maps: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).default({}),
});
export type Mapping = z.infer<typeof Mapping>;
