import type { DuplicateEvidence, DuplicateState } from '../../schemas/duplicates.ts';

/** What was decided about a cluster, for people. */
export const stateWords: Record<DuplicateState, string> = {
  open: 'without a decision',
  accept: 'one record',
  split: 'split',
  ignore: 'kept apart',
};

/** `+6.2` speaks for one record, `-3.0` against it. */
export const weightText = (weight: number): string => `${weight > 0 ? '+' : ''}${weight.toFixed(1)}`;

/** `birth date: the same (+9.1)`. */
export const evidenceText = ({ field, level, weight }: DuplicateEvidence): string =>
  `${field.replaceAll('_', ' ')}: ${level} (${weightText(weight)})`;

/** `A1 + A2; A5 alone`: what a decision says of the ids that it is about. */
export function decisionText({
  ids,
  groups,
}: {
  ids: readonly string[];
  groups: readonly (readonly string[])[];
}): string {
  const together = groups.flat();
  const alone = ids.filter((id) => !together.includes(id));
  return [...groups.map((group) => group.join(' + ')), ...alone.map((id) => `${id} alone`)].join('; ');
}
