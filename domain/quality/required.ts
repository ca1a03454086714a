import type { ExtractedObject } from '../../schemas/terms.ts';
import { column } from '../sql-text.ts';
import { areBlank, placeOfLine, takes } from './conditions.ts';
import { isParty, nameTypes } from './identity.ts';
import {
  columnsOf,
  fieldOf,
  tableOf,
  objectsIn,
  type QualityContext,
  type QualityRule,
  type Required,
  type Search,
} from './rule.ts';
import { rejectsRecord } from './treatments.ts';

/** Rows that lack what their route requires; those of lines in the table of the lines. Columns that were not staged are blank. */
export function lacks(context: QualityContext, object: ExtractedObject, { route, within, fields }: Required): string {
  const staged = context.facts.filter((one) => one.object === object && fields.includes(fieldOf(one)));
  const blank = areBlank(staged.map((one) => column(one.column)));
  if (route === null) return blank;
  return `(${takes(object, route, within === 'record' ? 'rowid' : placeOfLine)} and ${blank})`;
}

/** What other rules find: names of customers, and blanks in a status or in a note. */
function isFoundElsewhere(context: QualityContext, object: ExtractedObject, { fields, isName }: Required): boolean {
  if (isName)
    return isParty(object) && columnsOf(context, { types: nameTypes, objects: [object], within: 'record' }).length > 0;
  return columnsOf(context, { types: elsewhere(object), objects: [object], within: 'record' }).some(
    (one) => fields.length === 1 && fields[0] === fieldOf(one),
  );
}

const elsewhere = (object: ExtractedObject) =>
  object === 'notes' ? (['status', 'user', 'timestamp', 'text'] as const) : (['status'] as const);

export const requiredRules: QualityRule[] = [
  {
    id: 'DQ39',
    sentence: 'Fields are blank that the mapping requires.',
    severity: 'blocks',
    treatment: `${rejectsRecord[0]!.toUpperCase()}${rejectsRecord.slice(1)}. Add the values in the source, or do not require the field.`,
    missing: 'The mapping requires no other fields than those that other rules look at.',
    search: (context) =>
      objectsIn(context).flatMap((object) =>
        context
          .requiredIn(object)
          .filter((one) => !isFoundElsewhere(context, object, one))
          .flatMap((one): Search[] => {
            const table = one.within === 'record' ? object : tableOf({ object, within: 'lines' });
            const hasTable = context.facts.some((fact) => tableOf(fact) === table);
            const detail = `${one.into} would be blank`;
            const field = one.fields.join(', ');
            return hasTable ? [{ table, object, field, detail, where: lacks(context, object, one), blocks: true }] : [];
          }),
      ),
  },
];
