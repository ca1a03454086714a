import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { createMeasure } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { storeDocument } from '../connectors/ledger/documents.ts';
import { listBalances } from '../connectors/ledger/balances.ts';
import type { Run } from '../connectors/ledger/runs.ts';
import { findManifest } from '../connectors/staging/manifest.ts';
import { openBalances, type OpenBalances } from '../connectors/staging/open-balances.ts';
import { readSealed } from '../connectors/staging/rows.ts';
import { compileReceivables, type OpenRow, type ReceivableRules } from '../domain/receivables.ts';
import { parseRow } from '../domain/source-row.ts';
import { minorUnitOf } from '../domain/values/numbers.ts';
import type { Receivables } from '../schemas/report.ts';
import type { Module } from '../schemas/terms.ts';
import { documentsFolder } from './documents.ts';
import { openGuardForTexts } from './guard.ts';
import { keyContextOf } from './key-context.ts';
import { formatIn, numberFormatsOf } from './number-formats.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Compares what is open in the staged source with what Zoho has acknowledged, and writes it by account and currency into a CSV
 * file. Memory does not grow with the records.
 * @returns the sums by currency; null if the mapping names no column with what is open
 * @throws ConnectorError `contract` when the staged files are not those that were loaded
 */
export async function reportReceivables(
  ports: Ports,
  stored: StoredEngagement,
  run: Run,
  module: Module,
): Promise<Receivables[] | null> {
  const keys = keyContextOf(ports.fingerprintSecret, stored);
  const numberFormat = formatIn(numberFormatsOf(stored.profile));
  const rules = compileReceivables(stored.mapping, module, { keys, numberFormat });
  if (!rules) return null;
  const balances = await openBalances(
    openIn(ports, run, rules),
    listBalances(ports.ledger, run, module, rules.fields),
    { places: minorUnitOf, isFlagged: rules.fields.flag !== null },
  );
  try {
    await writeAccounts(ports, stored, run, module, balances);
    return await balances.totals();
  } finally {
    await balances.close();
  }
}

async function* openIn({ staging }: Ports, run: Run, rules: ReceivableRules): AsyncGenerator<OpenRow> {
  const manifest = await findManifest(staging, run.engagement, run.manifestDigest);
  if (!manifest)
    throw new ConnectorError(
      'contract',
      `The manifest of the extraction that was loaded is missing in the staging of ${run.engagement}, or was changed. Open amounts were not compared. Restore the folder of the extraction.`,
    );
  for (const object of rules.objects) {
    const file = manifest.objects.find((one) => one.object === object);
    if (!file) continue;
    for await (const row of readSealed(staging, file)) {
      const open = rules.read(object, parseRow({ ...row, lines: '' }).fields);
      if (open) yield open;
    }
  }
}

async function writeAccounts(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, environment, run }: Run,
  module: Module,
  balances: OpenBalances,
): Promise<void> {
  const folder = documentsFolder(stored);
  const name = `receivables-${environment}-${run}-${module}.csv`;
  const guard = await openGuardForTexts(ports, stored);
  async function* lines(): AsyncGenerator<Buffer> {
    yield Buffer.from(stringify([['account', 'currency', 'open records', 'source', 'Zoho', 'records not in Zoho']]));
    for await (const { account, currency, records, source, zoho, missing } of balances.accounts())
      yield Buffer.from(stringify([[guard.clean('', account, 'mask').text, currency, records, source, zoho, missing]]));
  }
  await mkdir(folder, { recursive: true });
  const measure = createMeasure();
  const part = join(folder, `${name}.part`);
  await pipeline(Readable.from(lines()), measure.through, createWriteStream(part));
  await rename(part, join(folder, name));
  const about = { kind: 'reconciliation', environment, run } as const;
  await storeDocument(ports.ledger, engagement, about, { name, digest: measure.result().sha256, body: null });
}
