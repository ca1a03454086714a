import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import { stagedUnlessMapped, type LoadedObject, type Module } from '../schemas/terms.ts';
import { isLoadedBy } from './loaded-objects.ts';
import { checkCustomFields, valuesOf } from './check-custom-fields.ts';
import { checkMatch } from './check-match.ts';
import { checkWithheld } from './check-withheld.ts';
import { lookedUpIn } from './keys.ts';
import { isLookup } from './map-field.ts';
import { mailFields, neededInMail } from './mails.ts';
import { isFile, isMail, isMarked, traitsOf } from './module-traits.ts';
import { modulesOf } from './modules-of.ts';
import { failure, warning, type Problem } from './problem.ts';
import {
  columnOf,
  handoffFields,
  lineRulesOf,
  moneyColumns,
  namedFields,
  readBy,
  rulesOf,
  undecidedColumns,
} from './named-fields.ts';
import { checkNewModule } from './schema-plan/new-module.ts';
import { moneyOf } from './source-money.ts';
import { checkTags } from './tags.ts';

export interface DestinationField {
  apiName: string;
  /** Zoho's type; absent in what earlier versions kept. */
  dataType?: string;
  writable: boolean;
  mandatory: boolean;
}

export type Columns = Partial<Record<LoadedObject, string[]>>;
export type Destination = Partial<Record<Module, DestinationField[]>>;

/** What is known of the source beside its columns. */
export interface SourceFacts {
  /** The field of each object that becomes the key. */
  keys?: Partial<Record<LoadedObject, string>>;
  /** The fields of the lines of each object, where the profile lists them. */
  lines?: Columns;
  /** Names of custom fields, where the source defines them. */
  extensions?: Columns;
}

/** Checks a mapping against the columns of the source and the fields of the destination. Finds every problem. */
export function checkMapping(
  mapping: Mapping,
  columns: Columns,
  destination: Destination,
  facts: SourceFacts = {},
): Problem[] {
  return [...checkStaying(mapping, columns), ...modulesOf(mapping).flatMap(checkModule)];

  function checkModule(module: Module): Problem[] {
    const moduleMapping = mapping.modules[module]!;
    const problems = moduleMapping.sources.flatMap((source, index) => {
      const path = `modules.${module}.sources[${index}]`;
      const present = columns[source.object] ?? [];
      const custom = Object.keys(moduleMapping.custom);
      return [
        ...checkSourceFields(source, path, present),
        ...checkLines(source, path, facts.lines?.[source.object]),
        ...checkProducts(source, path),
        ...checkWithheld(mapping, source, path),
        ...checkMaps(mapping, source, path),
        ...checkMoney(source, path),
        ...checkLookups(mapping, source, path),
        ...checkActivity(module, source, path),
        ...checkDestination(mapping, source, path, destination[module] ?? [], [...custom, mapping.key]),
        ...undecidedColumns(mapping, source, present, facts.keys?.[source.object]).map((column) =>
          unmappedField(source, path, column),
        ),
        ...checkClaims(source, path),
        ...checkExtensions(source, path, facts.extensions?.[source.object] ?? [], mapping.withhold),
      ];
    });
    return [
      ...problems,
      ...checkNewModule(mapping, module),
      ...checkTags(mapping, module),
      ...checkCustomFields(mapping, module, moduleMapping),
      ...checkMatch(mapping, module, destination),
      ...checkLock(mapping, module),
    ];
  }
}

/** Zoho has rules that lock records only for some modules. */
const checkLock = (mapping: Mapping, module: Module): Problem[] =>
  mapping.modules[module]?.lock && !traitsOf(module).lockable
    ? [
        failure(
          `modules.${module}.lock`,
          `Zoho has no rules that lock records of ${module}`,
          'Remove lock. A profile that may only view the module protects its records.',
        ),
      ]
    : [];

/** Warns of objects that the source has and no module takes: nobody should be surprised that they stay behind. */
const checkStaying = (mapping: Mapping, columns: Columns): Problem[] =>
  [...stagedUnlessMapped]
    .filter((object) => columns[object] !== undefined && !isLoadedBy(mapping, object))
    .map((object) =>
      warning(
        'modules',
        `${object} of the source are in no module, so they stay in staging`,
        `Add a source for ${object}, or leave them out on purpose.`,
      ),
    );

function checkSourceFields(source: SourceRule, path: string, present: string[]): Problem[] {
  const money = moneyColumns(source).map(([name, field]) => ({ at: `money.${name}`, field }));
  return [...namedFields(source), ...money]
    .filter(({ field }) => !present.includes(columnOf(field)))
    .map(({ at, field }) =>
      (at === 'ignore' ? warning : failure)(
        `${path}.${at}`,
        `${source.object} has no field ${field}`,
        `Use one of: ${present.join(', ')}.`,
      ),
    );
}

