import type { Column } from './features.ts';
import { speaksOf } from './names.ts';
import type { SettledField } from './settled-field.ts';
import type { SourceTable } from './source.ts';

/** The name of a file, by its values, or else by the name of the column; undefined if no column has names. */
export function fileNameOf({ columns }: Pick<SourceTable, 'columns'>): SettledField | undefined {
  const field = (column: Column, tier: SettledField['tier'], evidence: string): SettledField => ({
    ...{ rule: { from: column.facts.column }, columns: [column.facts.column], tier, evidence },
  });
  const files = columns.find(({ facts }) => facts.semantic === 'file_name');
  if (files) return field(files, 'certain', 'its values are names of files');
  // `name` before `name of the customer`.
  const [named] = columns
    .filter(({ facts, words }) => ['text', 'title'].includes(facts.semantic) && speaksOf(words, 'name'))
    .toSorted((a, b) => a.words.length - b.words.length);
  return named && field(named, 'unsure', 'its name; check that the values end as names of files do');
}
