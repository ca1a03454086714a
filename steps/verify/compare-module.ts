import { Decimal } from 'decimal.js';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { listWritten, resolveKeys, type WrittenRecord } from '../../connectors/ledger/records.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { ReadsRecords } from '../../connectors/zoho/port.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { differingFields } from '../../domain/compare-record.ts';
import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';
import { lineFields, totalOfLines } from '../../domain/line-items.ts';
import { maxListedDifferences } from '../../domain/join-verification.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ModuleVerification } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';

/** Number of concurrent pages. Nothing else uses the org's calls during verification. */
const pagesAtOnce = 5;

/**
 * Reads back every record that a run wrote to a module, and compares every field. Lines are compared by their total.
 */
export async function compareModule(
  ledger: Ledger,
  zoho: Pick<ReadsRecords, 'readByIds'>,
  run: Pick<Run, 'id' | 'chain'>,
  module: Module,
  keyField: string,
  guard: Pick<Guard, 'scanBody' | 'counters'>,
): Promise<ModuleVerification> {
  const lines = lineFields[module];
  const totals = { compared: 0, fields: 0, missing: 0, different: 0 };
  const differences: ModuleVerification['differences'] = [];
  const sums = { source: new Decimal(0), destination: new Decimal(0) };

  const exempt = new Set([keyField]);
  let hits = 0;

  const compareRecord = (record: WrittenRecord, want: JsonObject, found: JsonObject | undefined) => {
    totals.compared += 1;
    totals.fields += Object.keys(want).length;
    if (!found) {
      totals.missing += 1;
      differences.push({ key: record.key, field: 'the record' });
      return;
    }
    const differing = differingFields(want, found);
    if (lines) {
      const total = totalOfLines(want[lines] ?? []);
      const got = new Decimal(String(found['Grand_Total'] ?? 0));
      sums.source = sums.source.plus(total);
      sums.destination = sums.destination.plus(got);
      if (!got.equals(total)) differing.push('Grand_Total');
    }
    if (differing.length > 0) totals.different += 1;
    differences.push(...differing.map((field) => ({ key: record.key, field })));
  };

  const comparePage = async (page: WrittenRecord[]) => {
    const values = page.map(({ base, custom }) => ({ ...base, ...custom }));
    const ids = await resolveKeys(ledger, run.chain, [...new Set(values.flatMap(keysIn))]);
    const wanted = values.map((one) => resolveReferences(one, ids).values);
    const fields = new Set([...wanted.flatMap((one) => Object.keys(one)), ...(lines ? ['Grand_Total'] : [])]);
    if (lines) fields.delete(lines);
    const zohoIds = page.map((one) => one.zohoId);
    const found = await zoho.readByIds(module, zohoIds, [...fields]);
    hits += guard.scanBody([...found.values()], exempt).length;
    page.forEach((record, index) => compareRecord(record, wanted[index] ?? {}, found.get(record.zohoId)));
  };

  for await (const pages of writtenPages(ledger, run.id, module)) await Promise.all(pages.map(comparePage));
  const [source, destination] = [sums.source.toFixed(2), sums.destination.toFixed(2)];
  return {
    scanned: { values: guard.counters().values, hits },
    modules: [{ module, ...totals }],
    money: lines ? [{ module, field: 'Grand_Total', source, destination, agrees: source === destination }] : [],
    differences: differences.slice(0, maxListedDifferences),
  };
}

/** The records that a run wrote to a module, in blocks of pages that can be read concurrently. */
async function* writtenPages(ledger: Ledger, runId: string, module: Module): AsyncGenerator<WrittenRecord[][]> {
  for (let after = 0; ;) {
    const block = await listWritten(ledger, runId, module, after, recordsPerCall * pagesAtOnce);
    const last = block.at(-1);
    if (!last) return;
    yield Array.from({ length: Math.ceil(block.length / recordsPerCall) }, (_, index) =>
      block.slice(index * recordsPerCall, (index + 1) * recordsPerCall),
    );
    after = last.seq;
  }
}
