import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import { stagedUnlessMapped } from '../schemas/terms.ts';
import type { Columns, SourceFacts } from './check-columns.ts';
import { fieldsIn, undecidedFields } from './field-decisions.ts';
import { isLoadedBy } from './loaded-objects.ts';
import { handoffFields } from './named-fields.ts';
import { warning, type Problem } from './problem.ts';

/** Warns of objects that the source has and no module takes: nobody should be surprised that they stay behind. */
export const checkStaying = (mapping: Mapping, columns: Columns): Problem[] =>
  [...stagedUnlessMapped]
    .filter((object) => columns[object] !== undefined && !isLoadedBy(mapping, object))
    .map((object) =>
      warning(
        'modules',
        `${object} of the source are in no module, so they stay in staging`,
        `Add a source for ${object}, or leave them out on purpose.`,
      ),
    );

/** Warns of names with a dot under `withhold` that name no field of the source: nothing would be withheld by them. */
export const checkWithholding = ({ withhold }: Mapping, columns: Columns): Problem[] =>
  withhold
    .filter(
      (name) => name.includes('.') && !Object.entries(columns).some(([object, own]) => isField(name, object, own)),
    )
    .map((name) =>
      warning(
        'withhold',
        `${name} names no field of the source, so nothing is withheld by it`,
        'Write <object>.<field>, or <field> for all objects; before a field of lines lines., before a custom field extensions.',
      ),
    );

function isField(name: string, object: string, columns: readonly string[]): boolean {
  const field = name.startsWith(`${object}.`) ? name.slice(object.length + 1) : name;
  // All lines, and all custom fields, are in one column.
  return [field, field.split('.')[0]!].some((one) => columns.includes(one));
}

/** Warns of fields of the source that a source rule leaves behind without saying so, or by mistake. */
export const checkLeftOut = (
  mapping: Pick<Mapping, 'withhold'>,
  source: SourceRule,
  path: string,
  columns: Columns,
  { keys, extensions }: SourceFacts,
): Problem[] => [
  ...undecidedFields(
    mapping,
    source,
    fieldsIn(columns[source.object] ?? [], extensions?.[source.object] ?? []),
    keys?.[source.object],
  ).map((field) => unmappedField(source, path, field)),
  ...checkClaims(source, path),
];

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
