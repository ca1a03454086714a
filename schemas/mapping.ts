import { z } from 'zod';
import { LoadedObject, loadedObjects, Module } from './terms.ts';

/** Names of the transforms of a value. The functions are in `domain/values/`. */
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
  'nonzero',
  'boolean',
  'country',
  'repair_encoding',
  'json',
  'duration',
] as const;
export const TransformName = z.enum(transformNames);
export type TransformName = z.infer<typeof TransformName>;

/** A regular expression of JavaScript, compiled when the mapping is read, so that a mistake is reported with its line. */
const Pattern = z.string().superRefine((text, context) => {
  try {
    new RegExp(text, 'iu');
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a valid regular expression' });
  }
});

/** A condition on the text of one source field. It has exactly one of the tests. */
export const Condition = z.union([
  z.strictObject({ field: z.string(), in: z.array(z.string()).min(1) }),
  z.strictObject({ field: z.string(), not_in: z.array(z.string()).min(1) }),
  z.strictObject({ field: z.string(), matches: Pattern }),
  z.strictObject({ field: z.string(), empty: z.boolean() }),
]);
export type Condition = z.infer<typeof Condition>;

/** The object whose record has the id; or several, one of which has it. */
const Lookup = z.union(
  [
    LoadedObject,
    z
      .array(LoadedObject)
      .min(2, 'a list names at least two objects')
      .refine((objects) => new Set(objects).size === objects.length, 'an object is in the list twice'),
  ],
  { error: `must be one of ${loadedObjects.join(', ')}, or a list of them` },
);

/** How one destination field gets its value. */
export const FieldRule = z
  .strictObject({
    /**
     * Source field; `extensions.x` reads a custom field. Several are tried in order, or joined when `join` is given.
     */
    from: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    join: z.string().optional(),
    /** With the transform `duration`: the source field with the end. `from` is the one with the beginning. */
    until: z.string().optional(),
    constant: z.union([z.string(), z.number(), z.boolean()]).optional(),
    transforms: z.array(TransformName).default([]),
    /** Name of a value map under `maps`. A value that is missing in the map is an error; there is no default. */
    map: z.string().optional(),
    /** Maximum length in characters. A longer value is an error, or is cut when `cut` is set. */
    length: z.int().positive().optional(),
    cut: z.boolean().default(false),
    /** For the text of a note: one that is longer than Zoho's limit becomes several notes. */
    split: z.boolean().default(false),
    /**
     * The value is the id of a record of this object, of one of these objects, or of the object that the source field
     * `lookup_from` names.
     */
    lookup: Lookup.optional(),
    lookup_from: z.string().optional(),
    /** The value is a source user. The owner map gives the owner in Zoho. */
    owner: z.boolean().default(false),
    /** A missing or unusable value rejects the record. If false, the field stays blank and a remark counts it. */
    required: z.boolean().default(false),
  })
  .refine((rule) => (rule.from === undefined) !== (rule.constant === undefined), 'needs either from or constant')
  .refine(
    ({ until, from, transforms }) =>
      until === undefined || (typeof from === 'string' && transforms.join() === 'duration'),
    'until needs one field in from, and transforms: [duration]',
  )
  .refine(({ split, length }) => !split || length === undefined, 'a text is either split or has a length');
export type FieldRule = z.infer<typeof FieldRule>;

export const customTypes = [
  'text',
  'textarea',
  'richtext',
  'integer',
  'double',
  'currency',
  'picklist',
  'date',
  'datetime',
  'boolean',
  'email',
  'phone',
  'percent',
  'website',
  'multiselectpicklist',
  'lookup',
  'userlookup',
] as const;

/** Types that need nothing but their name. */
export const plainCustomTypes = customTypes.filter((type) => !['lookup', 'userlookup'].includes(type));

/** What a profile of Zoho may do with a field. */
export const FieldPermission = z.enum(['read_write', 'read_only', 'hidden']);
export type FieldPermission = z.infer<typeof FieldPermission>;

const listTypes: string[] = ['picklist', 'multiselectpicklist'];

/**
 * What happens to a value that does not fit the declaration of its custom field. `blank`: the field stays blank, and a remark
 * says why. `reject`: the record is rejected. `cut`: a text is cut to the length. `add_value`: a value that is not declared
 * is written; Zoho keeps it beside the list.
 */
export const InvalidRule = z.enum(['blank', 'reject', 'cut', 'add_value']);
export type InvalidRule = z.infer<typeof InvalidRule>;

