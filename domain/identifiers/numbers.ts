import { passesLuhn, passesMod97 } from './checks.ts';
import { bitsOf } from './kinds.ts';
import type { Known } from './known.ts';
import type { RuleId } from './rules.ts';
import { apart, glued, type Tokens } from './tokens.ts';

/** Digits of the shortest number that a rule takes without a label. */
export const leastNumber = 15;

/** Called with places in the row of digits. */
export type OnNumber = (rule: RuleId, from: number, to: number) => void;

/** Prefixes and lengths of card schemes. ISO/IEC 7812-1 */
const cardScheme = /^(?:4|5[1-5]|2[2-7]|35|6)\d{15}$|^3[47]\d{13}$/;
/** How cards print their numbers: fours, or 4-6-5 for American Express. */
const cardGroups = /^(?:4 4 4 4|4 6 5)$/;

/**
 * Finds identifiers among the numbers of a text by what is public about the operator's own and by their checks. A number is
 * a group of digits, or groups joined by blanks, dashes and the like.
 * @param plmns network codes of the operator, besides those of the known IMSIs
 */
export function createNumberSearch(
  known: Known,
  plmns: readonly string[],
  found: OnNumber,
): (text: string, tokens: Tokens) => void {
  const hasPrefix = (digits: string, bits: number) => (known.prefixes[Number(digits.slice(0, 6))]! & bits) !== 0;

  const ruleOf = (digits: string, groups: string): RuleId | null => {
    const { length } = digits;
    if (length === 15) {
      if (known.blocks.has(Number(digits.slice(0, 10)))) return 'own-block';
      if (known.tacs?.has(Number(digits.slice(0, 8))) && passesLuhn(digits)) return 'own-tac';
      if (hasPrefix(digits, bitsOf.imsi) || plmns.some((plmn) => digits.startsWith(plmn))) return 'own-plmn';
    }
    if ((length === 19 || length === 20) && hasPrefix(digits, bitsOf.iccid) && passesLuhn(digits)) return 'own-iin';
    if (length === 32 && digits.startsWith('89') && passesMod97(digits)) return 'eid';
    if (!cardScheme.test(digits) || !passesLuhn(digits)) return null;
    return cardGroups.test(groups) ? 'card' : 'card-run';
  };

  const judge = (text: string, { digits, digitAt }: Tokens, from: number, to: number, groups: string) => {
    if (to - from < leastNumber || to - from > mostLength) return false;
    if (partOfWord.test(text[digitAt[from]! - 1] ?? '') || partOfWord.test(text[digitAt[to - 1]! + 1] ?? ''))
      return false;
    const rule = ruleOf(String.fromCharCode(...digits.subarray(from, to).map((one) => one + 48)), groups);
    if (rule) found(rule, from, to);
    return rule !== null;
  };

  /** Groups of one number, each on its own; digits behind a dot are a fraction. */
  const judgeGroups = (text: string, tokens: Tokens, starts: number[], sizes: number[]) => {
    for (const [place, size] of sizes.entries()) {
      const start = starts[place]!;
      const isFraction = place > 0 && text[tokens.digitAt[start]! - 1] === '.';
      if (!isFraction) judge(text, tokens, start, start + size, String(size));
    }
  };

  return (text, tokens) => {
    const { gaps, digitCount } = tokens;
    for (let from = 0, to = 0; from < digitCount; from = to) {
      to = from + 1;
      while (to < digitCount && gaps[to] !== apart) to += 1;
      if (to - from < leastNumber) continue;
      const starts: number[] = [];
      for (let place = from; place < to; place += 1) if (place === from || gaps[place] !== glued) starts.push(place);
      const sizes = starts.map((start, place) => (starts[place + 1] ?? to) - start);
      if (judge(text, tokens, from, to, sizes.join(' ')) || sizes.length === 1) continue;
      judgeGroups(text, tokens, starts, sizes);
    }
  };
}

const mostLength = 32;
/** A number beside a letter is part of a code. */
const partOfWord = /[a-z]/i;
