import type { Json, JsonObject } from '../schemas/json.ts';
import type { RecordKey, Remark, TransformedRow } from '../schemas/record.ts';
import type { CleanRow } from './clean-row.ts';
import type { SourceRow } from './condition.ts';
import { isCounted } from './counted-fields.ts';
import { cleanFileName } from './file-name.ts';
import { percentOfLine, totalOfLines } from './line-items.ts';
import { isLookup } from './map-field.ts';
import type { Mapped } from './mapped.ts';
import { judgeMail } from './mails.ts';
import { hasRoomFor, isFile, isMail, keyFieldOf, keyValue, traitsOf } from './module-traits.ts';
import { splitText } from './note-parts.ts';
import { keysIn } from './resolve-references.ts';
import type { CompiledField, Route } from './routes.ts';
import { judgeTotal } from './source-money.ts';
import type { ParsedRow } from './source-row.ts';
import { tagField } from './tags.ts';

/** How a record is filled, beside its row. */
interface RecordRules {
  /** Zoho's field for the key. */
  keyField: string;
  /** Decimal places of the currency. */
  places: number;
  /** When the source was read, in milliseconds since 1970; null where nothing depends on it. */
  takenAt: number | null;
}

/** Turns a row that takes a route into a record for the write queue, or says why it is rejected. */
export function fillRecord(
  { keyField, places, takenAt }: RecordRules,
  key: RecordKey,
  route: Route,
  { clean, raw }: { clean: CleanRow; raw: ParsedRow },
  remarks: Remark[],
): TransformedRow {
  const { isForeign, figures, problem } = route.money(raw.fields);
  const filling: Filling = { key, remarks, refs: new Set(), isForeign, hasLines: route.lines !== null };
  const filled = fill(filling, route.base, clean.fields, raw.fields, '');
  if (typeof filled === 'string') return rejected(filling, route, filled);
  const mail = isMail(route.module) ? judgeMail(filled, takenAt) : { values: filled, remarks: [] };
  if ('problem' in mail) return rejected(filling, route, mail.problem);
  remarks.push(...mail.remarks.map((one): Remark => ({ key, ...one })));
  const base = mail.values;
  const custom = fill(filling, route.custom, clean.fields, raw.fields, '');
  if (typeof custom === 'string') return rejected(filling, route, custom);
  if (route.lines) {
    if (isForeign) return rejected(filling, route, 'another currency than the mapping has');
    if (problem !== null) return rejected(filling, route, problem);
    const { into, fields, giveProduct } = route.lines;
    const rows: JsonObject[] = [];
    for (const [index, line] of clean.lines.entries()) {
      const given = giveProduct(raw.lines[index]!);
      if (given) remarks.push({ key, field: `${into}.Product_Name`, rule: 'default:product of lines without one' });
      const row = fill(filling, fields, line, given ?? raw.lines[index]!, `${into}.`);
      if (typeof row === 'string') return rejected(filling, route, row);
      if (typeof row['Discount'] === 'string') row['Discount'] = percentOfLine(row, row['Discount'], places);
      rows.push(row);
    }
    if (rows.length === 0) return rejected(filling, route, `${into}: no lines`);
    const judged = judgeTotal(figures, totalOfLines(rows, places, base));
    if (judged) remarks.push({ key, field: 'Grand_Total', rule: `total:${judged}` });
    base[into] = rows;
  }
  const tagged = route.tags?.(clean.fields);
  if (tagged) {
    base[tagField] = tagged.tags;
    for (const { field, map } of tagged.unknown)
      remarks.push({ key, field: tagField, rule: `blank:${field} is not in the value map ${map}` });
  }
  const { module } = route;
  const { about } = traitsOf(module);
  const field = keyFieldOf(module, keyField);
  const parts = route.splitsNotes ? partsIn(base['Note_Content']) : 1;
  if (parts > 1) remarks.push({ key, field: 'Note_Content', rule: 'repaired:split' });
  if (!hasRoomFor(module, key, parts)) return rejected(filling, route, `the key is too long for ${field}`);
  const subject = about === null ? undefined : base[about];
  if (about !== null && subject !== undefined) base[about] = { ...(subject as JsonObject), $module: true };
  const name = base[field];
  if (isFile(module) && typeof name === 'string' && cleanFileName(name) !== name)
    remarks.push({ key, field, rule: 'repaired:file name' });
  base[field] = keyValue(module, key, name, parts);
  const record = { key, module: route.module, base, custom, refs: [...filling.refs] };
  return { kind: 'queued', record, remarks };
}

const partsIn = (content: Json | undefined): number => (typeof content === 'string' ? splitText(content).length : 1);

/** What is collected while the fields of a record are filled. */
interface Filling {
  key: RecordKey;
  remarks: Remark[];
  refs: Set<RecordKey>;
  /** The amounts of the row are in another currency. */
  isForeign: boolean;
  /** Zoho computes the total of the record from its lines. */
  hasLines: boolean;
}

const rejected = ({ key, remarks }: Filling, { module }: Route, reason: string): TransformedRow => ({
  kind: 'decided',
  decided: { key, module, outcome: 'rejected', reason },
  // Nothing is written of such a record, and so no default.
  remarks: remarks.filter(({ rule }) => !rule.startsWith('default:')),
});

const foreign: Mapped = { value: undefined, reason: 'money: another currency' };

/** The values of fields, or why the record is rejected. `prefix` is the subform of a line, and empty for a record. */
function fill(
  { key, remarks, refs, isForeign, hasLines }: Filling,
  fields: CompiledField[],
  row: SourceRow,
  rawRow: SourceRow,
  prefix: string,
): JsonObject | string {
  const values: JsonObject = {};
  for (const [name, map, rule] of fields) {
    const found = map(row, rawRow);
    const mapped = isForeign && found.value !== undefined && rule.transforms.includes('money') ? foreign : found;
    if (mapped.value !== undefined) {
      values[name] = mapped.value;
      if (isLookup(rule)) for (const ref of keysIn(mapped.value)) refs.add(ref);
      if ('remark' in mapped && mapped.remark) remarks.push({ key, field: prefix + name, rule: mapped.remark });
      continue;
    }
    const reason = 'reason' in mapped ? mapped.reason : undefined;
    const isWrong = reason !== undefined && isCounted(name, rule, { isLine: prefix !== '', hasLines });
    const isRejected = rule.required || isWrong || ('rejects' in mapped && mapped.rejects);
    if (isRejected) return `${prefix}${name}: ${reason ?? 'missing'}`;
    if (reason !== undefined) remarks.push({ key, field: prefix + name, rule: `blank:${reason}` });
  }
  return values;
}
