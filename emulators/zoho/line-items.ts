import type { Item } from './answers.ts';
import type { Org, Row, Stored } from './org.ts';
import { missingFields, readValues } from './validation.ts';

/** Half up to two places, without the surprises of binary fractions such as 1.005. */
const round = (amount: number): number => (Math.sign(amount) * Math.round(Number(`${Math.abs(amount)}e2`))) / 100 || 0;

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/**
 * Applies the rows of a write to the rows that a record has: a row with an id is changed, one without is appended, one
 * with `_delete` goes, and an empty list deletes all.
 */
export function applyLines(
  org: Org,
  subform: string,
  record: Pick<Stored, 'id' | 'lines'>,
  input: unknown[],
  place: string,
): { lines: Row[]; errors: Item[] } {
  const module = org.modules.get(subform);
  if (!module || input.length === 0) return { lines: [], errors: [] };
  let lines = [...(record.lines ?? [])];
  const errors: Item[] = [];
  input.forEach((raw, index) => {
    const given = (raw ?? {}) as Row;
    const at = lines.findIndex((line) => line['id'] === given['id']);
    if ('_delete' in given) {
      lines = lines.filter((line) => line['id'] !== given['id']);
      return;
    }
    const where = `${place}[${index}]`;
    const read = readValues(org, module, given, where);
    errors.push(...read.errors, ...(at < 0 ? missingFields(module, given, where) : []));
    const line = at < 0 ? { id: org.nextId(), ...read.values } : { ...lines[at], ...read.values };
    if (at < 0) lines.push(line);
    else lines[at] = line;
  });
  lines.forEach((line, index) => {
    const total = round(numberOf(line['Quantity'] ?? 1) * numberOf(line['List_Price']));
    const after = round(total - numberOf(line['Discount']));
    Object.assign(line, {
      Quantity: line['Quantity'] ?? 1,
      List_Price: line['List_Price'] ?? 0,
      Discount: line['Discount'] ?? 0,
      Total: total,
      Total_After_Discount: after,
      Tax: 0,
      Net_Total: after,
      Sequence_Number: index + 1,
      Parent_Id: record.id,
    });
  });
  return { lines, errors };
}

/** Totals of a record with lines, computed from the rows as Zoho does; what a client sends for them has no effect. */
export function totalsOf(lines: Row[], values: Row): Row {
  const subTotal = round(lines.reduce((sum, line) => sum + numberOf(line['Net_Total']), 0));
  const grand = round(subTotal - numberOf(values['Discount']) + numberOf(values['Adjustment']));
  return { Sub_Total: subTotal, Tax: 0, Grand_Total: grand };
}
