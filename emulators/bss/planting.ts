import { itemAt, tableOf, type Item, type TableName } from './places.ts';
import { randomFor, type Random } from './random.ts';
import type { Defect, Row } from './records.ts';
import type { Scale } from './scale.ts';
import { put, writeIdentifier, writeLookAlike, type Form } from './writing.ts';

/** Whether a record with these defects does not reach the CRM as a record of its own. */
export const isNotMigrated = (defects: Defect[]): boolean =>
  defects.some(({ expected }) => expected === 'rejected' || expected === 'merged' || expected === 'excluded');

export interface PlantingContext {
  seed: number;
  scale: Scale;
  number: number;
  /** Id of the record. */
  id: string;
  /** The record's other defects. What they say stays true. */
  defects: Defect[];
  /** Whether the field's value may be changed; a spare field may always be extended. */
  isFree?: (field: string) => boolean;
  /** Whether the row reaches the CRM; without it, the other defects decide. */
  isMigrated?: () => boolean;
}

/** Fields whose values no migration needs, so that a look-alike in them could not arrive. */
const fieldsThatStay = ['login_name', 'alt_phone', 'pricing_formula'];

/**
 * Plants what falls on a row in its texts: identifiers, which must be withheld, and look-alikes, which must arrive. A field
 * that can't take an identifier leaves it to the table's spare field, so that none is lost. A look-alike is left out if its
 * field has an identifier too, or if the record isn't migrated. Returns the entries of the answer key.
 */
export function plantItems(table: TableName, row: Row, context: PlantingContext): Defect[] {
  const { scale, number } = context;
  const planter = createPlanter(table, row, context);
  for (const field of Object.keys(tableOf(table).fields)) {
    const item = itemAt(scale, table, field, number);
    if (item) planter.plant(item, field);
  }
  return planter.entries;
}

/** Plants what falls on the rows of another table, in the spare field of this row. */
export function plantItemsOf(other: TableName, table: TableName, row: Row, context: PlantingContext): Defect[] {
  const { scale, number } = context;
  const planter = createPlanter(table, row, context);
  for (const field of Object.keys(tableOf(other).fields)) {
    const item = itemAt(scale, other, field, number);
    if (item?.what === 'identifier') planter.plant(item, '');
  }
  return planter.entries;
}

function createPlanter(table: TableName, row: Row, context: PlantingContext) {
  const { seed, number, id, defects, isFree } = context;
  const { fields, spare, within } = tableOf(table);
  const object = within?.object ?? table;
  const nameOf = (field: string) => `${within?.prefix ?? ''}${field}`;
  const entries: Defect[] = [];
  const isMigrated = context.isMigrated ?? (() => !isNotMigrated(defects));
  const isUntouched = (field: string) =>
    ![...defects, ...entries].some((one) => one.field === nameOf(field)) && (isFree?.(field) ?? true);

  function add(field: string, form: Form, text: string, random: Random, entry: Pick<Defect, 'rule' | 'expected'>) {
    row[field] = put(form, String(row[field] ?? ''), text, random, isUntouched(field));
    entries.push({ object, id, field: nameOf(field), ...entry });
  }

  function plantIdentifier(ordinal: number, field: string, random: Random): void {
    const own = fields[field];
    const places: [field: string, form: Form][] = own && isUntouched(field) ? [[field, own]] : [];
    places.push([spare, fields[spare] ?? 'code']);
    for (const [place, form] of places) {
      const written = writeIdentifier(form, ordinal, random, context);
      if (!written) continue;
      add(place, form, written.value, random, { rule: 'identifier', expected: 'withheld', ...written });
      return;
    }
  }

  function plantLookAlike(ordinal: number, field: string, random: Random): void {
    const form = fields[field];
    if (!form || !isUntouched(field) || fieldsThatStay.includes(field) || !isMigrated()) return;
    const lookAlike = writeLookAlike(form, ordinal, random);
    if (!lookAlike) return;
    const { kind, text } = lookAlike;
    // Behind the word SIM, some look-alikes would count as labelled.
    if (/\bSIM\b/.test(String(row[field]))) row[field] = '';
    const entry = { rule: 'look-alike', expected: 'kept', right: text, lookAlike: kind } as const;
    add(field, form, text, random, entry);
  }

  return {
    entries,
    plant({ what, ordinal }: Item, field: string): void {
      const random = randomFor(seed, `planted-${table}-${field}`, number);
      if (what === 'identifier') plantIdentifier(ordinal, field, random);
      else plantLookAlike(ordinal, field, random);
    },
  };
}