function checkLines(source: SourceRule, path: string, present: string[] | undefined): Problem[] {
  if (!present) return [];
  return lineRulesOf(source).flatMap(([at, , rule]) =>
    readBy(rule)
      .filter((field) => !present.includes(field))
      .map((field) =>
        failure(
          `${path}.${at}`,
          `the lines of ${source.object} have no field ${field}`,
          `Use one of: ${present.join(', ')}.`,
        ),
      ),
  );
}

/** A default product must be one that the lookup of the lines can find. */
function checkProducts({ lines }: SourceRule, path: string): Problem[] {
  const rule = lines?.fields['Product_Name'];
  return (lines?.products ?? []).flatMap(({ object }, index) => {
    const at = `${path}.lines.products[${index}]`;
    if (!rule || !isLookup(rule) || rule.from === undefined)
      return [failure(at, 'the lines have no lookup for Product_Name', 'Add Product_Name with from and a lookup.')];
    const named = lookedUpIn(rule);
    return named.length === 0 || named.includes(object)
      ? []
      : [
          failure(
            at,
            `it names ${object}, but Product_Name refers to ${named.join(' or ')}`,
            `Use a record of ${named.join(' or ')}.`,
          ),
        ];
  });
}

/** Warns of lines that nothing of the source is compared with: only our own reading of them would be verified. */
function checkMoney(source: SourceRule, path: string): Problem[] {
  const { object, lines, money, fields, custom } = source;
  const balance = money?.balance;
  const isMapped = Object.values({ ...fields, ...custom }).some(({ from }) => from === balance);
  return [
    ...(lines && !money && moneyOf(source).total === undefined
      ? [
          warning(
            `${path}.money`,
            `the lines of ${object} are compared with no total of the source, and its currency is not checked`,
            'Name the columns of total and currency under money, or write money: {} if there are none.',
          ),
        ]
      : []),
    ...(balance !== undefined && !isMapped
      ? [failure(`${path}.money.balance`, `no field is mapped from ${balance}`, 'Map a field of Zoho from it.')]
      : []),
  ];
}

function checkMaps(mapping: Mapping, source: SourceRule, path: string): Problem[] {
  return [...rulesOf(source), ...lineRulesOf(source)]
    .filter(([, , { map }]) => map !== undefined && !Object.hasOwn(mapping.maps, map))
    .map(([at, , { map }]) => failure(`${path}.${at}`, `the value map ${map} is missing`, 'Add it under maps.'));
}

/** A record whose parent is never loaded is rejected, or loses its lookup. */
function checkLookups(mapping: Mapping, source: SourceRule, path: string): Problem[] {
  const loaded = new Set(Object.values(mapping.modules).flatMap(({ sources }) => sources.map(({ object }) => object)));
  return [...rulesOf(source), ...lineRulesOf(source)].flatMap(([at, , rule]) =>
    lookedUpIn(rule)
      .filter((object) => !loaded.has(object))
      .map((object) =>
        failure(
          `${path}.${at}`,
          `it refers to ${object}, which no module loads`,
          `Add ${object} to the sources of a module, or remove the lookup.`,
        ),
      ),
  );
}

/** The past must not remind or invite anybody, and a note has no custom fields. */
function checkActivity(module: Module, source: SourceRule, path: string): Problem[] {
  const { notifies } = traitsOf(module);
  return [
    ...rulesOf(source)
      .filter(([, name]) => notifies.includes(name))
      .map(([at, name]) =>
        failure(`${path}.${at}`, `${name} would make Zoho write to people about the past`, 'Remove the rule.'),
      ),
    ...(isMarked(module) && Object.keys(source.custom).length > 0
      ? [failure(`${path}.custom`, `${module} take no custom fields`, 'Map these fields to others, or ignore them.')]
      : []),
    ...rulesOf(source)
      .filter(([, name, { split }]) => split && !(module === 'Notes' && name === 'Note_Content'))
      .map(([at]) =>
        failure(
          `${path}.${at}`,
          'only the text of a note can be split',
          'Use cut: true with a length, or remove split.',
        ),
      ),
    ...(isFile(module) ? checkFile(module, source, path) : []),
    ...(isMail(module) ? checkMail(source, path) : []),
  ];
}

