import type { DuplicateSum } from '../../schemas/duplicates.ts';
import { counted } from './markdown.ts';

/** What was found and decided about possible duplicates. Empty if the survey was not searched: null. */
export function duplicatesText(sum: DuplicateSum | null): string {
  if (sum === null) return '';
  const { clusters, open, accepted, split, apart, withheld } = sum;
  const left =
    withheld === 0
      ? ''
      : ` ${counted(withheld, 'other group has', 'other groups have')} ids that are network identifiers. They can't be shown, because the worker has no PORTAGE_FINGERPRINT_KEY.`;
  if (clusters === 0) return `No possible duplicates were found for people to decide about.${left}`;
  const parts = [
    `${number(open)} without a decision`,
    `${number(accepted)} accepted as one record`,
    ...(split > 0 ? [`${number(split)} split`] : []),
    `${number(apart)} kept apart`,
  ];
  return `${counted(clusters, 'group')} of possible duplicates: ${parts.join(', ')}.${left}`;
}

const number = (count: number): string => count.toLocaleString('en');
