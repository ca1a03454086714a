import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import type { Tier } from '../../schemas/proposal.ts';
import { standardModules, type Module } from '../../schemas/terms.ts';
import { choose, nameOf, type Choice } from './choose.ts';
import { isSpareName } from './completion.ts';
import type { Column } from './features.ts';
import { readName, speaksOf, type Word } from './names.ts';
import { isDecidedOtherwise, opinionsIn, opinionTexts } from './opinions.ts';
import { settle, type TableContext } from './settled.ts';
import type { Target } from './targets.ts';

/** The proposal for one column of the source. */
export interface Decision {
  object: ColumnFacts['object'];
  module: Module;
  column: string;
  /** A field of Zoho, `custom`, `ignore`, `withheld` or `route`. */
  into: string;
  target: Target | null;
  score: number;
  tier: Tier;
  /** What speaks for it: for `ignore` the reason. It names no values. */
  evidence: string[];
  /** Null where a rule settles the decision. */
  runnerUp: Choice['runnerUp'] | null;
}

/** Columns that continue the text of another one. */
const joined: { modules: Module[]; has: string[]; semantics: SemanticType[]; into: RegExp }[] = [
  {
    modules: [...standardModules],
    has: ['address2', 'house', 'street'],
    semantics: ['street', 'text', 'code', 'number'],
    into: /_Street$/,
  },
  {
    modules: ['Accounts'],
    has: [],
    semantics: ['given_name', 'family_name', 'person_name', 'company'],
    into: /^Account_Name$/,
  },
  { modules: ['Contacts'], has: [], semantics: ['family_name'], into: /^Last_Name$/ },
];

/** Decides about all columns of an object for one module. */
export function proposeTable(table: Omit<TableContext, 'columns'>, all: Column[], targets: Target[]): Decision[] {
  const { module, key } = table;
  const columns = all.map((one) => (one.opinions ? { ...one, opinions: opinionsIn(one.opinions, module) } : one));
  // What people withheld, they withheld in all modules.
  const settled = new Map(columns.map((column, place) => [column, settle(all[place]!, { ...table, columns })]));
  const open = columns.filter((column) => !settled.get(column));
  const choices = new Map(choose(open, targets, key).map((choice) => [choice.column, choice]));
  const decisions = columns.map((column, place): Decision => {
    const { object, column: name } = column.facts;
    const rule = settled.get(column);
    if (rule) {
      const opinions = rule.into === 'withheld' ? all[place]!.opinions : column.opinions;
      const isDisputed = rule.into === 'ignore' && isDecidedOtherwise(opinions, rule.into);
      const tier = rule.tier ?? (isDisputed ? 'likely' : 'certain');
      return {
        ...{ object, module, column: name, into: rule.into, target: null, score: 1, tier },
        ...{ evidence: [rule.reason, ...opinionTexts(opinions, rule.into)], runnerUp: null },
      };
    }
    const { into, ...choice } = choices.get(column)!;
    return {
      ...{ object, module, column: name, into: nameOf(into), target: typeof into === 'string' ? null : into },
      ...{ score: choice.score, tier: choice.tier, evidence: choice.evidence, runnerUp: choice.runnerUp },
    };
  });
  // Where the names of persons are joined, another name of a company would be joined with its own one.
  const isSpare = (column: Column) =>
    isSpareName(column, columns) && columns.some(({ facts }) => nameParts.has(facts.semantic));
  return decisions.map((decision, place) => {
    const column = columns[place]!;
    return (isSpare(column) ? null : joinedWith(decision, column, decisions)) ?? decision;
  });
}

/** A street of another address has a word that the first one has not: `delivery_street`. */
const isOfSame = (words: readonly Word[], { column }: Decision, has: string[]): boolean =>
  has.length === 0 ||
  words.every(({ concepts }) =>
    concepts.some((one) => ['other', 'number', ...has].includes(one) || speaksOf(readName(column), one)),
  );

const nameParts: ReadonlySet<SemanticType> = new Set(['given_name', 'family_name']);

/** A column that continues the text of another one: the second line of an address, the surname in the name of an account. */
function joinedWith(decision: Decision, { facts, words }: Column, all: Decision[]): Decision | null {
  if (decision.into !== 'custom') return null;
  const rule = joined.find(
    ({ modules: where, has, semantics }) =>
      where.includes(decision.module) &&
      semantics.includes(facts.semantic) &&
      (has.length === 0 || speaksOf(words, ...has)),
  );
  const first = rule && all.find(({ into, target }) => target !== null && rule.into.test(into));
  return first && isOfSame(words, first, rule.has)
    ? {
        ...{ ...decision, into: first.into, target: first.target, score: first.score, tier: 'likely' },
        evidence: [`continues ${first.column}`],
      }
    : null;
}
