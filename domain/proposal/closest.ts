import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Module } from '../../schemas/terms.ts';
import { compareNames } from './features.ts';
import { readName } from './names.ts';
import { targetsOf, type TargetField } from './targets.ts';

/** The field of a module that the name of a column means most likely. */
export interface ClosestField {
  field: string;
  /** How much of the names is common, 0–1. */
  score: number;
  /** The words of the column's name that the field has, too, in any language. */
  words: string[];
}

/** Compares names only; null if no field has a word in common with the column. */
export function closestField(
  object: ColumnFacts['object'],
  column: string,
  module: Module,
  fields: readonly Pick<TargetField, 'apiName' | 'label' | 'dataType' | 'writable'>[],
): ClosestField | null {
  const words = readName(column);
  const [best] = targetsOf(module, fields)
    .map(({ field, names }) => ({ field, names, score: compareNames({ object, words }, names).overlap }))
    .map(({ field, names, score }) => {
      const common = words.filter(({ concepts }) => concepts.some((one) => names.flat().includes(one)));
      return { field: field.apiName, score, words: common.map(({ text }) => text) };
    })
    .filter(({ score, words: common }) => score > 0 && common.length > 0)
    .toSorted((a, b) => b.score - a.score);
  return best ?? null;
}
