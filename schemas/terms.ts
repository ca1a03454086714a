import { z } from 'zod';

/** The objects of Digital BSS, then those that are attached to their records. */
export const sourceObjects = [
  'billing_accounts',
  'subscribers',
  'contacts',
  'service_plans',
  'product_catalog',
  'bundle_components',
  'suppliers',
  'orders',
  'invoices',
  'payments',
  'custom_fields',
  'ocs_buckets',
  'pcrf_rules',
  'hss_records',
  'usage_records',
  'tax_rules',
  'network_elements',
  'notes',
  'interactions',
  'documents',
] as const;
export const SourceObject = z.enum(sourceObjects);
export type SourceObject = z.infer<typeof SourceObject>;

/** Objects whose records become Zoho records, or files that are attached to them. The others are handed off. */
export const loadedObjects = [
  'billing_accounts',
  'subscribers',
  'service_plans',
  'product_catalog',
  'suppliers',
  'orders',
  'invoices',
  'contacts',
  'payments',
  'bundle_components',
  'notes',
  'interactions',
  'documents',
] as const satisfies readonly SourceObject[];
export const LoadedObject = z.enum(loadedObjects);
export type LoadedObject = z.infer<typeof LoadedObject>;

/** Objects that stay in staging if the mapping has no source for them. */
export const stagedUnlessMapped: ReadonlySet<LoadedObject> = new Set([
  'suppliers',
  'contacts',
  'payments',
  'bundle_components',
  'notes',
  'interactions',
  'documents',
]);

/** Objects whose records are extracted. A mapping need not load all of them. */
export const extractedObjects = [...loadedObjects] as const satisfies readonly SourceObject[];
export const ExtractedObject = z.enum(extractedObjects);
export type ExtractedObject = z.infer<typeof ExtractedObject>;

/** What is attached to records. Nothing refers to it. */
export const attachedObjects: ReadonlySet<ExtractedObject> = new Set(['notes', 'interactions', 'documents']);

/** What a CRM can't hold: it is counted, and a snapshot goes into the handoff. */
export const handoffObjects = [
  'ocs_buckets',
  'pcrf_rules',
  'hss_records',
  'usage_records',
  'tax_rules',
  'network_elements',
] as const satisfies readonly SourceObject[];
export const HandoffObject = z.enum(handoffObjects);
export type HandoffObject = z.infer<typeof HandoffObject>;

/** What an operator's tables hold that identifies a subscriber, a card or a device, and can be recognised by its value. */
export const identifierKinds = ['imsi', 'iccid', 'imei', 'eid', 'key', 'mac', 'ip', 'apn', 'credential'] as const;
export const IdentifierKind = z.enum(identifierKinds);
export type IdentifierKind = z.infer<typeof IdentifierKind>;

export const environments = ['sandbox', 'production'] as const;
export const Environment = z.enum(environments);
export type Environment = z.infer<typeof Environment>;

/** Zoho's own modules that Portage knows, in their usual order. */
export const standardModules = [
  'Accounts',
  'Contacts',
  'Products',
  'Vendors',
  'Sales_Orders',
  'Purchase_Orders',
  'Invoices',
  'Tasks',
  'Calls',
  'Events',
  'Notes',
  'Emails',
  'Attachments',
] as const;
/** The API name of a module in Zoho: one of Zoho's own, or a custom one. docs: create-custom-module */
export const Module = z.string().regex(/^[A-Z]\w{1,49}$/, 'must be the API name of a module, such as Sales_Orders');
export type Module = z.infer<typeof Module>;

/** A full load writes everything that was staged. A delta writes what changed since the last load. */
export const LoadKind = z.enum(['full', 'delta']);
export type LoadKind = z.infer<typeof LoadKind>;

export const outcomes = ['created', 'updated', 'unchanged', 'merged', 'excluded', 'rejected', 'pending'] as const;
export const Outcome = z.enum(outcomes);
export type Outcome = z.infer<typeof Outcome>;

/** `base`: standard fields, lookups, lines and the key. `custom`: custom fields and lookups within the module. */
export const passes = ['base', 'custom'] as const;
export const Pass = z.enum(passes);
export type Pass = z.infer<typeof Pass>;

export const fixedGates = ['scope', 'mapping', 'rehearsal', 'production', 'freeze', 'go-live', 'acceptance'] as const;
/** Steps that open the gate `exception:<step>` when they fail or when their result needs a decision. */
export const exceptionSteps = [
  'discovery',
  'mapping',
  'extraction',
  'load',
  'survey',
  'transformation',
  'schema',
  'verification',
  'quiet-check',
  'delta',
  'rollback',
  'handoff',
  'locking',
  'rights',
  'switch',
  'fallback',
  'dry-run',
  'closing',
] as const;
/** What an exception gate is about: a phase (its module), or another step. */
export const ExceptionSubject = z.union([z.enum(exceptionSteps), Module]);
export type ExceptionSubject = z.infer<typeof ExceptionSubject>;

/** One of the seven gates of every engagement, or `exception:<module or step>` when something needs a decision. */
export const Gate = z.union([z.enum(fixedGates), z.templateLiteral(['exception:', ExceptionSubject])]);
export type Gate = z.infer<typeof Gate>;

export const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be 2–41 lower-case letters, digits or dashes, starting with a letter');
