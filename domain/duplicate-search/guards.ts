import type { DuplicateTier } from '../../schemas/duplicates.ts';
import { levelIn, type Field, type Party, type Pattern } from './party.ts';
import { compareGiven } from './persons.ts';

/** Why a pair is less sure than its score says. `apart`: the records are of different people or firms. */
export interface Guard {
  reason: string;
  most: Exclude<DuplicateTier, 'certain'> | 'apart';
}

/** What the levels of one field say; `unlike` is the last one. */
type Verdict = 'same' | 'near' | 'unlike' | null;

const verdictOf = (pattern: Pattern, field: Field): Verdict => {
  const level = levelIn(pattern, field);
  return level === null ? null : (['same', 'near', 'unlike'] as const)[level]!;
};

/** Levels of the name. */
const [swapped, bothNear, asFarAsGiven] = [1, 3, 4];
/** Levels of the name of a firm. */
const [otherForm, moreWords, nearFirm, otherFirm] = [1, 2, 3, 4];
/** What a firm has in its place that others of the town have not. */
const ownFields: readonly Field[] = ['email', 'phone', 'street'];

/**
 * What keeps two records apart, or less sure, whatever their score: twins, couples and a father and his son have nearly
 * everything in common.
 */
export function guardsOf(one: Party, other: Party, pattern: Pattern): Guard[] {
  const [birth, document] = [verdictOf(pattern, 'birth_date'), verdictOf(pattern, 'document')];
  const [name, company] = [levelIn(pattern, 'name'), levelIn(pattern, 'company')];
  const guards: Guard[] = [];
  const add = (reason: string, most: Guard['most']) => void guards.push({ reason, most });
  if ((one.firm.core === '') !== (other.firm.core === '')) add('one is a firm and the other is not', 'apart');

  const given = name === null || name <= bothNear ? null : compareGiven(one.person.given, other.person.given);
  if (given === 'unlike') {
    const isSame = document === 'same';
    add('the given names differ', isSame ? (birth === 'same' ? 'likely' : 'unsure') : 'apart');
  }
  if (birth === 'unlike') add('the birth dates differ', document === 'same' ? 'unsure' : 'apart');
  if (document === 'unlike') add('the documents or tax numbers differ', 'likely');
  if (one.person.mark !== other.person.mark) {
    const isBoth = one.person.mark !== '' && other.person.mark !== '';
    add('only one is junior or senior', isBoth ? 'apart' : birth === 'same' ? 'likely' : 'unsure');
  }
  if (document !== 'same') {
    if (company === otherForm) add('the legal forms differ', 'likely');
    if (company === moreWords) add('one name has more words', 'likely');
    const isNamedAlike = company === moreWords || company === nearFirm;
    if (isNamedAlike && name === null && !ownFields.some((field) => levelIn(pattern, field) === 0))
      add('beside a similar name, at most the town agrees', 'unsure');
    const isOwnBirth = birth === 'same' && hasSameGiven(name, one, other);
    if (!isOwnBirth) add('nothing agrees that only one person or firm has', 'likely');
  } else if (given !== 'unlike' && ((name ?? 0) > asFarAsGiven || company === otherFirm))
    add('the names differ', 'likely');
  return guards;
}

/** The same given name beside a surname that is at least nearly the same. Twins often have names that are nearly the same. */
const hasSameGiven = (name: number | null, one: Party, other: Party): boolean =>
  name !== null &&
  name < bothNear &&
  (name === swapped || compareGiven(one.person.given, other.person.given) === 'same');

const ranks: Record<DuplicateTier, number> = { certain: 2, likely: 1, unsure: 0 };

/** The lower of two tiers. */
export const lowerOf = (one: DuplicateTier, other: DuplicateTier): DuplicateTier =>
  ranks[one] <= ranks[other] ? one : other;

export const keepApart = (guards: readonly Guard[]): boolean => guards.some(({ most }) => most === 'apart');
