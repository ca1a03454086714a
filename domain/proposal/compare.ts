import type { FieldRule, Mapping, ModuleMapping, SourceRule } from '../../schemas/mapping.ts';
import {
  tiers,
  type ChangedDecision,
  type KeptCounts,
  type KeptDecision,
  type ProposalComparison,
  type Tier,
} from '../../schemas/proposal.ts';
import type { Module } from '../../schemas/terms.ts';
import { isEqual } from '../equal.ts';
import { withoutDefaults } from '../mapping-text/edit.ts';
import { compareModules, modulesOf, sourcesOf } from '../modules-of.ts';
import { handoffFields, moneyColumns, readBy, rulesOf } from '../named-fields.ts';
import { withheldIn } from '../withheld.ts';
import { parts } from './parts.ts';

/** What a mapping says about one source field: the fields that it fills, or one word. */
interface Said {
  /** By the name of the field, with everything that the file says about it. */
  fields: Record<string, Record<string, unknown>>;
  word: 'left out' | 'handed off' | 'withheld' | 'route' | 'compared as money' | 'not mapped' | null;
}

/**
 * Compares what people made of a proposal with the proposal. A reason is a text and no change.
 * @param decisions what was proposed for each column, with its score
 */
function compareWithProposal(
  proposed: Mapping,
  decisions: readonly KeptDecision[],
  now: Mapping,
): Omit<ProposalComparison, 'proposedAt'> {
  const counts = Object.fromEntries(
    tiers.map((tier) => [tier, { confirmed: 0, changed: 0, removed: 0 } satisfies KeptCounts]),
  ) as Record<Tier, KeptCounts>;
  const ofColumns = decisions.flatMap((decision): ChangedDecision[] => {
    const { module, object, column, tier } = decision;
    const [before, after] = [proposed, now].map((mapping) => saidAbout(mapping, decision));
    const what = isEqual(before, after) ? 'confirmed' : after!.word === 'not mapped' ? 'removed' : 'changed';
    counts[tier][what] += 1;
    if (what === 'confirmed') return [];
    return [{ module, object, column, what, tier, proposed: textOf(before!), now: textOf(after!, before) }];
  });
  const known = new Set(decisions.map(({ module, object, column }) => [module, object, column].join('|')));
  const others = [...new Set([...modulesOf(proposed), ...modulesOf(now)])]
    .toSorted(compareModules)
    .flatMap((module) => [
      ...addedColumns(now, module).filter(
        (one) =>
          !known.has([module, one.object, one.column].join('|')) &&
          // A column of the proposal that needed no decision, such as a key.
          !isEqual(saidAbout(proposed, one), saidAbout(now, one)),
      ),
      ...changedParts(proposed, now, module),
    ]);
  return { tiers: counts, changes: [...ofColumns, ...others] };
}

/** A proposal as it was kept, beside the mapping that people made of it. */
export interface KeptProposal {
  proposed: Mapping;
  decisions: KeptDecision[];
  /** ISO 8601. */
  proposedAt: string;
}

export const compareWithKept = (
  { proposed, decisions, proposedAt }: KeptProposal,
  now: Mapping,
): ProposalComparison => ({
  proposedAt,
  ...compareWithProposal(proposed, decisions, now),
});

interface Place {
  module: Module;
  object: string;
  column: string;
}

const sourcesFor = (mapping: Mapping, module: Module, object: string): SourceRule[] =>
  sourcesOf(mapping, module).filter((source) => source.object === object);

function saidAbout(mapping: Mapping, { module, object, column }: Place): Said {
  const sources = sourcesFor(mapping, module, object);
  const rules = sources.flatMap(rulesOf).filter(([, , rule]) => readBy(rule).includes(column));
  const fields = Object.fromEntries(
    rules.map(([, into, rule]) => [into, ruleIn(mapping, mapping.modules[module]!, into, rule)]),
  );
  if (rules.length > 0) return { fields, word: null };
  if (withheldIn(mapping, object).has(column)) return { fields, word: 'withheld' };
  if (sources.some(({ route }) => route?.field === column)) return { fields, word: 'route' };
  if (sources.some(({ ignore }) => Object.hasOwn(ignore, column))) return { fields, word: 'left out' };
  if (sources.flatMap(handoffFields).some(({ field }) => field === column)) return { fields, word: 'handed off' };
  const isMoney = sources.some((source) => moneyColumns(source).some(([, name]) => name === column));
  return { fields, word: isMoney ? 'compared as money' : 'not mapped' };
}

/** A rule with the custom field that it fills and the values of its map. */
const ruleIn = (
  mapping: Mapping,
  { custom }: ModuleMapping,
  into: string,
  rule: FieldRule,
): Record<string, unknown> => ({
  ...withoutDefaults(rule),
  ...(custom[into] && { declaration: custom[into] }),
  ...(rule.map !== undefined && { map: mapping.maps[rule.map] }),
});

/** The fields by name; behind a field that stayed, the parts of its rule that differ. */
function textOf({ fields, word }: Said, before?: Said): string {
  if (word !== null) return word;
  return Object.entries(fields)
    .map(([name, rule]) => {
      const earlier = before?.fields[name];
      const members = [...new Set([...Object.keys(rule), ...Object.keys({ ...earlier })])];
      const other = earlier ? members.filter((one) => !isEqual(rule[one], earlier[one])) : [];
      return other.length > 0 ? `${name} (other ${other.join(', ')})` : name;
    })
    .join(', ');
}

/** Source fields about which a mapping says something, and fixed values. */
function addedColumns(now: Mapping, module: Module): ChangedDecision[] {
  return (now.modules[module]?.sources ?? []).flatMap((source) => {
    const { object } = source;
    const columns = [
      ...rulesOf(source).flatMap(([, , rule]) => [rule.from ?? []].flat()),
      ...Object.keys(source.ignore),
    ];
    return [...new Set(columns)].map((column): ChangedDecision => {
      const said = textOf(saidAbout(now, { module, object, column }));
      return { module, object, column, what: 'added', tier: null, proposed: '', now: said };
    });
  });
}

function changedParts(proposed: Mapping, now: Mapping, module: Module): ChangedDecision[] {
  const objects = [proposed, now].flatMap((one) => (one.modules[module]?.sources ?? []).map(({ object }) => object));
  return [...new Set(objects)].flatMap((object) =>
    Object.entries(parts).flatMap(([column, part]): ChangedDecision[] => {
      const [before, after] = [proposed, now].map((mapping) =>
        sourcesFor(mapping, module, object).filter((source) => part.of(source) !== undefined),
      ) as [SourceRule[], SourceRule[]];
      if (isEqual(before.map(part.of), after.map(part.of))) return [];
      const what = before.length === 0 ? 'added' : after.length === 0 ? 'removed' : 'changed';
      const textOf = (sources: SourceRule[]) => sources.map(part.text).join('; ');
      return [{ module, object, column, what, tier: null, proposed: textOf(before), now: textOf(after) }];
    }),
  );
}
