import { z } from 'zod';
import { countReadFiles } from '../connectors/ledger/attached-files.ts';
import { countGuardFindings } from '../connectors/ledger/records.ts';
import { findRun } from '../connectors/ledger/runs.ts';
import { receiptDocument } from '../domain/documents/receipt.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { Receipt } from '../schemas/report.ts';
import { writeDocument } from './documents.ts';
import { fingerprintsSummaryPath } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';

const Counts = z.record(z.string(), z.number());
const Summary = z.object({ fingerprints: z.number(), counts: Counts, refused: Counts });

/** Writes what the guard scanned and withheld in a run, and what the scan of Zoho found afterwards. */
export async function writeReceipt(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, environment, run: name }: RunRef,
  readBack: Receipt['readBack'],
): Promise<void> {
  const { ledger } = ports;
  const run = await findRun(ledger, { engagement, environment, run: name });
  const receipt: Receipt = {
    engagement,
    environment,
    run: name,
    scanned: { bodies: run.bodiesScanned, values: run.valuesScanned, tokens: run.tokensScanned },
    known: await knownOf(ports, engagement),
    withheld: await countGuardFindings(ledger, run.id, 'withheld'),
    suspicious: await countGuardFindings(ledger, run.id, 'suspicious'),
    readBack,
    files: await countReadFiles(ledger, run),
  };
  const about = { kind: 'receipt', environment, run: name, title: `receipt-${environment}-${name}` } as const;
  await writeDocument(ports, stored, about, receiptDocument(receipt), receipt);
}

async function knownOf({ staging }: Ports, slug: string): Promise<Receipt['known']> {
  const text = await staging.readText(fingerprintsSummaryPath(slug));
  if (text === null) return { total: 0, counts: {}, refused: {} };
  const { fingerprints, counts, refused } = Summary.parse(JSON.parse(text));
  return { total: fingerprints, counts: named(counts), refused: named(refused) };
}

/** The guard reads `apn: 625` as the name of an access point, and would remove the count from the documents. */
const named = ({ apn, ...counts }: Record<string, number>) =>
  apn === undefined ? counts : { ...counts, 'access point': apn };
