import type { MappingBasis } from '../schemas/mapping-basis.ts';
import type { Mapping } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { checkMapping } from './check-mapping.ts';
import type { Guard } from './identifiers/guard.ts';
import { lineRulesOf, rulesOf, sourcesOfValues } from './named-fields.ts';
import { failure, type Problem } from './problem.ts';
import { modulesOf } from './modules-of.ts';

/** A text of the mapping that leaves as it is. */
interface Outgoing {
  path: string;
  /** Where the text is, in words. The text itself is never shown. */
  what: string;
  /** The name beside which Zoho gets it, which may label it. */
  beside: string;
  value: string | number | boolean;
}

/**
 * Every problem of a mapping: against the fields of the source and of Zoho, and what it gives Zoho itself. Problems quote
 * values of the mapping, but no network identifier.
 */
export const checkForUse = (
  mapping: Mapping,
  { columns, destination, facts }: MappingBasis,
  guard: Pick<Guard, 'scanText' | 'clean'>,
): Problem[] =>
  [...checkMapping(mapping, columns, destination, facts), ...checkOutgoing(mapping, guard)].map((problem) => ({
    ...problem,
    message: guard.clean('', problem.message, 'mask').text,
  }));

/**
 * Network identifiers in the mapping itself: in constants, value maps, tags, the names of what is created, and reasons. The guard
 * would reject every record that gets one of them, the schema step would stop, and the ledger would keep a reason.
 */
const checkOutgoing = (mapping: Mapping, guard: Pick<Guard, 'scanText'>): Problem[] =>
  modulesOf(mapping)
    .flatMap((module) => [...valuesIn(mapping, module), ...namesIn(mapping, module), ...reasonsIn(mapping, module)])
    .flatMap(({ path, what, beside, value }) => {
      const hit = guard.scanText(String(value), beside).find(({ action }) => action === 'withhold');
      return hit
        ? [
            failure(
              path,
              `${what} has a network identifier (${hit.rule}), which must not leave the source`,
              'Write a text without it.',
            ),
          ]
        : [];
    });

/** The values that rules give whatever the rows have. A reference is none: it becomes an id of Zoho. */
const valuesIn = (mapping: Mapping, module: Module): Outgoing[] =>
  mapping.modules[module]!.sources.flatMap((source, index) => {
    const at = (place: string) => `modules.${module}.sources[${index}].${place}`;
    const constants = [...rulesOf(source), ...lineRulesOf(source)].flatMap(([place, name, { constant }]) =>
      constant === undefined ? [] : [{ path: at(place), what: 'the constant', beside: name, value: constant }],
    );
    const mapped = sourcesOfValues(source).flatMap(({ at: place, map, isReference }) =>
      map === undefined || isReference
        ? []
        : Object.values({ ...mapping.maps[map] }).flatMap((value, position) =>
            value === null
              ? []
              : [
                  {
                    path: at(place),
                    what: `value ${position + 1} of the value map ${map}`,
                    beside: place.startsWith('tags') ? 'name' : place.split('.').at(-1)!,
                    value,
                  },
                ],
          ),
    );
    return [...constants, ...mapped];
  });

/** Texts that people write about a source. The ledger and the documents have them. */
const reasonsIn = (mapping: Mapping, module: Module): Outgoing[] =>
  mapping.modules[module]!.sources.flatMap(({ ignore, exclude }, index) => {
    const path = `modules.${module}.sources[${index}]`;
    return [
      ...Object.entries(ignore).map(([field, value]) => ({ path: `${path}.ignore.${field}`, value })),
      ...exclude.map(({ reason }, at) => ({ path: `${path}.exclude[${at}].reason`, value: reason })),
    ].map((one) => ({ ...one, what: 'the reason', beside: 'reason' }));
  });

/** The names and values of the fields and of the module that the schema step creates. */
function namesIn(mapping: Mapping, module: Module): Outgoing[] {
  const { create, custom, section } = mapping.modules[module]!;
  const path = `modules.${module}`;
  return [
    ...Object.entries({ singular: create?.singular, plural: create?.plural }).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [{ path: `${path}.create.${name}`, what: 'the name of the module', beside: name, value }],
    ),
    ...(section === undefined
      ? []
      : [{ path: `${path}.section`, what: 'the label of the section', beside: 'label', value: section }]),
    ...Object.entries(custom).flatMap(([name, { label = name, values = [] }]) => [
      { path: `${path}.custom.${name}`, what: 'the label', beside: 'label', value: label },
      ...values.map((value, position) => ({
        ...{ path: `${path}.custom.${name}`, what: `value ${position + 1} of the pick list` },
        ...{ beside: 'values', value },
      })),
    ]),
  ];
}
