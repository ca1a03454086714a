import type { Condition, FieldRule, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';

/** The sheets of a mapping's workbook. `locked`: columns that say what a row is about; people leave them as they are. */
export const layout = {
  About: { head: ['What', 'Value'], locked: ['What', 'Value'] },
  Fields: {
    head: [
      ...[
        'Rule',
        'Module',
        'Source',
        'Route',
        'Part',
        'Source field',
        'Until',
        'Into',
        'Join',
        'Constant',
        'Transforms',
      ],
      ...[
        'Value map',
        'Length',
        'Cut',
        'Split',
        'Lookup',
        'Lookup from',
        'Owner',
        'Required',
        'Score',
        'Sure',
        'Comment',
      ],
    ],
    locked: ['Rule', 'Module', 'Source', 'Route', 'Part', 'Score', 'Sure', 'Comment'],
  },
  'Value maps': { head: ['Map', 'Source value', 'Value in Zoho'], locked: [] },
  'Left out': { head: ['How', 'Module', 'Source', 'Source field', 'Reason'], locked: [] },
  'Custom fields': {
    head: ['Field', 'Module', 'API name', 'Label', 'Type', 'Length', 'Values', 'If invalid'],
    locked: ['Field', 'Module'],
  },
} as const satisfies Record<string, { head: string[]; locked: string[] }>;

export type SheetName = keyof typeof layout;
export const sheetNames = Object.keys(layout) as SheetName[];

/** What a row of a sheet says, by the head of the column. */
export type Cells = Record<string, string>;

/** What the first sheet says of the text that the workbook was made from. */
export const aboutRows = { engagement: 'Engagement', version: 'Version', digest: 'SHA-256 of the text' } as const;

/** Parts of a source that have rules. The rules of lines are one level deeper. */
export type Part = 'fields' | 'custom' | 'lines';

/** A source of a module, by the name that it has in the sheets: its object, with a number if the module has it twice. */
export interface NamedSource {
  module: Module;
  index: number;
  label: string;
  source: SourceRule;
}

export const sourcesOf = (mapping: Mapping): NamedSource[] =>
  (Object.keys(mapping.modules) as Module[]).flatMap((module) => {
    const { sources } = mapping.modules[module]!;
    return sources.map((source, index) => {
      const before = sources.slice(0, index).filter(({ object }) => object === source.object).length;
      return { module, index, source, label: before === 0 ? source.object : `${source.object} (${before + 1})` };
    });
  });

export const rulesIn = ({ fields, custom, lines }: SourceRule): Record<Part, Record<string, FieldRule>> => ({
  fields,
  custom,
  lines: { ...lines?.fields },
});

/** Where the rules of a part are in the file. */
export const pathOf = ({ module, index }: Pick<NamedSource, 'module' | 'index'>, part: Part): (string | number)[] => [
  ...['modules', module, 'sources', index],
  ...(part === 'lines' ? ['lines', 'fields'] : [part]),
];

/** The name of a rule, as problems have it: `modules.Accounts.sources[0].fields.Phone`. */
export const nameOfRule = ({ module, index }: Pick<NamedSource, 'module' | 'index'>, part: Part, into: string) =>
  `modules.${module}.sources[${index}].${part === 'lines' ? 'lines.fields' : part}.${into}`;

/** The rows of a route, in words. */
export function routeText(route: Condition | undefined): string {
  if (!route) return '';
  if ('in' in route) return `${route.field} is ${route.in.join(' or ')}`;
  if ('not_in' in route) return `${route.field} is not ${route.not_in.join(' or ')}`;
  if ('matches' in route) return `${route.field} matches ${route.matches}`;
  return `${route.field} is ${route.empty ? '' : 'not '}empty`;
}
