import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { KeptDecision, Tier } from '../../schemas/proposal.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { decisionsOn, type FieldDecision } from '../field-decisions.ts';
import { modulesOf, sourcesOf } from '../modules-of.ts';
import { columnOf } from './features.ts';
import { proposeTable, type Decision } from './table.ts';
import { targetsOf, type TargetField } from './targets.ts';

/** What a mapping says about a column, beside what was or would be proposed for it. */
export interface Review extends FieldDecision, Pick<Decision, 'evidence' | 'runnerUp'> {
  module: Module;
  /** A field of Zoho, `custom`, `ignore` or `withheld`; empty where the proposal says nothing about the column. */
  suggested: string;
  /** Null where the proposal says nothing. */
  score: number | null;
  tier: Tier | null;
}

/**
 * The reviews with the scores of the proposal that people were given. It had the values of the columns and earlier decisions, so
 * what would be proposed without them must not stand beside it.
 */
export function reviewByProposal(reviews: readonly Review[], decisions: readonly KeptDecision[]): Review[] {
  const placeOf = ({ module, object, column }: Pick<KeptDecision, 'module' | 'object' | 'column'>) =>
    [module, object, column].join('|');
  const kept = new Map(decisions.map((one) => [placeOf(one), one]));
  return reviews.map((review) => {
    const { into = '', score = null, tier = null, evidence = [], runnerUp = null } = kept.get(placeOf(review)) ?? {};
    return { ...review, suggested: into, score, tier, evidence, runnerUp };
  });
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
      const decisions = new Map(decisionsOn(mapping, source, facts, key).map((one) => [one.column, one]));
      return proposeTable(table, columns, targets).map(({ column, into, score, tier, evidence, runnerUp }) => ({
        ...decisions.get(column)!,
        ...{ module, suggested: into, score, tier, evidence, runnerUp },
      }));
    });
  });
}