/** An e-mail has the fields of Zoho's call, and nothing else. */
function checkMail(source: SourceRule, path: string): Problem[] {
  const { fields } = source;
  const isKnown = (name: string) => mailFields.some((field) => field === name);
  const isTime = fields['date_time']?.transforms.includes('datetime');
  return [
    ...Object.keys(fields)
      .filter((name) => !isKnown(name))
      .map((name) =>
        failure(`${path}.fields.${name}`, `an e-mail in Zoho has no ${name}`, `Map only ${mailFields.join(', ')}.`),
      ),
    ...neededInMail
      .filter((name) => fields[name] === undefined)
      .map((name) => failure(`${path}.fields`, `Zoho takes no e-mail without ${name}`, `Map ${name}.`)),
    ...(fields['Parent_Id'] && !(fields['Parent_Id'].required && isLookup(fields['Parent_Id']))
      ? [
          failure(
            `${path}.fields.Parent_Id`,
            'an e-mail hangs on a record',
            'Map Parent_Id with a lookup and required: true.',
          ),
        ]
      : []),
    ...(fields['date_time'] && !isTime
      ? [failure(`${path}.fields.date_time`, 'it must be a point in time', 'Add transforms: [datetime].')]
      : []),
  ];
}

/** A file has a name and a record, and its bytes are those of a document. */
function checkFile(module: Module, source: SourceRule, path: string): Problem[] {
  const allowed = ['File_Name', 'Parent_Id'];
  return [
    ...(source.object === 'documents'
      ? []
      : [failure(`${path}.object`, `${source.object} have no files`, 'Use documents.')]),
    ...Object.keys(source.fields)
      .filter((name) => !allowed.includes(name))
      .map((name) =>
        failure(
          `${path}.fields.${name}`,
          `Zoho sets ${name} of ${module} itself`,
          `Map only ${allowed.join(' and ')}.`,
        ),
      ),
    ...(source.fields['Parent_Id']?.required
      ? []
      : [failure(`${path}.fields`, 'a file hangs on a record', 'Map Parent_Id with a lookup and required: true.')]),
  ];
}

function checkDestination(
  mapping: Mapping,
  source: SourceRule,
  path: string,
  fields: DestinationField[],
  custom: string[],
): Problem[] {
  if (fields.length === 0) return [];
  const known = (name: string) => custom.includes(name) || fields.some((field) => field.apiName === name);
  const readOnly = (name: string) => fields.some((field) => field.apiName === name && !field.writable);
  const unknown = rulesOf(source).flatMap(([at, name]) => {
    if (!known(name))
      return [
        failure(
          `${path}.${at}`,
          `Zoho has no field ${name}`,
          'Use a field of the module, or define the field under custom.',
        ),
      ];
    return readOnly(name)
      ? [failure(`${path}.${at}`, `Zoho's field ${name} can't be written`, 'Use a custom field.')]
      : [];
  });
  const notBoolean = rulesOf(source).flatMap(([at, name, rule]) =>
    fields.some((field) => field.apiName === name && field.dataType === 'boolean')
      ? valuesOf(mapping, rule)
          .filter((value) => typeof value !== 'boolean')
          .map((value) =>
            failure(
              `${path}.${at}`,
              `${name} is a check box, and ${JSON.stringify(value)} is neither true nor false`,
              `Write true or false without quotes in ${rule.map === undefined ? 'the constant' : `the value map ${rule.map}`}.`,
            ),
          )
      : [],
  );
  const filled = [...Object.keys(source.fields), ...(source.lines ? [source.lines.into] : [])];
  const unmapped = fields
    .filter((field) => field.mandatory && field.writable && !filled.includes(field.apiName))
    .map(({ apiName }) =>
      failure(
        `${path}.fields`,
        `Zoho requires ${apiName}, but no field is mapped to it`,
        `Map a source field to ${apiName}.`,
      ),
    );
  return [...unknown, ...notBoolean, ...unmapped];
}

const unmappedField = (source: SourceRule, path: string, field: string): Problem =>
  warning(
    `${path}.fields`,
    `${source.object}.${field} is neither mapped nor ignored`,
    `Map ${field}, or list it under ignore with a reason.`,
  );

/** What a reason says of a field that goes somewhere else. */
const claim = /\bhand(?:ed|s)?[ -]?(?:off|over)\b|\bhandoff\b|\binventory\b/i;

/** Warns of fields that are left out because they are handed off, and that no list of the handoff has. */
const checkClaims = (source: SourceRule, path: string): Problem[] =>
  Object.entries(source.ignore)
    .filter(([field, reason]) => claim.test(reason) && !handoffFields(source).some((one) => one.field === field))
    .map(([field]) =>
      warning(
        `${path}.ignore`,
        `the reason for ${field} says that it is handed off, and no list of the handoff has it`,
        `Name ${field} under handoff, or write what becomes of it.`,
      ),
    );

/** Warns of custom fields of the source that would stay behind. */
function checkExtensions(source: SourceRule, path: string, names: string[], withhold: string[]): Problem[] {
  const used = new Set([...namedFields(source).map(({ field }) => field), ...withhold, 'extensions']);
  if (Object.hasOwn(source.ignore, 'extensions')) return [];
  return names
    .map((name) => `extensions.${name}`)
    .filter((field) => !used.has(field))
    .map((field) => unmappedField(source, path, field));
}
