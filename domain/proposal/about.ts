import type { LoadedObject } from '../../schemas/terms.ts';
import { moduleOf } from './features.ts';
import { chooseLookup, lookupGap, objectColumn } from './lookups.ts';
import type { SettledField } from './settled-field.ts';
import type { SourceTable } from './source.ts';

/** Interactions become calls, meetings or e-mails, and a document can belong to them. */
const hasModule = (object: LoadedObject) => moduleOf[object] !== undefined || object === 'interactions';

/**
 * The field of an activity, a note or a file that says what it is about: from the column with which most of them have a record.
 * @returns undefined if no column refers to a record that has a module
 */
export function aboutOf({ columns }: Pick<SourceTable, 'columns'>): SettledField | undefined {
  const [subject] = columns
    .flatMap((column) => {
      const found = chooseLookup(column, hasModule);
      if (!found) return [];
      const { facts } = column;
      const [object] = [found.lookup].flat();
      const contained = facts.references.find((one) => one.object === object)!.contained;
      return [{ found, facts, rows: facts.filled * contained }];
    })
    .toSorted((a, b) => b.rows - a.rows);
  if (!subject) return undefined;
  const { found, facts } = subject;
  const object = facts.references.length > 1 ? objectColumn(columns) : undefined;
  const without = facts.rows - facts.filled;
  const evidence = [
    `refers to ${[found.lookup].flat().join(' or ')}${object ? `, as ${object.facts.column} says` : ''}`,
    ...(object ? [] : [lookupGap(found) ?? []].flat()),
    ...(without > 0
      ? [`${without.toLocaleString('en-GB')} of ${facts.rows.toLocaleString('en-GB')} rows name none`]
      : []),
  ];
  return {
    rule: {
      from: facts.column,
      ...(object ? { lookup_from: object.facts.column } : { lookup: found.lookup }),
      required: true,
    },
    columns: [facts.column, ...(object ? [object.facts.column] : [])],
    ...{ tier: 'certain', evidence: evidence.join(', ') },
  };
}