/** A custom field to create in Zoho. Zoho derives the API name from the label; the schema step reads it back. */
export const CustomField = z
  .strictObject({
    label: z.string().max(25).optional(),
    type: z.enum(customTypes),
    /** The most characters of a text, the most digits of a number before its point. */
    length: z.int().positive().optional(),
    /** Decimal places of a number. */
    decimals: z.int().min(0).max(9).optional(),
    /** The values of a pick list, in their order. */
    values: z.array(z.string()).optional(),
    /** What stands between the values of a multi-select pick list in the source. Without it: `;`. */
    separator: z.string().min(1).max(5).optional(),
    /** The module whose records a lookup refers to. */
    module: Module.optional(),
    /** What profiles of Zoho may do with a field that is created, by the name of the profile. Others may read and write. */
    profiles: z.record(z.string().min(1), FieldPermission).optional(),
    /** The layout makes it mandatory for people who add or edit a record. */
    required: z.boolean().optional(),
    invalid: InvalidRule.default('blank'),
  })
  .refine(({ type, values }) => values === undefined || listTypes.includes(type), 'only a picklist has values')
  .refine(
    ({ type, decimals }) => decimals === undefined || ['double', 'currency', 'percent'].includes(type),
    'only a double, a currency or a percent has decimals',
  )
  .refine(
    ({ type, separator }) => separator === undefined || type === 'multiselectpicklist',
    'only a multiselectpicklist has a separator',
  )
  .refine(
    ({ type, module }) => (module === undefined) === (type !== 'lookup'),
    'a lookup, and nothing else, names its module',
  )
  .refine(({ type, invalid }) => invalid !== 'cut' || ['text', 'textarea'].includes(type), 'only a text can be cut')
  .refine(
    ({ type, values, invalid }) => invalid !== 'add_value' || (type === 'picklist' && values !== undefined),
    'add_value needs a picklist with values',
  );
export type CustomField = z.infer<typeof CustomField>;

/**
 * The product of lines that have none, such as a tax or a carried balance: the first entry whose condition the line meets.
 * Zoho takes no line without a product, so such a line rejects its record otherwise.
 */
export const DefaultProduct = z.strictObject({
  /** About a field of the line. */
  when: Condition,
  /** A record of this object with this id in the source. */
  object: LoadedObject,
  id: z.string().min(1),
});
export type DefaultProduct = z.infer<typeof DefaultProduct>;

/** Order and invoice lines: the source column that holds them, and how each line becomes a row of the subform. */
export const LinesRule = z.strictObject({
  from: z.string(),
  into: z.enum(['Ordered_Items', 'Purchase_Items', 'Invoiced_Items']),
  products: z.array(DefaultProduct).default([]),
  fields: z.record(z.string(), FieldRule),
});
export type LinesRule = z.infer<typeof LinesRule>;

/**
 * How values are compared in search of duplicates. `phone`: in E.164 form. `email`: in lower case. `date`: as a day. `name`:
 * letters and digits, without accents and case. `id`: the same without blanks. `text`: without accents, case and surplus blanks.
 */
export const CompareAs = z.enum(['phone', 'email', 'date', 'name', 'id', 'text']);
export type CompareAs = z.infer<typeof CompareAs>;

/** A field that rows are compared by. A name alone: as the field of Zoho that is made from it, otherwise as `text`. */
export const DedupeField = z.union([z.string(), z.strictObject({ field: z.string(), as: CompareAs })]);
export type DedupeField = z.infer<typeof DedupeField>;

/**
 * The source's own figures of a record: columns that hold them. Amounts are compared with the lines and with Zoho.
 */
export const MoneyRule = z.strictObject({
  /**
   * ISO 4217 code or sign of the currency. Amounts in another currency than the mapping's are refused. Without it, a column
   * named `currency` is used where it has a code or a sign.
   */
  currency: z.string().optional(),
  /** What all lines amount to, with the tax. */
  total: z.string().optional(),
  /** The tax that comes on top of the lines. Not the tax that their prices include. */
  tax: z.string().optional(),
  /**
   * What is open. A field of the module is mapped from it; a check box that is mapped from it with `nonzero` says whether
   * something is open.
   */
  balance: z.string().optional(),
  /** The day that decides the billing period. Without it, the column that Invoice_Date is mapped from. */
  date: z.string().optional(),
  /** The source's own name of the billing period. */
  period: z.string().optional(),
  /** Of an account: the day of the month on which its billing cycle begins. */
  cycle_day: z.string().optional(),
});
export type MoneyRule = z.infer<typeof MoneyRule>;

/** One source field, or several. */
const Fields = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/**
 * Source fields whose values a CRM can't hold. Each list becomes a file of the handoff, with a row for each rule, account or
 * component. A field here needs no entry under `ignore`.
 */
