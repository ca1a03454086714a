import type { Rule } from './defect-rates.ts';
import { defectRules, type DefectRule, type RuleObject } from './defect-rules.ts';
import { randomFor } from './random.ts';
import type { Defect, Row } from './records.ts';
import type { Scale } from './scale.ts';

export interface RowContext {
  seed: number;
  scale: Scale;
  number: number;
  id: string;
  /** Field of the row that holds the id. */
  keyField: string;
  /** The previous record if it has no defect. Rules that make two records look alike need it. */
  previous?: () => Row | null;
}

/** Changes a row so that it has at most one defect, and returns that defect. The row's number alone decides which one. */
export function plantDefect(object: RuleObject, row: Row, context: RowContext): Defect[] {
  const { seed, scale, number, id, keyField, previous = () => null } = context;
  const random = randomFor(seed, `defect-${object}`, number);
  let roll = random.between(0, 999_999) / 1_000;
  for (const [rule, apply] of Object.entries(defectRules[object]) as [Rule, DefectRule][]) {
    roll -= scale.defects[rule] ?? 0;
    if (roll >= 0) continue;
    const planted = apply(row, { random, number, previous, seed, scale, idOf: (other) => String(other[keyField]) });
    return planted ? [{ object: parentObjects[object] ?? object, id, rule, ...planted }] : [];
  }
  return [];
}

/** Rows that are part of a record of another object: the answer key names that object. */
const parentObjects: Partial<Record<RuleObject, string>> = { order_lines: 'orders', extensions: 'subscribers' };
