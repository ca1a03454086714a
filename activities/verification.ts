import { Decimal } from 'decimal.js';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { readReports, storeReport } from '../connectors/ledger/phases.ts';
import { listWritten, resolveKeys, type WrittenRecord } from '../connectors/ledger/records.ts';
import { findRun } from '../connectors/ledger/runs.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { differingFields } from '../domain/compare-record.ts';
import { verificationDocument } from '../domain/documents/verification.ts';
import { lineFields, totalOfLines } from '../domain/line-items.ts';
import { resolveReferences } from '../domain/resolve-references.ts';
import type { PhaseRef } from '../schemas/engagement.ts';
import type { JsonObject } from '../schemas/json.ts';
import type { VerifyReport } from '../schemas/report.ts';
import type { Module } from '../schemas/words.ts';
import { writeDocument } from './documents.ts';
import type { Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/** Pages under way at once; verification shares the org's calls with nothing else. */
const pagesAtOnce = 5;
const pageSize = 100;
/** Fields of one list call, less the id. */
const fieldsAtOnce = 49;
const listedDifferences = 100;

type ModuleResult = Pick<VerifyReport, 'modules' | 'money' | 'differences'>;

export function verificationActivities(ports: Ports) {
  const { ledger } = ports;
  return {
    /** Reads every record of a module back and compares every field; lines by their total. */
    async verifyModule(input: PhaseRef): Promise<{ agrees: boolean }> {
      const stored = await readEngagement(ledger, input.engagement);
      const run = await findRun(ledger, input);
      const result = await withZoho(ports, stored, { ...input, phase: 'verification' }, (zoho) =>
        compareModule(ports, zoho, run, input.module),
      );
      await storeReport(ledger, run.id, input.module, 'verification', result);
      const parts = await readReports<ModuleResult>(ledger, run.id, 'verification');
      const { engagement, environment, run: name } = input;
      const report = joinResults({ engagement, environment, run: name }, parts);
      await writeDocument(ports, stored, `verification-${environment}-${name}`, verificationDocument(report), report);
      return { agrees: report.agrees };
    },
  };
}

export function joinResults(
  ref: Pick<VerifyReport, 'engagement' | 'environment' | 'run'>,
  parts: ModuleResult[],
): VerifyReport {
  const modules = parts.flatMap((part) => part.modules);
  const money = parts.flatMap((part) => part.money);
  return {
    ...ref,
    modules,
    money,
    differences: parts.flatMap((part) => part.differences).slice(0, listedDifferences),
    agrees: modules.every((one) => one.missing + one.different === 0) && money.every((one) => one.agrees),
  };
}

async function compareModule(
  { ledger }: Ports,
  zoho: Zoho,
  run: { id: string; chain: string[] },
  module: Module,
): Promise<ModuleResult> {
  const totals = { compared: 0, fields: 0, missing: 0, different: 0 };
  const differences: VerifyReport['differences'] = [];
  const sums = { source: new Decimal(0), destination: new Decimal(0) };
  const lines = lineFields[module];
  const comparePage = async (page: WrittenRecord[]) => {
    const refs = await resolveKeys(ledger, run.chain, [...new Set(page.flatMap((one) => keysIn(one)))]);
    const wanted = page.map((one) => resolveReferences({ ...one.base, ...one.custom }, refs).values);
    const actual = await readBack(zoho, module, page, wanted, lines ? ['Grand_Total'] : []);
    page.forEach((record, place) => {
      const want = wanted[place] ?? {};
      const found = actual.get(record.zohoId);
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
    });
  };

  for (let after = 0; ;) {
    const block = await listWritten(ledger, run.id, module, after, pageSize * pagesAtOnce);
    const pages = Array.from({ length: Math.ceil(block.length / pageSize) }, (_, place) =>
      block.slice(place * pageSize, (place + 1) * pageSize),
    );
    await Promise.all(pages.map(comparePage));
    const last = block.at(-1);
    if (!last) break;
    after = last.seq;
  }
  const [source, destination] = [sums.source.toFixed(2), sums.destination.toFixed(2)];
  return {
    modules: [{ module, ...totals }],
    money: lines ? [{ module, field: 'Grand_Total', source, destination, agrees: source === destination }] : [],
    differences: differences.slice(0, listedDifferences),
  };
}

const keysIn = (record: WrittenRecord): string[] =>
  [...JSON.stringify([record.base, record.custom]).matchAll(/"\$key":("(?:[^"\\]|\\.)*")/g)].map(
    ([, key]) => JSON.parse(key ?? '""') as string,
  );

async function readBack(
  zoho: Zoho,
  module: Module,
  page: WrittenRecord[],
  wanted: JsonObject[],
  more: string[],
): Promise<Map<string, JsonObject>> {
  const fields = [...new Set([...wanted.flatMap((one) => Object.keys(one)), ...more])].filter(
    (field) => field !== lineFields[module],
  );
  const ids = page.map((one) => one.zohoId);
  const found = new Map<string, JsonObject>();
  for (let from = 0; from < fields.length; from += fieldsAtOnce) {
    for (const one of await zoho.readByIds(module, ids, fields.slice(from, from + fieldsAtOnce))) {
      const id = String(one['id']);
      found.set(id, { ...found.get(id), ...one });
    }
  }
  return found;
}
