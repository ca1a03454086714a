import type { Column } from './features.ts';
import { speaksOf } from './names.ts';
import { listOfReason } from './settled.ts';
import type { Decision } from './table.ts';

/** Columns by list and by what they are in it. */
export type ProposedLists = Partial<Record<'taxes' | 'pricing_rules', Record<string, string[]>>> & {
  bundles?: { components: string };
};

type Listed = { list: 'taxes' | 'pricing_rules'; as: string } | { list: 'bundles' };

/** The lists of the handoff that a decision puts a column into: which one, and as what. Null for every other decision. */
export function handedOff({ facts, words }: Column, { into, evidence }: Decision): Listed | null {
  const list = into === 'ignore' ? listOfReason[evidence[0]!] : undefined;
  if (list === undefined) return null;
  if (list === 'bundles') return { list };
  if (list === 'taxes') return { list, as: speaksOf(words, 'exempt') ? 'exemption' : 'scheme' };
  return { list, as: facts.semantic === 'json' ? 'discounts' : 'formula' };
}

/** Adds a column to the lists of a source. */
export function addToLists(lists: ProposedLists, listed: Listed, column: string): void {
  if (listed.list === 'bundles') {
    lists.bundles = { components: column };
    return;
  }
  const own = (lists[listed.list] ??= {});
  own[listed.as] = [...(own[listed.as] ?? []), column];
}
