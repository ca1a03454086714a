import type { Column } from './features.ts';
import { speaksOf } from './names.ts';
import { listOfReason } from './settled.ts';
import type { Decision } from './table.ts';

/** Columns by list and by what they are in it. */
export type ProposedLists = Partial<Record<'taxes' | 'pricing_rules', Record<string, string[]>>>;

interface Listed {
  list: keyof ProposedLists;
  as: string;
}

/** The lists of the handoff that a decision puts a column into: which one, and as what. Null for every other decision. */
export function handedOff({ facts, words }: Column, { into, evidence }: Decision): Listed | null {
  const list = into === 'ignore' ? listOfReason[evidence[0]!] : undefined;
  if (list === undefined) return null;
  if (list === 'taxes') return { list, as: speaksOf(words, 'exempt') ? 'exemption' : 'scheme' };
  return { list, as: facts.semantic === 'json' ? 'discounts' : 'formula' };
}

/** Adds a column to the lists of a source. */
export function addToLists(lists: ProposedLists, { list, as }: Listed, column: string): void {
  const own = (lists[list] ??= {});
  own[as] = [...(own[as] ?? []), column];
}
