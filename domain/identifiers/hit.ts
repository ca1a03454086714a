import type { Action, HitKind, RuleId } from './rules.ts';
import { endOf, startOf, type View } from './view.ts';

/** A part of a value, from its first sign to behind its last one. */
export type Span = readonly [from: number, to: number];

/** An identifier in a value. */
export interface Hit {
  rule: RuleId;
  kind: HitKind;
  /** `withhold`: it must not leave. `report`: it may be something else; people decide. */
  action: Exclude<Action, 'off'>;
  /** Where it is in the value that was given; several spans when words stand between its digits. In order. */
  spans: readonly Span[];
}

const meaningful = /[\p{L}\p{N}]/u;

/** Spans of some units of a view: one, unless letters or other digits stand between them. Units are in order. */
export function spansOfUnits(view: View, units: ArrayLike<number>, from: number, to: number): Span[] {
  const spans: [number, number][] = [];
  let before = -1;
  for (let place = from; place < to; place += 1) {
    const unit = units[place]!;
    const last = spans.at(-1);
    if (last && (unit === before + 1 || !meaningful.test(view.text.slice(before + 1, unit))))
      last[1] = endOf(view, unit);
    else spans.push([startOf(view, unit), endOf(view, unit)]);
    before = unit;
  }
  return spans;
}

export const spanOf = (view: View, from: number, to: number): Span[] => [[startOf(view, from), endOf(view, to - 1)]];

/** Stands for what was taken out of a text; it must not look like an identifier itself. */
export const placeholder = '[network id removed]';

/**
 * What may leave of a value.
 * @param style `mask` for free text: each part is replaced, unless the name of the field says that all of it is one. `whole` for typed fields such as phone, mail and date, where a
 * placeholder would be refused or stored as nonsense, and half an address could reach a stranger: nothing is left.
 */
export function withhold(text: string, hits: readonly Hit[], style: 'mask' | 'whole'): string {
  const spans = hits.filter((hit) => hit.action === 'withhold').flatMap((hit) => hit.spans);
  if (spans.length === 0) return text;
  if (style === 'whole' || hits.some(({ rule }) => rule === 'field-name')) return '';
  let clean = '';
  let last = 0;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (to <= last) continue;
    if (from > last || last === 0) clean += `${text.slice(last, from)}${placeholder}`;
    last = to;
  }
  return clean + text.slice(last);
}
