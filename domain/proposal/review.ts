import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { FieldRule, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { modulesOf, sourcesOf } from '../modules-of.ts';
import { handoffFields, readBy } from '../named-fields.ts';
import { columnOf } from './features.ts';
import { proposeTable, type Decision } from './table.ts';
import { targetsOf, type TargetField } from './targets.ts';

/** What a mapping says about a column, beside what would be proposed for it. */
export interface Review extends Pick<Decision, 'object' | 'column' | 'score' | 'tier' | 'evidence' | 'runnerUp'> {
  /** The decision in the mapping file: fields, `handed off`, `ignored: <reason>` or `not mapped`. */
  decided: string;
  /** A field of Zoho, `custom`, `ignore` or `withheld`. */
  suggested: string;
}

const reads = (rule: FieldRule, column: string): boolean => readBy(rule).includes(column);

function decidedFor(mapping: Mapping, source: SourceRule, column: string, key: string): string {
  const fields = [...Object.entries(source.fields), ...Object.entries(source.custom)]
    .filter(([, rule]) => reads(rule, column))
    .map(([name]) => name);
  if (fields.length > 0) return fields.join(', ');
  if (source.route?.field === column) return 'route';
  if (handoffFields(source).some(({ field }) => field === column)) return 'handed off';
  if (Object.hasOwn(source.ignore, column)) return `ignored: ${source.ignore[column]}`;
  if (mapping.withhold.includes(column)) return 'withheld';
  return column === key ? 'the key of the record' : 'not mapped';
}

/** For each column of the survey: the decision in the mapping file, and what names, types and references propose. */
export function reviewMapping(
  mapping: Mapping,
  facts: readonly ColumnFacts[],
  destination: Partial<Record<Module, TargetField[]>>,
  keys: Partial<Record<LoadedObject, string>>,
): Review[] {
  return modulesOf(mapping).flatMap((module) => {
    const targets = targetsOf(module, destination[module] ?? []);
    return sourcesOf(mapping, module).flatMap((source) => {
      const { object } = source;
      const columns = facts
        .filter((one) => one.object === object && one.within === null)
        .map((one) => columnOf(one, null));
      const key = keys[object] ?? '';
      const isBusiness = object === 'subscribers' && module === 'Accounts';
      const hasSecretKeys = mapping.hashKeys.includes(object);
      const table = { module, key, hasSecretKeys, updated: null, isBusiness };
      return proposeTable(table, columns, targets).map(({ column, into, score, tier, evidence, runnerUp }) => ({
        ...{ object, column, decided: decidedFor(mapping, source, column, key) },
        ...{ suggested: into, score, tier, evidence, runnerUp },
      }));
    });
  });
}
