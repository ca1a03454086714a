import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import { modules, type LoadedObject, type Module } from '../schemas/terms.ts';

export interface Problem {
  severity: 'fail' | 'warn';
  /** Path in the mapping file, such as `modules.Accounts.sources[0].fields.Phone`. */
  path: string;
  message: string;
  fix: string;
}

export interface DestinationField {
  apiName: string;
  writable: boolean;
  mandatory: boolean;
}

export type Columns = Partial<Record<LoadedObject, string[]>>;
export type Destination = Partial<Record<Module, DestinationField[]>>;

/** Checks a mapping against the columns of the source and the fields of the destination. */
export function checkMapping(mapping: Mapping, columns: Columns, destination: Destination): Problem[] {
  return modules.flatMap((module) =>
    (mapping.modules[module]?.sources ?? []).flatMap((source, index) => {
      const path = `modules.${module}.sources[${index}]`;
      const present = columns[source.object] ?? [];
      const custom = Object.keys({ ...mapping.modules[module]?.custom });
      return [
        ...checkSourceFields(source, path, present),
        ...checkMaps(mapping, source, path),
        ...checkMoney(source, path),
        ...checkDestination(source, path, destination[module] ?? [], [...custom, mapping.key]),
        ...checkUnmapped(source, path, present),
      ];
    }),
  );
}

const fail = (path: string, message: string, fix: string): Problem => ({ severity: 'fail', path, message, fix });

const rulesOf = (source: SourceRule): [string, FieldRule][] => [
  ...Object.entries(source.fields).map(([name, rule]): [string, FieldRule] => [`fields.${name}`, rule]),
  ...Object.entries(source.custom).map(([name, rule]): [string, FieldRule] => [`custom.${name}`, rule]),
];

const readBy = (rule: FieldRule): string[] => [
  ...(typeof rule.from === 'string' ? [rule.from] : (rule.from ?? [])),
  ...(rule.lookup_from ? [rule.lookup_from] : []),
];

const moneyColumns = ({ money }: SourceRule): [string, string][] =>
  Object.entries({ ...money }).flatMap(([name, column]) => (column === undefined ? [] : [[name, column]]));

/** The column that holds a field. All extensions are in one column. */
const columnOf = (field: string) => (field.startsWith('extensions.') ? 'extensions' : field);

function checkSourceFields(source: SourceRule, path: string, present: string[]): Problem[] {
  const named: [string, string][] = [
    ...rulesOf(source).flatMap(([at, rule]) => readBy(rule).map((field): [string, string] => [at, field])),
    ...(source.route ? [['route', source.route.field] as [string, string]] : []),
    ...source.exclude.map(({ when }, index): [string, string] => [`exclude[${index}]`, when.field]),
    ...source.dedupe.flatMap((list, index) => list.map((field): [string, string] => [`dedupe[${index}]`, field])),
    ...(source.lines ? [['lines', source.lines.from] as [string, string]] : []),
    ...moneyColumns(source).map(([name, column]): [string, string] => [`money.${name}`, column]),
  ];
  return named
    .filter(([, field]) => !present.includes(columnOf(field)))
    .map(([at, field]) =>
      fail(`${path}.${at}`, `${source.object} has no field ${field}`, `Use one of: ${present.join(', ')}.`),
    );
}

/** Warns of lines that nothing of the source is compared with: only our own reading of them would be verified. */
function checkMoney({ object, lines, money, fields, custom }: SourceRule, path: string): Problem[] {
  const balance = money?.balance;
  const isMapped = Object.values({ ...fields, ...custom }).some(({ from }) => from === balance);
  return [
    ...(lines && !money
      ? [
          {
            severity: 'warn' as const,
            path: `${path}.money`,
            message: `the lines of ${object} are compared with no total of the source, and its currency is not checked`,
            fix: 'Name the columns of total and currency under money, or write money: {} if there are none.',
          },
        ]
      : []),
    ...(balance !== undefined && !isMapped
      ? [fail(`${path}.money.balance`, `no field is mapped from ${balance}`, 'Map a field of Zoho from it.')]
      : []),
  ];
}

function checkMaps(mapping: Mapping, source: SourceRule, path: string): Problem[] {
  return rulesOf(source)
    .filter(([, { map }]) => map !== undefined && !mapping.maps[map])
    .map(([at, { map }]) => fail(`${path}.${at}`, `the value map ${map} is missing`, 'Add it under maps.'));
}

function checkDestination(source: SourceRule, path: string, fields: DestinationField[], custom: string[]): Problem[] {
  if (fields.length === 0) return [];
  const known = (name: string) => custom.includes(name) || fields.some((field) => field.apiName === name);
  const readOnly = (name: string) => fields.some((field) => field.apiName === name && !field.writable);
  const unknown = rulesOf(source).flatMap(([at]) => {
    const name = at.slice(at.indexOf('.') + 1);
    if (!known(name))
      return [
        fail(
          `${path}.${at}`,
          `Zoho has no field ${name}`,
          'Use a field of the module, or define the field under custom.',
        ),
      ];
    return readOnly(name)
      ? [fail(`${path}.${at}`, `Zoho's field ${name} can't be written`, 'Use a custom field.')]
      : [];
  });
  const filled = [...Object.keys(source.fields), ...(source.lines ? [source.lines.into] : [])];
  const unmapped = fields
    .filter((field) => field.mandatory && field.writable && !filled.includes(field.apiName))
    .map(({ apiName }) =>
      fail(
        `${path}.fields`,
        `Zoho requires ${apiName}, but no field is mapped to it`,
        `Map a source field to ${apiName}.`,
      ),
    );
  return [...unknown, ...unmapped];
}

/** Warns of source fields that are neither mapped nor ignored. */
function checkUnmapped(source: SourceRule, path: string, present: string[]): Problem[] {
  const used = new Set([
    ...rulesOf(source).flatMap(([, rule]) => readBy(rule).map(columnOf)),
    ...Object.keys(source.ignore),
    ...(source.lines ? [source.lines.from] : []),
    ...(source.route ? [source.route.field] : []),
    ...moneyColumns(source).map(([, column]) => columnOf(column)),
  ]);
  return present
    .filter((column) => !used.has(column))
    .map((column) => ({
      severity: 'warn' as const,
      path: `${path}.fields`,
      message: `${source.object}.${column} is neither mapped nor ignored`,
      fix: `Map ${column}, or list it under ignore with a reason.`,
    }));
}
