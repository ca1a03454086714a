import { Decimal } from 'decimal.js';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { resolveKeys } from '../../connectors/ledger/records.ts';
import { listWritten, type WrittenRecord } from '../../connectors/ledger/verification.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { ReadsRecords } from '../../connectors/zoho/port.ts';
import { differingFields } from '../../domain/compare-record.ts';
import type { NumberRange } from '../../domain/cut-range.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { maxListedDifferences } from '../../domain/join-verification.ts';
import { lineFields, totalOfLines } from '../../domain/line-items.ts';
import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { SliceVerification } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';

/** Number of concurrent reads. Nothing else uses the org's calls during verification. */
const readsAtOnce = 5;

export interface Comparison {
  ledger: Ledger;
  zoho: Pick<ReadsRecords, 'readByIds'>;
  guard: Pick<Guard, 'scanBody' | 'counters'>;
  env: number;
  module: Module;
  keyField: string;
}

/**
 * Reads back the records of a range of numbers, and compares every field. Lines are compared by their total. A total that
 * is missing in Zoho is a difference, also when the lines add up to nothing.
 */
export async function compareSlice(comparison: Comparison, { first, last }: NumberRange): Promise<SliceVerification> {
  const { ledger, guard, env, module } = comparison;
  const hasLines = lineFields[module] !== undefined;
  const counts = { compared: 0, fields: 0, missing: 0, different: 0, held: 0 };
  const differences: SliceVerification['differences'] = [];
  const sums = { source: new Decimal(0), destination: new Decimal(0) };
  const before = guard.counters().values;
  let [absent, hits] = [0, 0];

  const compareRecord = ({ key, held }: WrittenRecord, wanted: JsonObject, found: JsonObject | undefined) => {
    counts.compared += 1;
    counts.fields += Object.keys(wanted).length;
    const differing = found ? differingFields(wanted, found) : ['the record'];
    if (!found) counts.missing += 1;
    counts.held += held?.length ?? 0;
    if (hasLines && !held?.includes(lineFields[module] ?? '')) {
      const total = totalOfLines(linesOf(module, wanted));
      sums.source = sums.source.plus(total);
      const actual = found?.['Grand_Total'] ?? null;
      if (actual === null) absent += 1;
      else sums.destination = sums.destination.plus(String(actual));
      if (found && (actual === null || !new Decimal(String(actual)).equals(total))) differing.push('Grand_Total');
    }
    if (found && differing.length > 0) counts.different += 1;
    differences.push(...differing.map((field) => ({ key, field })));
  };

  const comparePage = async (page: WrittenRecord[]) => {
    const { wanted, found, leaks } = await readPage(comparison, page);
    hits += leaks;
    page.forEach((record, index) => compareRecord(record, wanted[index] ?? {}, found.get(record.zohoId)));
  };

  for (let from = first; from <= last; from += recordsPerCall * readsAtOnce) {
    const range = { first: from, last: Math.min(last, from + recordsPerCall * readsAtOnce - 1) };
    const block = await listWritten(ledger, env, range);
    const pages = Array.from({ length: Math.ceil(block.length / recordsPerCall) }, (_, index) =>
      block.slice(index * recordsPerCall, (index + 1) * recordsPerCall),
    );
    await Promise.all(pages.map(comparePage));
  }
  return {
    ...counts,
    scanned: { values: guard.counters().values - before, hits },
    money: { source: sums.source.toFixed(2), destination: sums.destination.toFixed(2), absent },
    differences: differences.slice(0, maxListedDifferences),
  };
}

const linesOf = (module: Module, values: JsonObject) => values[lineFields[module] ?? ''] ?? [];

const withoutFields = (values: JsonObject, fields: string[]): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field)));

/** The wanted values of a page with references resolved, and what Zoho has. */
async function readPage({ ledger, zoho, guard, env, module, keyField }: Comparison, page: WrittenRecord[]) {
  const lines = lineFields[module];
  const values = page.map(({ base, custom, held }) => withoutFields({ ...base, ...custom }, held ?? []));
  const ids = await resolveKeys(ledger, env, [...new Set(values.flatMap(keysIn))]);
  const wanted = values.map((one) => resolveReferences(one, ids).values);
  const fields = new Set([...wanted.flatMap((one) => Object.keys(one)), ...(lines ? ['Grand_Total'] : [])]);
  if (lines) fields.delete(lines);
  const zohoIds = page.map((one) => one.zohoId);
  const found = await zoho.readByIds(module, zohoIds, [...fields]);
  return { wanted, found, leaks: guard.scanBody([...found.values()], new Set([keyField])).length };
}
