import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Mapping, SourceRule, TransformName } from '../../schemas/mapping.ts';
import type { EarlierDecision, ModelVote } from '../../schemas/proposal.ts';
import type { Module } from '../../schemas/terms.ts';
import { wordsOfName } from '../column-facts/vocabulary.ts';
import { handoffFields, rulesOf } from '../named-fields.ts';
import { withheldIn } from '../withheld.ts';

/** A decision that people signed in another engagement, and how much it counts here, 0–1. */
export interface EarlierVote extends EarlierDecision {
  weight: number;
}

/** What others say about a column. */
export interface Opinions {
  earlier: readonly EarlierVote[];
  model: readonly Pick<ModelVote, 'module' | 'into'>[];
}

/**
 * How much they count beside names, types and values. They are set by hand, because there is nothing to train them with. A
 * decision that people signed is strong; a language model only decides between fields that fit about as well.
 */
export const opinionWeights = { earlier: 10, model: 1 } as const;
/** A single engagement counts less than several. */
const doubt = 0.5;
const [otherSystem, otherType] = [0.7, 0.5];

const nameOf = (column: string): string => wordsOfName(column).join(' ');

/** What a signed mapping decides about the columns of a survey. Columns without a value teach nothing. */
export function decisionsOf(
  mapping: Mapping,
  facts: readonly ColumnFacts[],
  { engagement, system }: Pick<EarlierDecision, 'engagement' | 'system'>,
): EarlierDecision[] {
  const found = (Object.entries(mapping.modules) as [Module, { sources: SourceRule[] }][]).flatMap(
    ([module, { sources }]) =>
      sources.flatMap((source) =>
        facts
          .filter((one) => one.object === source.object && one.within === null && one.semantic !== 'empty')
          .flatMap(({ object, column, semantic }) =>
            decisionsAbout(mapping, source, column).map((decision): EarlierDecision => ({
              ...{ engagement, system, object, name: nameOf(column), semantic, module, ...decision },
            })),
          ),
      ),
  );
  const key = ({ object, name, module, decision, field }: EarlierDecision) =>
    [object, name, module, decision, field].join('|');
  return [...new Map(found.map((one) => [key(one), one])).values()];
}

type Decided = Pick<EarlierDecision, 'decision' | 'field' | 'transforms'>;

function decisionsAbout(mapping: Mapping, source: SourceRule, column: string): Decided[] {
  if (withheldIn(mapping, source.object).has(column)) return [{ decision: 'withheld', field: '', transforms: [] }];
  const ignored: Decided[] = [{ decision: 'ignore', field: '', transforms: [] }];
  if (Object.hasOwn(source.ignore, column)) return ignored;
  const filled = rulesOf(source).flatMap(([at, field, { from, transforms }]): Decided[] =>
    [from].flat().includes(column)
      ? [{ decision: at.startsWith('custom.') ? 'custom' : 'field', field, transforms }]
      : [],
  );
  return filled.length === 0 && handoffFields(source).some(({ field }) => field === column) ? ignored : filled;
}

/** The earlier decisions about a column of this name and object. Another system or another type makes them weaker. */
export const earlierFor = (
  { object, column, semantic }: ColumnFacts,
  all: readonly EarlierDecision[],
  system: string,
): EarlierVote[] =>
  all
    .filter((one) => one.object === object && one.name === nameOf(column))
    .map((one) => ({
      ...one,
      weight: (one.system === system ? 1 : otherSystem) * (one.semantic === semantic ? 1 : otherType),
    }));

/** The opinions about a column for one module. */
export const opinionsIn = ({ earlier, model }: Opinions, module: Module): Opinions => ({
  earlier: earlier.filter((one) => one.module === module),
  model: model.filter((one) => one.module === module),
});

const intoOf = ({ decision, field }: EarlierDecision): string => (decision === 'field' ? field : decision);

interface Sides {
  agreeing: EarlierVote[];
  /** One vote for each engagement that decided otherwise. */
  against: EarlierVote[];
  /** 0–1. */
  share: number;
}

/** Who decided so, and who did not. An engagement that fills two fields from a column agrees with both. */
function sidesOf(earlier: readonly EarlierVote[], into: string): Sides {
  const byEngagement = new Map<string, EarlierVote[]>();
  for (const one of earlier) byEngagement.set(one.engagement, [...(byEngagement.get(one.engagement) ?? []), one]);
  const [agreeing, against]: [EarlierVote[], EarlierVote[]] = [[], []];
  for (const votes of byEngagement.values()) {
    const same = votes.find((one) => intoOf(one) === into);
    (same ? agreeing : against).push(same ?? votes[0]!);
  }
  const sum = (votes: EarlierVote[]) => votes.reduce((whole, { weight }) => whole + weight, 0);
  const own = sum(agreeing);
  return { agreeing, against, share: own === 0 ? 0 : own / (own + sum(against) + doubt) };
}

/** How much others speak for a decision, each 0–1. */
export interface Votes {
  earlier: number;
  model: number;
}

export const votesFor = (opinions: Opinions | undefined, into: string): Votes => ({
  earlier: opinions ? sidesOf(opinions.earlier, into).share : 0,
  model: Number(opinions?.model.some((one) => one.into === into) ?? false),
});

const mostNamed = 3;
const names = (votes: EarlierVote[], text: (vote: EarlierVote) => string): string =>
  [
    ...votes.slice(0, mostNamed).map(text),
    ...(votes.length > mostNamed ? [`${votes.length - mostNamed} more`] : []),
  ].join(', ');

/** Who else decided so or otherwise, in words, with the names of the engagements. */
export function opinionTexts(opinions: Opinions | undefined, into: string): string[] {
  if (!opinions) return [];
  const { agreeing, against } = sidesOf(opinions.earlier, into);
  const [first] = opinions.model;
  return [
    ...(agreeing.length > 0
      ? [
          `${into === 'withheld' ? 'withheld' : 'confirmed'} in ${names(agreeing, ({ engagement, decision, field }) =>
            decision === 'custom' ? `${engagement} (${field})` : engagement,
          )}`,
        ]
      : []),
    ...(against.length > 0
      ? [`otherwise in ${names(against, (vote) => `${vote.engagement} (${vote.field || vote.decision})`)}`]
      : []),
    ...(first ? [first.into === into ? 'the language model agrees' : `the language model says ${first.into}`] : []),
  ];
}

export const isDecidedOtherwise = (opinions: Opinions | undefined, into: string): boolean =>
  sidesOf(opinions?.earlier ?? [], into).against.length > 0;

/** Whether at least as many engagements withheld a column as decided otherwise. */
export function isWithheldEarlier(opinions: Opinions | undefined): boolean {
  const { agreeing, against } = sidesOf(opinions?.earlier ?? [], 'withheld');
  return agreeing.length > 0 && agreeing.length >= against.length;
}

/** The transforms that all engagements used which filled this field from the column; null if they differ or used none. */
export function earlierTransforms(opinions: Opinions | undefined, field: string): TransformName[] | null {
  const lists = (opinions?.earlier ?? []).filter((one) => intoOf(one) === field).map(({ transforms }) => transforms);
  const [first] = lists;
  return first?.length && lists.every((one) => one.join() === first.join()) ? first : null;
}

/** The name of the custom field that all engagements gave the column in a module; null if they differ or there is none. */
export function earlierCustomName(opinions: Opinions | undefined, module: Module): string | null {
  const all = (opinions?.earlier ?? []).filter((one) => one.decision === 'custom' && one.module === module);
  const names = new Set(all.map(({ field }) => field));
  return names.size === 1 ? all[0]!.field : null;
}
