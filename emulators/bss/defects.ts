import { rules, type Plant } from './defect-rules.ts';
import { diceFor } from './dice.ts';
import type { Defect, Row } from './people.ts';
import type { Scale } from './scale.ts';

/** How many of 1,000 records of an object have the defect of a rule. Rules are those of the catalogue of data quality. */
export type Rates = Partial<Record<Rule, number>>;

type Objects = keyof typeof rules;
type RulesOf<O extends Objects> = O extends Objects ? keyof (typeof rules)[O] : never;
/** Rules that are planted in rows, in the catalogue, in documents, or are of all rows (DQ13) and of servers (DQ37). */
export type Rule = RulesOf<Objects> | 'DQ23';

/** The catalogue's own rates. */
export const usualRates: Required<Rates> = {
  ...{ DQ01: 3, DQ02: 6, DQ03: 40, DQ04: 35, DQ05: 30, DQ06: 250, DQ07: 4, DQ08: 6, DQ09: 10, DQ10: 60, DQ11: 25 },
  ...{ DQ12: 60, DQ14: 12, DQ15: 8, DQ16: 2, DQ17: 10, DQ18: 15, DQ19: 20, DQ20: 5, DQ21: 20, DQ22: 12, DQ23: 6 },
  ...{ DQ24: 30, DQ25: 20, DQ26: 10, DQ27: 6, DQ28: 12, DQ29: 15, DQ30: 80, DQ31: 25, DQ32: 5, DQ33: 10 },
  ...{ DQ34: 10, DQ35: 15, DQ36: 20, DQ38: 5 },
};

/**
 * Plants at most one defect into a row, chosen by the row's number alone, and says what should become of it. `before` gives
 * the sound record before it, for defects that make two records look alike.
 */
export function plant(
  object: Objects,
  row: Row,
  about: { seed: number; scale: Scale; number: number; id: string; keyed: string; before?: () => Row | null },
): Defect[] {
  const { seed, scale, number, id, keyed, before = () => null } = about;
  const dice = diceFor(seed, `defect-${object}`, number);
  let roll = dice.between(0, 999_999) / 1_000;
  for (const [rule, plantIt] of Object.entries(rules[object]) as [Rule, Plant][]) {
    roll -= scale.defects[rule] ?? 0;
    if (roll >= 0) continue;
    const planted = plantIt(row, { dice, number, before, idOf: (other) => String(other[keyed]) });
    return planted ? [{ object: keyOwner[object] ?? object, id, rule, ...planted }] : [];
  }
  return [];
}

/** Rows that belong to a record of another object. */
const keyOwner: Partial<Record<Objects, string>> = { order_lines: 'orders', extensions: 'subscribers' };