export const HandoffLists = z
  .strictObject({
    /** Conditional prices. `discounts`: JSON lists of conditions with their effect. `formula`: texts. */
    pricing_rules: z
      .strictObject({
        name: z.string().optional(),
        valid_from: z.string().optional(),
        valid_to: z.string().optional(),
        /** The products that a rule is about, as for `bundles`. Without it, it is about the record itself. */
        products: z.string().optional(),
        formula: Fields.optional(),
        discounts: Fields.optional(),
      })
      .refine(({ formula, discounts }) => formula ?? discounts, 'needs formula or discounts')
      .optional(),
    /** Tax set-up of accounts. */
    taxes: z
      .strictObject({ scheme: Fields.optional(), exemption: Fields.optional() })
      .refine(({ scheme, exemption }) => scheme ?? exemption, 'needs scheme or exemption')
      .optional(),
    /** What accounts owe or have, their credit limits, and how far they are dunned. */
    balances: z
      .strictObject({
        balance: z.string().optional(),
        credit_limit: z.string().optional(),
        currency: z.string().optional(),
        dunning: Fields.optional(),
      })
      .refine(
        ({ balance, credit_limit, dunning }) => balance ?? credit_limit ?? dunning,
        'needs balance, credit_limit or dunning',
      )
      .optional(),
    /** How far accounts are dunned. A row whose level is blank or nought is not. */
    dunning: z
      .strictObject({
        level: z.string(),
        since: z.string().optional(),
        amount: z.string().optional(),
        currency: z.string().optional(),
        next_action: z.string().optional(),
        next_on: z.string().optional(),
      })
      .optional(),
    /** What is still to be paid of invoices. */
    receivables: z
      .strictObject({
        open: z.string(),
        account: z.string().optional(),
        currency: z.string().optional(),
        issued: z.string().optional(),
        due: z.string().optional(),
        status: z.string().optional(),
      })
      .optional(),
    /** What a product consists of. `components`: JSON lists of ids, or of objects with an id and a quantity; or ids with commas between them. */
    bundles: z
      .strictObject({
        name: z.string().optional(),
        components: z.string().optional(),
        /** Source fields by what they are, such as `Minutes`. */
        allowances: z.record(z.string(), z.string()).optional(),
      })
      .refine(({ components, allowances }) => components ?? allowances, 'needs components or allowances')
      .optional(),
  })
  .optional();
export type HandoffLists = z.infer<typeof HandoffLists>;

/** A tag of a record: the one that a value map gives for the value of a source field. The map makes all tags known. */
export const TagRule = z.strictObject({ from: z.string().min(1), map: z.string().min(1) });
export type TagRule = z.infer<typeof TagRule>;

/** How records of one source object become records of one module. */
export const SourceRule = z.strictObject({
  object: LoadedObject,
  /** Which rows of the object take this route. Without a condition: all rows that match no other route. */
  route: Condition.optional(),
  exclude: z.array(z.strictObject({ when: Condition, reason: z.string().min(1) })).default([]),
  /**
   * Lists of fields. Rows with equal values in all fields of a list are one record. A blank, a placeholder such as `n/a`, and
   * a value that can't be read equal nothing.
   */
  dedupe: z.array(z.array(DedupeField).min(1)).default([]),
  fields: z.record(z.string(), FieldRule),
  /** Custom fields and lookups within the module. The second pass writes them. */
  custom: z.record(z.string(), FieldRule).default({}),
  /** Zoho takes at most ten tags of a record. docs: tags */
  tags: z.array(TagRule).max(10).default([]),
  lines: LinesRule.optional(),
  money: MoneyRule.optional(),
  handoff: HandoffLists,
  /** Source fields that are not migrated on purpose, with the reason. */
  ignore: z.record(z.string(), z.string()).default({}),
});
export type SourceRule = z.infer<typeof SourceRule>;

/** The API name of a field in Zoho. */
export const ApiName = z.string().regex(/^[A-Z][A-Za-z0-9_]*$/, 'must be an API name such as Credit_Limit');

/**
 * What happens to a record in Zoho whose source row has vanished, or no longer becomes this record. `keep`: it stays, and
 * is listed. `ask`: people decide at a gate. A record that was in Zoho before the first load always stays.
 */
export const VanishedRule = z.enum(['keep', 'delete', 'ask']);
export type VanishedRule = z.infer<typeof VanishedRule>;

/**
 * A field that records are matched by. A name alone: compared as the rule that fills it says, otherwise as `text`. `with`: the
 * field of the record in Zoho, if it has another name there. `near`: the least similarity of two texts, 0.8–1.
 */
export const MatchField = z.union([
  ApiName,
  z.strictObject({
    field: ApiName,
    with: ApiName.optional(),
    as: CompareAs.optional(),
    near: z.number().min(0.8).max(1).optional(),
  }),
]);
export type MatchField = z.infer<typeof MatchField>;

/**
 * What a match with a record in Zoho means. `adopt`: it is the same; the load updates it. `apart`: it is another one; the load
 * creates a record. `ask`: a person decides.
 */
export const MatchMeaning = z.enum(['adopt', 'apart', 'ask']);
export type MatchMeaning = z.infer<typeof MatchMeaning>;

