import { numberOf, passesLuhn, passesMod97 } from './checks.ts';
import { bitsOf } from './kinds.ts';
import type { Known } from './known.ts';
import type { RuleId } from './rules.ts';
import { apart, glued, type Tokens } from './tokens.ts';

/** Digits of the shortest number that a rule takes without a label. */
export const leastNumber = 15;
const mostNumber = 32;

/** Called with places in the row of digits. */
export type OnNumber = (rule: RuleId, from: number, to: number) => void;

/** First two digits of card schemes by the length of their numbers. ISO/IEC 7812-1 */
const cardSchemes: Record<number, RegExp> = { 15: /^3[47]$/, 16: /^(?:4\d|5[1-5]|2[2-7]|35|6\d)$/ };
/** How cards print their numbers: fours, or 4-6-5 for American Express. */
const cardGroups = /^(?:4 4 4 4|4 6 5)$/;

/** A number beside a letter is part of a code. */
const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;

/**
 * Makes the search among the numbers of a text by what is public about the operator's own and by their checks. A number is a
 * group of digits, or groups joined by blanks, dashes and the like.
 * @param plmns network codes of the operator, besides those of the known IMSIs
 */
export function createNumberSearch(
  known: Known,
  plmns: readonly string[],
  found: OnNumber,
): (text: string, tokens: Tokens) => void {
  const codes = plmns.map((plmn) => ({ length: plmn.length, code: Number(plmn) }));

  const ruleOf = ({ digits, gaps }: Tokens, from: number, to: number): RuleId | null => {
    const length = to - from;
    const bits = known.prefixes[numberOf(digits, from, from + 6)]!;
    if (length === 15) {
      if (known.blocks.has(numberOf(digits, from, from + 10))) return 'own-block';
      if (known.tacs?.has(numberOf(digits, from, from + 8)) && passesLuhn(digits, from, to)) return 'own-tac';
      const isOwn = (bits & bitsOf.imsi) !== 0;
      if (isOwn || codes.some((one) => numberOf(digits, from, from + one.length) === one.code)) return 'own-plmn';
    }
    const two = numberOf(digits, from, from + 2);
    if ((length === 19 || length === 20) && (bits & bitsOf.iccid) !== 0 && passesLuhn(digits, from, to))
      return 'own-iin';
    if (length === 32 && two === 89 && passesMod97(digits, from, to)) return 'eid';
    if (!cardSchemes[length]?.test(String(two)) || !passesLuhn(digits, from, to)) return null;
    const starts: number[] = [];
    for (let place = from; place < to; place += 1) if (place === from || gaps[place] !== glued) starts.push(place);
    const sizes = starts.map((start, place) => (starts[place + 1] ?? to) - start);
    return cardGroups.test(sizes.join(' ')) ? 'card' : 'card-run';
  };

  const judge = (text: string, tokens: Tokens, from: number, to: number) => {
    if (to - from < leastNumber || to - from > mostNumber) return false;
    const { digitAt } = tokens;
    const [before, after] = [text.charCodeAt(digitAt[from]! - 1), text.charCodeAt(digitAt[to - 1]! + 1)];
    const rule = isLetter(before) || isLetter(after) ? null : ruleOf(tokens, from, to);
    if (rule) found(rule, from, to);
    return rule !== null;
  };

  /** Groups of a number, each on its own; digits behind a dot are a fraction. */
  const judgeGroups = (text: string, tokens: Tokens, from: number, to: number) => {
    const { digitAt, gaps } = tokens;
    for (let start = from, end = from; start < to; start = end) {
      end = start + 1;
      while (end < to && gaps[end] === glued) end += 1;
      const isFraction = start > from && text[digitAt[start]! - 1] === '.';
      if (!isFraction && end - start < to - from) judge(text, tokens, start, end);
    }
  };

  return (text, tokens) => {
    const { gaps, digitCount } = tokens;
    for (let from = 0, to = 0; from < digitCount; from = to) {
      to = from + 1;
      while (to < digitCount && gaps[to] !== apart) to += 1;
      if (to - from >= leastNumber && !judge(text, tokens, from, to)) judgeGroups(text, tokens, from, to);
    }
  };
}
