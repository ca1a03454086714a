import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import { modules } from '../schemas/terms.ts';
import type { Columns, Destination } from './check-mapping.ts';
import type { Proposal } from './documents/mapping.ts';

const wordsOf = (name: string): Set<string> =>
  new Set(
    name
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .split(/[_\s.]+/)
      .filter(Boolean),
  );

/** Similarity of two names by their common words, from 0 to 1 (Dice coefficient). */
export function similarity(one: string, other: string): number {
  return (2 * commonWords(one, other).length) / (wordsOf(one).size + wordsOf(other).size);
}

/** The words that two names have both. */
export function commonWords(one: string, other: string): string[] {
  const words = wordsOf(other);
  return [...wordsOf(one)].filter((word) => words.has(word));
}

const reads = (rule: FieldRule, column: string): boolean =>
  [rule.from].flat().some((field) => field === column || (column === 'extensions' && field?.startsWith('extensions.')));

function decidedFor(source: SourceRule, column: string): string {
  const fields = [...Object.entries(source.fields), ...Object.entries(source.custom)]
    .filter(([, rule]) => reads(rule, column))
    .map(([name]) => name);
  if (fields.length > 0) return fields.join(', ');
  if (source.lines?.from === column) return source.lines.into;
  if (source.route?.field === column) return 'route';
  return Object.hasOwn(source.ignore, column) ? `ignored: ${source.ignore[column]}` : 'not mapped';
}

/** For each source column: the decision in the mapping file, and the field with the most similar name. */
export function proposeMapping(mapping: Mapping, columns: Columns, destination: Destination): Proposal[] {
  return modules.flatMap((module) =>
    (mapping.modules[module]?.sources ?? []).flatMap((source) =>
      (columns[source.object] ?? []).map((column) => {
        const ranked = (destination[module] ?? [])
          .filter((field) => field.writable)
          .map((field) => ({ name: field.apiName, score: similarity(column, field.apiName) }))
          .sort((a, b) => b.score - a.score);
        const [best = { name: '', score: 0 }] = ranked;
        const suggested = best.score > 0 ? best.name : 'a custom field';
        return { object: source.object, column, decided: decidedFor(source, column), suggested, score: best.score };
      }),
    ),
  );
}