const isNear = (one: MatchField): boolean => typeof one !== 'string' && one.near !== undefined;

/** Which records in Zoho may be a record of the source: those that are equal in all fields, or similar in one of them. */
export const MatchRule = z
  .strictObject({
    /** Documents and decisions name the rule. */
    name: z.string().min(1).max(60),
    fields: z.array(MatchField).min(1).max(5),
    /** Looks for records of another module, which can't be adopted. */
    in: Module.optional(),
    then: MatchMeaning.default('ask'),
  })
  .refine(({ fields }) => fields.filter(isNear).length <= 1, 'only one field of a rule can have near')
  .refine(
    ({ fields }) => !fields.some(isNear) || fields.length > 1,
    'a field with near needs another field that is equal, or all records would be compared with all',
  )
  .refine(
    ({ fields, then }) => then === 'ask' || !fields.some(isNear),
    'a similar value is no proof: a rule with near can only ask',
  )
  .refine((rule) => rule.in === undefined || rule.then === 'ask', 'a record of another module can not be adopted: ask');
export type MatchRule = z.infer<typeof MatchRule>;

/**
 * Which value a field of an adopted record gets. `fill_blanks`: the source's where the field was blank before the first load.
 * `source`: always the source's. `zoho`: the field is never written.
 */
export const OverwriteRule = z.enum(['fill_blanks', 'source', 'zoho']);
export type OverwriteRule = z.infer<typeof OverwriteRule>;

export const Overwrite = z.strictObject({
  default: OverwriteRule.default('fill_blanks'),
  fields: z.record(ApiName, OverwriteRule).default({}),
});
export type Overwrite = z.infer<typeof Overwrite>;

/** Locks the migrated records of a module at the switch to Zoho. */
export const LockRule = z.strictObject({
  /** Names of the profiles whose users may still change them. The user of the load must have one of them. */
  except: z.array(z.string().min(1)).min(1),
});
export type LockRule = z.infer<typeof LockRule>;

const ModuleLabel = z
  .string()
  .regex(/^(?=.*\p{L})(?! )[\p{L}\p{M}\p{N} ]{1,25}(?<! )$/u, 'must be 1–25 letters, digits and blanks between them');

/** A custom module that the schema step creates where the org does not have it. docs: create-custom-module */
export const NewModule = z.strictObject({
  singular: ModuleLabel,
  plural: ModuleLabel,
  /** Names of the profiles whose users see the module. The user of the load must have one of them. */
  profiles: z.array(z.string().min(1)).min(1),
});
export type NewModule = z.infer<typeof NewModule>;

/** docs: update-custom-layout */
const SectionLabel = z
  .string()
  .regex(/^(?! )[\p{L}\p{M}\p{N} ]{1,50}(?<! )$/u, 'must be 1–50 letters, digits and blanks between them');

export const ModuleMapping = z.strictObject({
  /** For a custom module that is not there yet. Zoho's API can't delete a module. */
  create: NewModule.optional(),
  /** Label of the section of the first layout that has the custom fields that the schema step creates. */
  section: SectionLabel.optional(),
  /** Custom fields that the schema step creates, by API name. */
  custom: z.record(ApiName, CustomField).default({}),
  sources: z.array(SourceRule).min(1),
  vanished: VanishedRule.default('keep'),
  /** How records that are in Zoho already are found. The first rules have precedence. */
  match: z
    .array(MatchRule)
    .min(1)
    .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, 'two rules have the same name')
    .optional(),
  /** What an adopted record keeps. Without it: `fill_blanks`. */
  overwrite: Overwrite.optional(),
  lock: LockRule.optional(),
});
export type ModuleMapping = z.infer<typeof ModuleMapping>;

/** `mapping.yml`. People confirm it at the mapping gate, and every later sign-off covers its digest. */
export const Mapping = z.strictObject({
  version: z.literal(1),
  /** Region of phone numbers without a country code, ISO 3166 alpha-2. */
  phoneRegion: z.string().length(2),
  currency: z.string().length(3),
  /** API name of the unique external text field that holds `<system>:<source object>:<source id>`. */
  key: ApiName.default('Portage_Key'),
  /** Objects whose ids are network identifiers: Zoho gets a keyed hash of each id, in the key and in every reference. */
  hashKeys: z.array(LoadedObject).default([]),
  /**
   * Source fields that must never reach the CRM, whatever their values are: `<object>.<field>` of one object, `<field>` of every
   * object that has one of this name. A field of lines is `lines.<field>`, a custom field `extensions.<field>`.
   */
  withhold: z.array(z.string()).default([]),
  modules: z.record(Module, ModuleMapping),
  /** `null`: the field stays blank for the value, on purpose. */
  maps: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
    .default({}),
});
export type Mapping = z.infer<typeof Mapping>;
