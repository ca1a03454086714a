import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import { stagedUnlessMapped } from '../schemas/terms.ts';
import type { Columns, SourceFacts } from './check-columns.ts';
import { isLoadedBy } from './loaded-objects.ts';
import { handoffFields, namedFields, undecidedColumns } from './named-fields.ts';
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

/** Warns of fields of the source that a source rule leaves behind without saying so, or by mistake. */
export const checkLeftOut = (
  { withhold }: Pick<Mapping, 'withhold'>,
  source: SourceRule,
  path: string,
  columns: Columns,
  { keys, extensions }: SourceFacts,
): Problem[] => [
  ...undecidedColumns({ withhold }, source, columns[source.object] ?? [], keys?.[source.object]).map((column) =>
    unmappedField(source, path, column),
  ),
  ...checkClaims(source, path),
  ...checkExtensions(source, path, extensions?.[source.object] ?? [], withhold),
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

/** Warns of custom fields of the source that would stay behind. */
function checkExtensions(source: SourceRule, path: string, names: string[], withhold: string[]): Problem[] {
  const used = new Set([...namedFields(source).map(({ field }) => field), ...withhold, 'extensions']);
  if (Object.hasOwn(source.ignore, 'extensions')) return [];
  return names
    .map((name) => `extensions.${name}`)
    .filter((field) => !used.has(field))
    .map((field) => unmappedField(source, path, field));
}
