import { foreignNotations } from './foreign-notations.ts';
import { notations } from './identifier-notations.ts';
import { lookAlikes } from './look-alikes.ts';
import { identifiersOf, identifiersWith } from './network-identifiers.ts';
import { itemAt, tableOf, type Form, type Item, type TableName } from './places.ts';
import { randomFor, type Random } from './random.ts';
import type { Defect, PlantedIdentifier, Row } from './records.ts';
import type { Scale } from './scale.ts';

/** Whether a text fits a form. */
const fits: Record<Form, (text: string) => boolean> = {
  text: () => true,
  line: (text) => text.length <= 100 && !/[\t\r\n]/.test(text),
  code: (text) => text.length <= 28 && !/[\t\r\n]/.test(text),
  mail: (text) => text.length <= 64 && /^[a-z\d][\w.-]*$/i.test(text),
  phone: (text) => text.length <= 20 && /^\+?\d[\d -]{13,}$/.test(text),
  file: (text) => text.length <= 60 && !/[\t\r\n/\\:]/.test(text),
};

const sentences: ((text: string) => string)[] = [
  (text) => `customer wrote ${text} on the form`,
  (text) => `see ${text} for details`,
  (text) => `was ${text} before, changed since`,
];

/** The notations that fit each form. Those of one kind have the same length and signs, so an example shows it. */
const example = { ...identifiersOf(0, 40), plmnLength: 5 };
const ownByForm = listsByForm(notations, ({ write }) => write(example));
const foreignByForm = listsByForm(foreignNotations, ({ write }) => write(randomFor(0, 'example', 1)).text);
const lookAlikesByForm = listsByForm(lookAlikes, ({ write }) => write(randomFor(0, 'example', 1)));

function listsByForm<T>(list: readonly T[], textOf: (one: T) => string): Record<Form, T[]> {
  const forms = Object.keys(fits) as Form[];
  return Object.fromEntries(forms.map((form) => [form, list.filter((one) => fits[form](textOf(one)))])) as Record<
    Form,
    T[]
  >;
}

/** One of ten planted identifiers belongs to another network. */
const isForeign = (ordinal: number) => ordinal % 10 === 9;

interface Written {
  value: string;
  identifier: PlantedIdentifier;
}

/** Writes an identifier in one of the notations that fit a form; `ordinal` decides which. Null if no notation fits. */
export function writeIdentifier(
  form: Form,
  ordinal: number,
  random: Random,
  { seed, scale }: { seed: number; scale: Scale },
): Written | null {
  if (isForeign(ordinal)) {
    const list = foreignByForm[form];
    const notation = list[Math.floor(ordinal / 10) % list.length];
    if (!notation) return null;
    const { text, numbers } = notation.write(random);
    return { value: text, identifier: { kind: notation.kind, notation: notation.name, owner: 'foreign', numbers } };
  }
  const list = ownByForm[form];
  const place = Math.floor(ordinal / 10) * 9 + (ordinal % 10);
  for (let next = 0; next < list.length; next += 1) {
    const { kind, name, write } = list[(place + next) % list.length] ?? notations[0]!;
    const identifiers = identifiersWith(kind, random, seed, scale.subscribers);
    const value = write(identifiers);
    // Base64 may contain a sign that the example has not.
    if (!fits[form](value)) continue;
    return { value, identifier: { kind, notation: name, owner: 'own', numbers: [identifiers[kind]] } };
  }
  return null;
}

/** Puts a text into a field. `mayStandAlone` allows it to replace the value. */
function put(form: Form, current: string, text: string, random: Random, mayStandAlone: boolean): string {
  switch (form) {
    case 'mail':
      return `${text}${current.slice(current.lastIndexOf('@'))}`;
    case 'phone':
      return text;
    case 'file':
      return `scan_${text}${current.slice(current.lastIndexOf('.'))}`;
    case 'code':
      return `${current} ${text}`.trim();
    case 'line':
      return `${current} (${text})`.trim();
    case 'text': {
      const sentence = random.pick([(one: string) => one, ...sentences])(text);
      return mayStandAlone && sentence === text ? text : `${current} ${sentence}`.trim();
    }
  }
}

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
  isMigrated?: boolean;
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
  const entries: Defect[] = [];
  const isMigrated =
    context.isMigrated ?? !defects.some(({ expected }) => ['rejected', 'merged', 'excluded'].includes(expected));
  const isUntouched = (field: string) =>
    ![...defects, ...entries].some((one) => one.field === nameOf(field)) && (isFree?.(field) ?? true);
  const nameOf = (field: string) => `${within?.prefix ?? ''}${field}`;
  const add = (field: string, form: Form, text: string, random: Random, entry: Partial<Defect>) => {
    row[field] = put(form, String(row[field] ?? ''), text, random, isUntouched(field));
    const { object } = within ?? { object: table };
    entries.push({ object, id, field: nameOf(field), ...entry } as Defect);
  };

  function plant(item: Item, field: string): void {
    const random = randomFor(seed, `planted-${table}-${field}`, number);
    const form = fields[field];
    if (item.what === 'look-alike') {
      if (!form || !isMigrated || !isUntouched(field) || fieldsThatStay.includes(field)) return;
      const list = lookAlikesByForm[form];
      const lookAlike = list[item.ordinal % list.length];
      const right = lookAlike?.write(random) ?? '';
      if (!lookAlike || !fits[form](right)) return;
      // Behind the word SIM, some look-alikes would count as labelled.
      if (/\bSIM\b/.test(String(row[field]))) row[field] = '';
      add(field, form, right, random, {
        rule: 'look-alike',
        expected: 'kept',
        right,
        lookAlike: lookAlike.kind,
      });
      return;
    }
    const written = form && isUntouched(field) ? writeIdentifier(form, item.ordinal, random, context) : null;
    if (form && written) return add(field, form, written.value, random, identifierEntry(written));
    const spareForm = fields[spare] ?? 'code';
    const inSpare = writeIdentifier(spareForm, item.ordinal, random, context);
    if (inSpare) add(spare, spareForm, inSpare.value, random, identifierEntry(inSpare));
  }
  return { entries, plant };
}

const identifierEntry = ({ value, identifier }: Written): Partial<Defect> => ({
  rule: 'identifier',
  expected: 'withheld',
  value,
  identifier,
});
