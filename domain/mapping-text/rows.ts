import type { MappingBasis } from '../../schemas/mapping-basis.ts';
import type { FieldRule, Mapping, ModuleMapping, SourceRule } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import { lineRulesOf, namedFields, readBy, rulesOf } from '../named-fields.ts';
import type { Problem } from '../problem.ts';
import { closestField, type ClosestField } from '../proposal/closest.ts';
import { simpleRules } from './edit.ts';
import { withheldIn } from '../withheld.ts';

/** A rule that reads the field: where it is in the mapping, and the field of Zoho that it fills. */
export interface ReadingRule {
  at: string;
  into: string;
  rule: FieldRule;
}

/** A source field of a mapping, for people. */
export interface MappingRow {
  column: string;
  /** `used`: not in a field of its own, but as a condition, a total, the key, or in lines. */
  state: 'unmapped' | 'mapped' | 'ignored' | 'used';
  rules: ReadingRule[];
  /** Why the field is left out. */
  reason: string | null;
  /** What can be lost on the way, in words. */
  lossy: string[];
  problems: Problem[];
  /** The field of Zoho that the name means most likely. */
  suggestion: ClosestField | null;
  /** Whether one rule reads exactly this field, or none does: then a form can change it. */
  isEditable: boolean;
}

/**
 * The source fields of one source of a module: those that are not decided first, then those with a problem, then those that
 * can lose something.
 */
export function mappingRows(
  mapping: Mapping,
  module: Module,
  index: number,
  basis: MappingBasis,
  problems: Problem[],
): MappingRow[] {
  const declared = mapping.modules[module];
  const source = declared?.sources[index];
  if (!declared || !source) return [];
  const path = `modules.${module}.sources[${index}].`;
  const own = problems.filter((one) => one.path.startsWith(path));
  const rows = fieldsOf(source, basis).map((column): MappingRow => {
    const rules = [...rulesOf(source), ...lineRulesOf(source)]
      .filter(([at, , rule]) => !at.startsWith('lines') && readBy(rule).includes(column))
      .map(([at, into, rule]) => ({ at, into, rule }));
    const reason = source.ignore[column] ?? null;
    const state = stateOf(mapping, source, basis, column, rules, reason);
    return {
      ...{ column, state, rules, reason },
      lossy: rules.flatMap(({ into, rule }) => lossOf(declared, into, rule)),
      problems: own.filter((one) => rules.some(({ at }) => one.path === `${path}${at}`)),
      suggestion:
        state === 'unmapped' || state === 'ignored'
          ? closestField(source.object, column, module, basis.destination[module] ?? [])
          : null,
      isEditable: rules.length === simpleRules(source, column).length && rules.length <= 1 && state !== 'used',
    };
  });
  return rows.sort((one, other) => rank(one) - rank(other));
}

const rank = ({ state, problems, lossy }: MappingRow): number =>
  state === 'unmapped' ? 0 : problems.length > 0 ? 1 : lossy.length > 0 ? 2 : state === 'mapped' ? 3 : 4;

/** The columns of the object, each custom field of the source by itself, and fields that only the mapping names. */
function fieldsOf(source: SourceRule, { columns, facts }: MappingBasis): string[] {
  const extensions = (facts.extensions[source.object] ?? []).map((name) => `extensions.${name}`);
  const present = (columns[source.object] ?? []).filter((column) => column !== 'extensions' || extensions.length === 0);
  return [...new Set([...present, ...extensions, ...namedFields(source).map(({ field }) => field)])];
}

function stateOf(
  mapping: Mapping,
  source: SourceRule,
  { facts }: MappingBasis,
  column: string,
  rules: ReadingRule[],
  reason: string | null,
): MappingRow['state'] {
  if (rules.length > 0) return 'mapped';
  if (reason !== null) return 'ignored';
  const isNamed = namedFields(source).some(({ at, field }) => field === column && !/^(exclude|dedupe)/.test(at));
  const isMoney = Object.values({ ...source.money }).includes(column);
  const isKey = facts.keys[source.object] === column;
  return isNamed || isMoney || isKey || withheldIn(mapping, source.object).has(column) ? 'used' : 'unmapped';
}

function lossOf({ custom }: ModuleMapping, into: string, { cut, map, length }: FieldRule): string[] {
  const field = custom[into];
  return [
    ...(cut || field?.invalid === 'cut' ? [`a text over ${length ?? field?.length ?? 'the'} characters is cut`] : []),
    ...(map === undefined ? [] : ['a value that the value map does not have is not used']),
    ...(field?.values && field.invalid === 'blank' ? ['a value that is not in the list stays blank'] : []),
  ];
}
